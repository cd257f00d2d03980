"""What people type or write for a command: files, pairs, instants, and what can be wrong with them."""
