"""What may be asked at which address, a topic a file."""
