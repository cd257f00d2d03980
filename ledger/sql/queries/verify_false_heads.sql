-- Streams whose head isn't their last event, with both.
SELECT stream_id, e.version, e.chain, s.version AS head_version, s.head
FROM (
    SELECT DISTINCT ON (stream_id) stream_id, version, chain, recorded_at
    FROM jejak.events
    ORDER BY stream_id, version DESC
) e
FULL JOIN jejak.streams s USING (stream_id)
WHERE (e.version, e.chain, e.recorded_at) IS DISTINCT FROM (s.version, s.head, s.recorded_at)
ORDER BY stream_id
