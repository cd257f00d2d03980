-- Whether that person held it.
CREATE FUNCTION claim_end(stream_id text, key text, person text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    WITH ended AS (
        DELETE FROM claims c
        WHERE c.stream_id = claim_end.stream_id AND c.key = claim_end.key AND c.person = claim_end.person
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM ended)
$$;

REVOKE ALL ON FUNCTION claim_end(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_end(text, text, text) TO jejak_drafts;
