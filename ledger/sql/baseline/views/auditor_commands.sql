-- Every recorded command, whole, with the first event that it came to: a refusal's is CommandRefused. A command of time or
-- another stream bears no signature but the worker's.
CREATE VIEW auditor_commands AS
SELECT
    l.leaf_index, s.correlation_id, e.stream_id, e.version, e.type AS came_to, e.occurred_at, e.recorded_at,
    (c.command ->> 'id')::uuid AS command_id,
    c.command ->> 'stream' AS command_stream,
    c.command ->> 'type' AS command_type,
    c.command ->> 'actor' AS actor,
    c.command ->> 'reason' AS reason,
    coalesce(
        (c.command ->> 'at')::timestamptz,
        timestamptz 'epoch' + (m.metadata #>> '{receipt,received}')::bigint * interval '1 microsecond'
    ) AS received_at,
    coalesce(c.command -> 'payload', '{}') AS payload,
    m.metadata -> 'act' AS act,
    m.metadata -> 'signatures' AS signatures,
    m.metadata -> 'receipt' AS receipt,
    m.metadata ->> 'worker' AS worker,
    m.metadata ->> 'rules' AS rules,
    m.metadata -> 'basis' AS basis
FROM events e
LEFT JOIN streams s USING (stream_id)
LEFT JOIN leaves l ON l.stream_id = e.stream_id AND l.version = e.version
CROSS JOIN LATERAL (SELECT convert_from(e.metadata, 'UTF8')::jsonb AS metadata) m
CROSS JOIN LATERAL (SELECT coalesce(m.metadata -> 'act', m.metadata -> 'cause') AS command) c
WHERE c.command IS NOT NULL;

GRANT SELECT ON auditor_commands TO jejak_auditor;
