SELECT stream_id, version, event_id, type, schema_version, occurred_at, recorded_at, metadata, data, chain
FROM jejak.events
WHERE stream_id = $1 AND version > $2 AND ($3::bigint IS NULL OR version <= $3)
ORDER BY version
