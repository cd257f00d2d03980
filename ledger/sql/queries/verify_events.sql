-- Events of a correlation ($1), or of the streams from $2 on and before $3, with their leaves; each may be NULL.
-- A stream whose head row is gone may have belonged to any correlation, so it is part of each.
SELECT
    e.stream_id, e.version, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at, e.metadata, e.data,
    e.chain, l.leaf_index, l.chain AS leaf_chain, u.version IS NOT NULL AS unsealed
FROM jejak.events e
LEFT JOIN jejak.leaves l ON l.stream_id = e.stream_id AND l.version = e.version
    -- Said again for the leaves: otherwise each range would begin with the first leaf of all.
    AND ($2::text IS NULL OR l.stream_id >= $2) AND ($3::text IS NULL OR l.stream_id < $3)
LEFT JOIN jejak.unsealed u ON u.stream_id = e.stream_id AND u.version = e.version
WHERE
    ($1::text IS NULL OR e.stream_id IN (
        SELECT stream_id FROM jejak.streams WHERE correlation_id = $1
        UNION ALL
        SELECT x.stream_id FROM jejak.events x WHERE NOT EXISTS (
            SELECT FROM jejak.streams s WHERE s.stream_id = x.stream_id
        )
    ))
    AND ($2::text IS NULL OR e.stream_id >= $2)
    AND ($3::text IS NULL OR e.stream_id < $3)
ORDER BY e.stream_id, e.version
