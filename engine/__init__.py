"""How any kind of stream is read, cached, decided and shown, on what the ledger holds."""
