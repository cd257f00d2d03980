"""What is written for people is well-formed, and points at what exists."""
