-- Events sealed from leaf $1 on, or not sealed, with their leaves; and of each stream the leaf before them.
WITH touched AS (
    SELECT stream_id, min(version) AS version
    FROM (
        SELECT stream_id, version FROM jejak.leaves WHERE leaf_index >= $1
        UNION ALL
        SELECT stream_id, version FROM jejak.unsealed
    ) AS fresh
    GROUP BY stream_id
)
SELECT
    e.stream_id, e.version, uuid_send(e.event_id), e.type, e.schema_version,
    timestamptz_send(e.occurred_at), timestamptz_send(e.recorded_at), e.metadata, e.data, e.chain,
    l.leaf_index, l.chain AS leaf_chain, u.version IS NOT NULL AS unsealed,
    before.version AS version_before, before.leaf_index AS leaf_before, before.chain AS chain_before
FROM touched t
JOIN jejak.events e ON e.stream_id = t.stream_id AND e.version >= t.version
LEFT JOIN jejak.leaves before ON before.stream_id = t.stream_id AND before.version = t.version - 1
LEFT JOIN jejak.leaves l ON l.stream_id = e.stream_id AND l.version = e.version
LEFT JOIN jejak.unsealed u ON u.stream_id = e.stream_id AND u.version = e.version
ORDER BY e.stream_id, e.version
