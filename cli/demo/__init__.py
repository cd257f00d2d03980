"""The demonstration: a story that real commands make, and show as the ledger records it."""
