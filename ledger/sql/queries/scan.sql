-- Events of a correlation ($1), of some types ($2) and kinds of streams ($3), each with its leaf; each may be NULL.
SELECT
    e.stream_id, e.version, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at, e.metadata, e.data,
    e.chain, s.correlation_id, l.leaf_index
FROM jejak.streams s
JOIN jejak.events e USING (stream_id)
LEFT JOIN jejak.leaves l ON l.stream_id = e.stream_id AND l.version = e.version
WHERE ($1::text IS NULL OR s.correlation_id = $1)
    AND ($2::text[] IS NULL OR e.type = ANY ($2))
    AND ($3::text[] IS NULL OR split_part(e.stream_id, '/', 1) = ANY ($3))
ORDER BY s.correlation_id, e.recorded_at, e.stream_id, e.version
