-- The claims of tasks that still wait: of these, by stream and key.
CREATE FUNCTION claims_on(streams text[], keys text[]) RETURNS SETOF claims
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT c.* FROM claims c
    JOIN unnest(streams, keys) AS t (stream_id, key) USING (stream_id, key)
    WHERE EXISTS (
        SELECT FROM rows r
        WHERE r.stream_id = c.stream_id AND r.key = c.key AND r.due_at = c.due_at AND r.kind LIKE 'task/%'
    )
$$;

REVOKE ALL ON FUNCTION claims_on(text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claims_on(text[], text[]) TO jejak_drafts;
