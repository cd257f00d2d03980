-- Where each stream ended in the log's first $1 leaves.
SELECT DISTINCT ON (stream_id) stream_id, version, chain
FROM jejak.leaves
WHERE leaf_index < $1
ORDER BY stream_id, version DESC
