-- The newest closing in the log's first $1 leaves, with the chain before it.
SELECT
    e.stream_id, e.version, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at, e.metadata, e.data,
    e.chain, l.leaf_index, before.chain AS previous
FROM jejak.leaves l
JOIN jejak.events e USING (stream_id, version)
LEFT JOIN jejak.events before ON before.stream_id = l.stream_id AND before.version = l.version - 1
WHERE l.stream_id = 'ledger/closings' AND l.leaf_index < $1
ORDER BY l.version DESC
LIMIT 1
