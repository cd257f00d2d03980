SELECT type, schema_version, occurred_at, data
FROM jejak.events
WHERE stream_id = $1 AND version > $2
ORDER BY version
