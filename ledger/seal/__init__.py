"""Sealing: committed events get their places in the log, checkpoints are signed and handed out."""
