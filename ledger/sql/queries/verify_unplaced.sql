-- Events with neither a leaf nor a row in unsealed.
SELECT e.stream_id, e.version
FROM jejak.events e
WHERE
    NOT EXISTS (SELECT FROM jejak.leaves l WHERE l.stream_id = e.stream_id AND l.version = e.version)
    AND NOT EXISTS (SELECT FROM jejak.unsealed u WHERE u.stream_id = e.stream_id AND u.version = e.version)
ORDER BY e.stream_id, e.version
