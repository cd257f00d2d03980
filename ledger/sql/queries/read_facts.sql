-- LATERAL, so that each stream is read by its index whatever the planner makes of the array.
SELECT wanted.stream_id, e.type, e.schema_version, e.occurred_at, e.data, e.chain
FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS wanted (stream_id, after, place)
CROSS JOIN LATERAL (
    SELECT type, schema_version, occurred_at, data, version, chain
    FROM jejak.events
    WHERE stream_id = wanted.stream_id AND version > wanted.after
    ORDER BY version
) AS e
ORDER BY wanted.place, e.version
