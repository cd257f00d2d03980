-- Every event as an auditor's own tools want it: who did what and why, and where it stands in the log (NULL: it isn't
-- sealed yet). A view and never evidence; `event_hash` is recomputed from the stored bytes whenever it is read.
CREATE VIEW auditor_events AS
SELECT
    l.leaf_index,
    encode(event_hash(
        e.stream_id, e.version, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at, e.metadata, e.data
    ), 'hex') AS event_hash,
    encode(e.chain, 'hex') AS chain,
    s.correlation_id, e.stream_id, e.version, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at,
    coalesce(d.data #>> '{by,person}', d.data ->> 'actor', 'system') AS actor,
    d.data #>> '{by,role}' AS role,
    d.data ->> 'reason' AS reason,
    coalesce(m.metadata #>> '{act,id}', m.metadata #>> '{cause,id}', m.metadata ->> 'command_id')::uuid AS command_id,
    d.data
FROM events e
LEFT JOIN streams s USING (stream_id)
LEFT JOIN leaves l ON l.stream_id = e.stream_id AND l.version = e.version
CROSS JOIN LATERAL (SELECT convert_from(e.data, 'UTF8')::jsonb AS data) d
CROSS JOIN LATERAL (SELECT convert_from(e.metadata, 'UTF8')::jsonb AS metadata) m;

GRANT SELECT ON auditor_events TO jejak_auditor;
