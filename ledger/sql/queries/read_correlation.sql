SELECT
    e.stream_id, e.version, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at, e.metadata, e.data,
    e.chain
FROM jejak.events e
JOIN jejak.streams s USING (stream_id)
WHERE s.correlation_id = $1
    AND ($2::timestamptz IS NULL OR e.recorded_at <= $2)
    AND ($3::timestamptz IS NULL OR e.occurred_at <= $3)
ORDER BY e.recorded_at, e.stream_id, e.version
