"""Verification: everything that the ledger claims is recomputed."""
