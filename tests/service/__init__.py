"""Specs of what people ask for."""
