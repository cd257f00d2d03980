"""Verification: everything that the ledger claims, recomputed."""
