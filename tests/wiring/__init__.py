"""Specs of what every process is wired with."""
