SELECT
    e.stream_id, e.version, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at, e.metadata, e.data,
    e.chain, l.leaf_index
FROM jejak.leaves l
LEFT JOIN jejak.events e USING (stream_id, version)
WHERE l.leaf_index >= $1 AND l.leaf_index < $1 + $2::bigint
ORDER BY l.leaf_index
