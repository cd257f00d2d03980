"""The commands, by role or noun. What a command does is imported inside of it, so that help starts without it."""
