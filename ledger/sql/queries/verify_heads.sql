SELECT stream_id, version, head AS chain, timestamptz_send(recorded_at) AS recorded_at
FROM jejak.streams
WHERE
    ($1::text IS NULL OR correlation_id = $1)
    AND ($2::text IS NULL OR stream_id >= $2)
    AND ($3::text IS NULL OR stream_id < $3)
ORDER BY stream_id
