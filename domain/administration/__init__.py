"""People and their roles, editions, reference data: what administrators keep."""
