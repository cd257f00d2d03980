SELECT
    n.waiting AS notices, coalesce(extract(epoch FROM now() - n.oldest), 0)::float8 AS oldest_notice,
    u.waiting AS unsealed, coalesce(extract(epoch FROM now() - u.oldest), 0)::float8 AS oldest_unsealed
FROM (
    SELECT count(*) AS waiting, min(e.recorded_at) AS oldest
    FROM jejak.notices n JOIN jejak.events e USING (stream_id, version)
    WHERE n.sent_at IS NULL
) AS n, (
    SELECT count(*) AS waiting, min(e.recorded_at) AS oldest
    FROM jejak.unsealed u JOIN jejak.events e USING (stream_id, version)
) AS u
