"""Everything at once, as a person runs it."""
