"""Audit: search, the ledger as it stands, verification, what would have been, and the technical corner."""
