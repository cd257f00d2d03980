-- Streams with an event that isn't in the log's first $1 leaves.
SELECT stream_id FROM jejak.leaves WHERE leaf_index >= $1
UNION
SELECT stream_id FROM jejak.unsealed
ORDER BY stream_id
