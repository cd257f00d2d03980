SELECT
    count(*) FILTER (WHERE wake_at < now() - $2::interval) AS rows,
    coalesce(extract(epoch FROM now() - min(wake_at)), 0)::float8 AS oldest
FROM jejak.rows
WHERE kind = ANY($1) AND wake_at < now()
