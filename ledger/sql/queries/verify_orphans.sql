-- Leaves and unsealed rows without an event: of a correlation, or (NULL) all.
SELECT l.stream_id, l.version, l.leaf_index
FROM jejak.leaves l
LEFT JOIN jejak.events e ON e.stream_id = l.stream_id AND e.version = l.version
WHERE e.stream_id IS NULL
    AND ($1::text IS NULL OR l.stream_id IN (SELECT stream_id FROM jejak.streams WHERE correlation_id = $1))
UNION ALL
SELECT u.stream_id, u.version, NULL
FROM jejak.unsealed u
LEFT JOIN jejak.events e ON e.stream_id = u.stream_id AND e.version = u.version
WHERE e.stream_id IS NULL
    AND ($1::text IS NULL OR u.stream_id IN (SELECT stream_id FROM jejak.streams WHERE correlation_id = $1))
ORDER BY 1, 2
