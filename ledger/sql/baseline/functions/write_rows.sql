-- Makes the read-model rows of some streams exactly the given ones, of which each belongs to the stream at its place in
-- `owners`. The caller holds the heads of the streams.
CREATE FUNCTION write_rows(stream_ids text[], owners text[], given new_row[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
BEGIN
    DELETE FROM rows r
    USING unnest(stream_ids) AS s (stream_id)
    WHERE r.stream_id = s.stream_id AND (r.stream_id, r.kind, r.key) NOT IN (
        SELECT n.stream_id, n.kind, n.key FROM unnest(owners, given) AS n (stream_id, kind, key)
    );

    INSERT INTO rows AS r (stream_id, kind, key, body, name, due_at, wake_at, labels, words)
    SELECT n.stream_id, n.kind, n.key, n.body, n.name, n.due_at, n.wake_at, n.labels, array_to_tsvector(n.words)
    FROM unnest(owners, given) AS n (stream_id, kind, key, body, name, due_at, wake_at, labels, words)
    ON CONFLICT (stream_id, kind, key) DO UPDATE SET
        body = excluded.body, name = excluded.name, due_at = excluded.due_at, wake_at = excluded.wake_at,
        labels = excluded.labels, words = excluded.words
    WHERE (r.body, r.name, r.due_at, r.wake_at, r.labels, r.words) IS DISTINCT FROM (
        excluded.body, excluded.name, excluded.due_at, excluded.wake_at, excluded.labels, excluded.words
    );
END
$$;

REVOKE ALL ON FUNCTION write_rows(text[], text[], new_row[]) FROM PUBLIC;
