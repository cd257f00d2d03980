SELECT e.version, e.type, e.data, l.leaf_index
FROM jejak.events e
LEFT JOIN jejak.leaves l USING (stream_id, version)
WHERE e.stream_id = 'ledger/closings' AND ($1::bigint IS NULL OR l.leaf_index IS NULL OR l.leaf_index >= $1)
ORDER BY e.version
