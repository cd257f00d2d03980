-- How many rows of the kinds $1, without any of the labels $2, are about what, and of these overdue at $3: of the first
-- $4 by due instant.
SELECT split_part(w.key, ':', 1) AS what, count(*) AS all_of_it, count(*) FILTER (WHERE w.due_at < $3) AS overdue
FROM (
    SELECT r.key, r.due_at
    FROM unnest($1::text[]) AS k (kind)
    CROSS JOIN LATERAL (
        SELECT key, due_at FROM jejak.rows
        WHERE kind = k.kind AND (labels && $2) IS NOT TRUE
        ORDER BY due_at, stream_id, key
        LIMIT $4
    ) r
    ORDER BY r.due_at
    LIMIT $4
) w
GROUP BY what
ORDER BY what
