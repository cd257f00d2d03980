WITH signed AS (
    SELECT coalesce(max(tree_size), 0) AS size FROM jejak.checkpoints
)
SELECT
    greatest((SELECT coalesce(max(leaf_index) + 1, 0) FROM jejak.leaves) - size, 0) AS events,
    coalesce(extract(epoch FROM clock_timestamp() - (
        SELECT e.recorded_at FROM jejak.leaves l JOIN jejak.events e USING (stream_id, version)
        WHERE l.leaf_index = size
    )), 0)::float8 AS age_s
FROM signed
