-- Whether the task is that person's from now on: it waits, and is still held by whom the giver saw (NULL: by nobody).
-- Claims of tasks of the same stream that wait no more go.
CREATE FUNCTION claim_put(stream_id text, key text, seen text, person text, given_by text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM claims c WHERE c.stream_id = claim_put.stream_id AND NOT EXISTS (
        SELECT FROM rows r
        WHERE r.stream_id = c.stream_id AND r.key = c.key AND r.due_at = c.due_at AND r.kind LIKE 'task/%'
    );
    WITH put AS (
        INSERT INTO claims AS c (stream_id, key, due_at, person, given_by)
        SELECT r.stream_id, r.key, r.due_at, claim_put.person, claim_put.given_by
        FROM rows r
        WHERE r.stream_id = claim_put.stream_id AND r.key = claim_put.key AND r.kind LIKE 'task/%'
          AND (seen IS NULL OR EXISTS (
              SELECT FROM claims e WHERE e.stream_id = r.stream_id AND e.key = r.key AND e.person = seen
          ))
        ON CONFLICT ON CONSTRAINT claims_pkey DO UPDATE SET
            person = excluded.person, given_by = excluded.given_by, given_at = clock_timestamp()
        WHERE c.person = seen
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM put)
$$;

REVOKE ALL ON FUNCTION claim_put(text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_put(text, text, text, text, text) TO jejak_drafts;
