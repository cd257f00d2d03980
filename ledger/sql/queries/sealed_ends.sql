-- Where each stream of a correlation ended in the log's first $2 leaves.
SELECT DISTINCT ON (l.stream_id) l.stream_id, l.version, l.leaf_index, l.chain
FROM jejak.leaves l
JOIN jejak.streams s USING (stream_id)
WHERE s.correlation_id = $1 AND l.leaf_index < $2
ORDER BY l.stream_id, l.version DESC
