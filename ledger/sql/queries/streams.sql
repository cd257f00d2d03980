SELECT stream_id, version, head AS chain, correlation_id
FROM jejak.streams
WHERE correlation_id = $1
ORDER BY stream_id
