"""Recorded events as they were written, one file per type and schema version. A file, once committed, never changes."""
