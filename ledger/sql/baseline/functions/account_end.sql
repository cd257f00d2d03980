-- End a person's account with all their sessions, tokens, and what was let in and hasn't got its token yet; whether they
-- had one.
CREATE FUNCTION account_end(person text, by_person text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT pg_advisory_xact_lock('tokens'::regclass::oid::integer, hashtext(account_end.person));
    DELETE FROM sessions s WHERE s.person = account_end.person;
    DELETE FROM tokens t WHERE t.person = account_end.person;
    DELETE FROM once o WHERE o.facts::jsonb ->> 'person' = account_end.person;
    WITH gone AS (
        DELETE FROM accounts a WHERE a.person = account_end.person RETURNING a.issuer, a.subject
    ), logged AS (
        INSERT INTO interventions (person, what, about, subject)
        SELECT account_end.by_person, 'account_ended', account_end.person, gone.issuer || ' ' || gone.subject FROM gone
    )
    SELECT EXISTS (SELECT FROM gone)
$$;

REVOKE ALL ON FUNCTION account_end(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION account_end(text, text) TO jejak_console;
