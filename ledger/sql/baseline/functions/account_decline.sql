-- Decline a request; whether it was still there.
CREATE FUNCTION account_decline(request_id uuid, by_person text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    WITH asked AS (
        DELETE FROM account_requests r WHERE r.request_id = account_decline.request_id RETURNING r.issuer, r.subject
    ), logged AS (
        INSERT INTO interventions (person, what, about, subject)
        SELECT account_decline.by_person, 'account_declined', '', asked.issuer || ' ' || asked.subject FROM asked
    )
    SELECT EXISTS (SELECT FROM asked)
$$;

REVOKE ALL ON FUNCTION account_decline(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION account_decline(uuid, text) TO jejak_console;
