-- Where the stream of the log's last event ends, and those of all unsealed ones, closings apart: what covers these covers
-- everything.
SELECT stream_id, version, head AS chain, correlation_id
FROM jejak.streams
WHERE
    stream_id <> 'ledger/closings'
    AND stream_id IN (
        (SELECT stream_id FROM jejak.leaves WHERE stream_id <> 'ledger/closings' ORDER BY leaf_index DESC LIMIT 1)
        UNION ALL
        SELECT stream_id FROM jejak.unsealed
    )
