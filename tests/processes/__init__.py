"""Specs of what runs."""
