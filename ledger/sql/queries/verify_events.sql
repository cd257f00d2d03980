-- A stream whose head row is gone may have belonged to any correlation, so it is part of each.
SELECT stream_id, version, event_id, type, schema_version, occurred_at, recorded_at, metadata, data, chain
FROM jejak.events
WHERE stream_id IN (
    SELECT stream_id FROM jejak.streams WHERE correlation_id = $1
    UNION ALL
    SELECT e.stream_id FROM jejak.events e WHERE NOT EXISTS (
        SELECT FROM jejak.streams s WHERE s.stream_id = e.stream_id
    )
)
ORDER BY stream_id, version
