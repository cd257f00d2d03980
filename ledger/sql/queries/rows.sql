SELECT stream_id, kind, key, body::text AS body
FROM jejak.rows
WHERE kind = $1
    AND ($2::text IS NULL OR body @> $2::text::jsonb)
    AND ($3::text IS NULL OR stream_id = $3)
    AND ($4::text IS NULL OR (stream_id, key) > ($4, $5::text))
ORDER BY stream_id, key
LIMIT $6
