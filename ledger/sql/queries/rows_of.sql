-- A stream's version (0: there is none) and its rows, of one moment; without rows one record with a NULL kind.
SELECT
    coalesce(s.version, 0) AS version, r.kind, r.key, r.body::text AS body, r.name, nullif(r.due_at, 'infinity') AS due_at,
    r.wake_at, r.labels, tsvector_to_array(r.words) AS words
FROM (SELECT $1::text AS stream_id) AS asked
LEFT JOIN jejak.streams s USING (stream_id)
LEFT JOIN jejak.rows r USING (stream_id)
ORDER BY r.kind, r.key
