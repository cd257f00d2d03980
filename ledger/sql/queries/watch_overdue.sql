SELECT DISTINCT stream_id
FROM jejak.rows
WHERE kind = $1 AND wake_at < $2 AND stream_id > $3
ORDER BY stream_id
LIMIT $4
