-- Streams that have rows and no head, after $1.
SELECT DISTINCT r.stream_id
FROM jejak.rows r
WHERE r.stream_id > $1 AND NOT EXISTS (SELECT FROM jejak.streams s WHERE s.stream_id = r.stream_id)
ORDER BY r.stream_id
LIMIT $2
