SELECT stream_id, version, event_id, type, schema_version, occurred_at, recorded_at, metadata, data, chain
FROM jejak.events
ORDER BY stream_id, version
