-- Of the newest $8 events before a place ($1, $2, $3) and not before $4: those of the types $5 that somebody of $6 did
-- (NULL: all), at most $7 and one more; and the last one that was looked at, as `reached`, wherever that isn't among
-- them. So a page costs the same, however many events there are. Only what has one of these names in it is parsed;
-- what names nobody is the system's.
WITH looked AS MATERIALIZED (
    SELECT e.stream_id, e.version, e.recorded_at, row_number() OVER newest AS nth, count(*) OVER () AS looked_at,
        CASE
            WHEN $5::text[] IS NOT NULL AND e.type <> ALL ($5) THEN false
            WHEN $6::text[] IS NULL THEN true
            WHEN 'system' <> ALL ($6) AND NOT EXISTS (
                SELECT FROM unnest($6) AS a (id) WHERE position(convert_to('"' || a.id || '"', 'UTF8') IN e.data) > 0
            ) THEN false
            ELSE (
                SELECT coalesce(d.data #>> '{by,person}', d.data ->> 'actor', 'system') = ANY ($6)
                FROM (SELECT convert_from(e.data, 'UTF8')::jsonb AS data) d
            )
        END AS matches
    FROM (
        SELECT stream_id, version, recorded_at, type, data
        FROM jejak.events
        WHERE recorded_at <= $1 AND (recorded_at, stream_id, version) < ($1, $2, $3)
            AND ($4::timestamptz IS NULL OR recorded_at >= $4)
        ORDER BY recorded_at DESC, stream_id DESC, version DESC
        LIMIT $8
    ) e
    WINDOW newest AS (ORDER BY e.recorded_at DESC, e.stream_id DESC, e.version DESC)
)
SELECT
    w.matches, w.looked_at, e.stream_id, e.version, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at,
    e.metadata, e.data, e.chain
FROM (
    SELECT * FROM looked WHERE matches OR nth = looked_at ORDER BY nth LIMIT $7::bigint + 1
) w
JOIN jejak.events e USING (stream_id, version)
ORDER BY w.nth
