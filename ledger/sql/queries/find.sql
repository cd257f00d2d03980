SELECT
    e.stream_id, e.version, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at, e.metadata, e.data,
    e.chain
FROM jejak.events e
JOIN (SELECT DISTINCT * FROM unnest($1::text[], $2::uuid[])) AS wanted (stream_id, event_id)
    ON e.stream_id = wanted.stream_id AND e.event_id = wanted.event_id
ORDER BY e.stream_id, e.version
