-- Remove tokens: one, or (no id) all of a person's; one of somebody's only, unless no person is given. How many there were.
-- With all of them goes what was let in and hasn't got its token yet. What somebody else does is recorded.
CREATE FUNCTION tokens_revoke(token_id uuid, person text, by_person text) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT pg_advisory_xact_lock('tokens'::regclass::oid::integer, hashtext(tokens_revoke.person));
    DELETE FROM once o WHERE tokens_revoke.token_id IS NULL AND o.facts::jsonb ->> 'person' = tokens_revoke.person;
    WITH gone AS (
        DELETE FROM tokens t
        WHERE (t.token_id = tokens_revoke.token_id OR tokens_revoke.token_id IS NULL)
          AND (t.person = tokens_revoke.person OR tokens_revoke.person IS NULL)
          AND num_nonnulls(tokens_revoke.token_id, tokens_revoke.person) > 0
        RETURNING t.token_id, t.person
    ), logged AS (
        INSERT INTO interventions (person, what, about, subject)
        SELECT tokens_revoke.by_person, 'token_revoked', gone.person, gone.token_id::text FROM gone
        WHERE gone.person <> tokens_revoke.by_person
    )
    SELECT count(*)::integer FROM gone
$$;

REVOKE ALL ON FUNCTION tokens_revoke(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tokens_revoke(uuid, text, text) TO jejak_console;
