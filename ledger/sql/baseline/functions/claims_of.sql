-- The claims of a person of tasks that still wait.
CREATE FUNCTION claims_of(person text) RETURNS SETOF claims
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT c.* FROM claims c
    WHERE c.person = claims_of.person AND EXISTS (
        SELECT FROM rows r
        WHERE r.stream_id = c.stream_id AND r.key = c.key AND r.due_at = c.due_at AND r.kind LIKE 'task/%'
    )
    ORDER BY c.due_at, c.stream_id, c.key
$$;

REVOKE ALL ON FUNCTION claims_of(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claims_of(text) TO jejak_drafts;
