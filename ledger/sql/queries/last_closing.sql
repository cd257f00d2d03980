SELECT occurred_at, data
FROM jejak.events
WHERE stream_id = 'ledger/closings'
ORDER BY version DESC
LIMIT 1
