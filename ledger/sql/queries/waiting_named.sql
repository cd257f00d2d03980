-- Those of the rows named by stream $3 and key $4 that are of the kinds $1, without any of the labels $2, by due instant.
SELECT r.stream_id, r.kind, r.key, r.body::text AS body, r.due_at AS sorted_by
FROM unnest($3::text[], $4::text[]) AS n (stream_id, key)
JOIN jejak.rows r USING (stream_id, key)
WHERE r.kind = ANY ($1::text[]) AND (r.labels && $2) IS NOT TRUE
ORDER BY r.due_at, r.stream_id, r.key
