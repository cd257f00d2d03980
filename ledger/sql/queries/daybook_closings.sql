SELECT version, type, data FROM jejak.events WHERE stream_id = $1 ORDER BY version
