-- Streams that are named as in $1, or from $2 on and before $3, wherever the ledger speaks of one; NULL: without a head.
SELECT named.stream_id, s.correlation_id
FROM (
    SELECT stream_id FROM jejak.streams
    WHERE stream_id = ANY($1::text[]) OR (stream_id >= $2 AND stream_id < $3)
    UNION
    SELECT stream_id FROM jejak.events
    WHERE stream_id = ANY($1::text[]) OR (stream_id >= $2 AND stream_id < $3)
    UNION
    SELECT stream_id FROM jejak.leaves
    WHERE stream_id = ANY($1::text[]) OR (stream_id >= $2 AND stream_id < $3)
) named
LEFT JOIN jejak.streams s USING (stream_id)
ORDER BY named.stream_id
