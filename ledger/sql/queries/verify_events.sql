-- Events of a correlation ($1), or of the streams from $2 on and before $3, with their leaves; each may be NULL.
-- Ids and times come as the bytes that the server would send anyway: nothing is made of them but what is hashed.
SELECT
    e.stream_id, e.version, uuid_send(e.event_id), e.type, e.schema_version,
    timestamptz_send(e.occurred_at), timestamptz_send(e.recorded_at), e.metadata, e.data, e.chain,
    l.leaf_index, l.chain AS leaf_chain, u.version IS NOT NULL AS unsealed
FROM jejak.events e
LEFT JOIN jejak.leaves l ON l.stream_id = e.stream_id AND l.version = e.version
    -- Said again for the leaves: otherwise each range would begin with the first leaf of all.
    AND ($2::text IS NULL OR l.stream_id >= $2) AND ($3::text IS NULL OR l.stream_id < $3)
LEFT JOIN jejak.unsealed u ON u.stream_id = e.stream_id AND u.version = e.version
WHERE
    ($1::text IS NULL OR e.stream_id IN (SELECT stream_id FROM jejak.streams WHERE correlation_id = $1))
    AND ($2::text IS NULL OR e.stream_id >= $2)
    AND ($3::text IS NULL OR e.stream_id < $3)
ORDER BY e.stream_id, e.version
