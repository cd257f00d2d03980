"""Exports can be read by the tools they are for, and say of each event where it stands in the log."""
