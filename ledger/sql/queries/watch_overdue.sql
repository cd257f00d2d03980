SELECT DISTINCT stream_id
FROM jejak.rows
WHERE kind = $1 AND (body ->> $2)::timestamptz < $3 AND stream_id > $4
ORDER BY stream_id
LIMIT $5
