"""The commands, a file per role or noun."""
