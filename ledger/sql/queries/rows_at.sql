-- The rows of kind $1 of the streams $2.
SELECT stream_id, kind, key, body::text AS body, NULL AS sorted_by
FROM jejak.rows
WHERE stream_id = ANY ($2::text[]) AND kind = $1
ORDER BY stream_id, key
