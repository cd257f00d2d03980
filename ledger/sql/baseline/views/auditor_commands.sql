-- Every recorded command, whole, with the first event that it came to: a refusal's is CommandRefused. `signed` are the
-- bytes under the signature, in which nothing may change; a command of time or another stream bears none.
CREATE VIEW auditor_commands AS
SELECT
    l.leaf_index, s.correlation_id, e.stream_id, e.version, e.type AS came_to, e.occurred_at, e.recorded_at,
    (c.command ->> 'id')::uuid AS command_id,
    c.command ->> 'stream' AS command_stream,
    c.command ->> 'type' AS command_type,
    c.command ->> 'actor' AS actor,
    c.command ->> 'reason' AS reason,
    (c.command ->> 'at')::timestamptz AS received_at,
    coalesce(c.command -> 'payload', '{}') AS payload,
    c.signed, c.key_id, c.signature
FROM events e
LEFT JOIN streams s USING (stream_id)
LEFT JOIN leaves l ON l.stream_id = e.stream_id AND l.version = e.version
CROSS JOIN LATERAL (SELECT convert_from(e.metadata, 'UTF8')::jsonb AS metadata) m
CROSS JOIN LATERAL (
    SELECT
        (m.metadata ->> 'command')::jsonb AS command, m.metadata ->> 'command' AS signed,
        m.metadata ->> 'key_id' AS key_id, m.metadata ->> 'signature' AS signature
) c
WHERE m.metadata ? 'command';

GRANT SELECT ON auditor_commands TO jejak_auditor;
