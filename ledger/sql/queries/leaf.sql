SELECT e.chain, l.leaf_index
FROM jejak.events e
LEFT JOIN jejak.leaves l USING (stream_id, version)
WHERE e.stream_id = $1 AND e.version = $2
