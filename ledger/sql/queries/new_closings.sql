-- The closings that have leaves from $1 on and before $2, each with its leaf and the leaf before it in its stream; what
-- a leaf has no event for is NULL.
SELECT
    e.stream_id, l.version, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at, e.metadata, e.data,
    e.chain, l.leaf_index, l.chain AS leaf, before.chain AS previous
FROM jejak.leaves l
LEFT JOIN jejak.events e USING (stream_id, version)
LEFT JOIN jejak.leaves before ON before.stream_id = l.stream_id AND before.version = l.version - 1
WHERE l.stream_id = 'ledger/closings' AND l.leaf_index >= $1 AND l.leaf_index < $2
ORDER BY l.version
