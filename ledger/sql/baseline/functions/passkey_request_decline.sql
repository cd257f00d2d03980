-- Decline a passkey that waits; what somebody else than whose it is does is recorded. Whether it was there.
CREATE FUNCTION passkey_request_decline(key text, by_person text, reason text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    WITH gone AS (
        DELETE FROM passkey_requests r WHERE r.key = passkey_request_decline.key RETURNING r.person, r.key
    ), logged AS (
        INSERT INTO interventions (person, what, about, subject, reason)
        SELECT
            passkey_request_decline.by_person, 'passkey_declined', gone.person, gone.key, passkey_request_decline.reason
        FROM gone WHERE gone.person <> passkey_request_decline.by_person
    )
    SELECT EXISTS (SELECT FROM gone)
$$;

REVOKE ALL ON FUNCTION passkey_request_decline(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION passkey_request_decline(text, text, text) TO jejak_drafts;
