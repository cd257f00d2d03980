SELECT stream_id, version, head AS chain, correlation_id
FROM jejak.streams
WHERE stream_id ^@ $1 AND stream_id >= $1 AND stream_id > $2
ORDER BY stream_id
LIMIT $3
