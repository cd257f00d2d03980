SELECT version, type, data FROM jejak.events WHERE stream_id = 'ledger/reads' ORDER BY version
