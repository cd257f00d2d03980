"""What the ledger promises, tried on a real PostgreSQL."""
