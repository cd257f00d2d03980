-- For people who read with SQL. Evidence are the bytes in `events`, never this view.
CREATE VIEW event_documents AS
SELECT
    s.correlation_id, e.stream_id, e.version, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at,
    convert_from(e.metadata, 'UTF8')::jsonb AS metadata,
    convert_from(e.data, 'UTF8')::jsonb AS data,
    encode(e.chain, 'hex') AS chain
FROM events e
LEFT JOIN streams s USING (stream_id);

GRANT SELECT ON event_documents TO jejak_worker, jejak_reader, jejak_auditor;
