"""A bundle proves itself, and nothing that was done to it goes unnoticed."""
