-- How many of the given versions are unsealed, or sealed from leaf $3 on.
SELECT count(*)
FROM unnest($1::text[], $2::bigint[]) AS wanted (stream_id, version)
LEFT JOIN jejak.leaves l USING (stream_id, version)
WHERE l.leaf_index IS NULL OR l.leaf_index >= $3
