SELECT stream_id, min(wake_at) AS wake_at
FROM jejak.rows
WHERE kind = $1 AND wake_at < $2 AND stream_id > $3
GROUP BY stream_id
ORDER BY stream_id
LIMIT $4
