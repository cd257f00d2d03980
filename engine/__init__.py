"""What all kinds of streams share: reading, caching, deciding and projecting their states from the ledger."""
