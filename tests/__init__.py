"""Jejak's tests: each is named after the promise it keeps. Servers they need are started by `conftest.py`."""
