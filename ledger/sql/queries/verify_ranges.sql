-- Where to cut the streams, in their order, into $1 ranges of about as many events.
WITH counted AS (
    SELECT
        stream_id,
        sum(greatest(version, 1)) OVER (ORDER BY stream_id) * $1::integer / (sum(greatest(version, 1)) OVER () + 1) AS part
    FROM jejak.streams
)
SELECT min(stream_id) AS stream_id FROM counted WHERE part >= 1 GROUP BY floor(part) ORDER BY 1
