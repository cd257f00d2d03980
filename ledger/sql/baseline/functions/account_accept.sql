-- Bind who asked to a person; whether that request was still there. A second account of a person is a unique violation.
CREATE FUNCTION account_accept(request_id uuid, person text, by_person text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    WITH asked AS (
        DELETE FROM account_requests r WHERE r.request_id = account_accept.request_id RETURNING r.issuer, r.subject
    ), bound AS (
        INSERT INTO accounts (issuer, subject, person, bound_by)
        SELECT asked.issuer, asked.subject, account_accept.person, account_accept.by_person FROM asked
        RETURNING issuer, subject
    ), logged AS (
        INSERT INTO interventions (person, what, about, subject)
        SELECT account_accept.by_person, 'account_accepted', account_accept.person, bound.issuer || ' ' || bound.subject
        FROM bound
    )
    SELECT EXISTS (SELECT FROM bound)
$$;

REVOKE ALL ON FUNCTION account_accept(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION account_accept(uuid, text, text) TO jejak_console;
