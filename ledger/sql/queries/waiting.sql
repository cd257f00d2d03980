-- Rows of the kinds $1, without any of the labels $2, by due instant, after ($3, $4, $5); about $7 alone, if given.
SELECT r.stream_id, r.kind, r.key, r.body::text AS body, r.due_at AS sorted_by
FROM unnest($1::text[]) AS k (kind)
CROSS JOIN LATERAL (
    SELECT * FROM jejak.rows
    WHERE kind = k.kind AND (due_at, stream_id, key) > ($3, $4, $5) AND (labels && $2) IS NOT TRUE
      AND ($7::text IS NULL OR split_part(key, ':', 1) = $7)
    ORDER BY due_at, stream_id, key
    LIMIT $6
) r
ORDER BY r.due_at, r.stream_id, r.key
LIMIT $6
