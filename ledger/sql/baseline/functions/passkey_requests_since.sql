-- Those of a person, or of all, that were asked for in this time, the earliest first.
CREATE FUNCTION passkey_requests_since(person text, lasts interval) RETURNS SETOF passkey_requests
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT r.* FROM passkey_requests r
    WHERE r.asked_at > clock_timestamp() - passkey_requests_since.lasts
        AND (passkey_requests_since.person IS NULL OR r.person = passkey_requests_since.person)
    ORDER BY r.asked_at, r.key
    LIMIT 500
$$;

REVOKE ALL ON FUNCTION passkey_requests_since(text, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION passkey_requests_since(text, interval) TO jejak_drafts;
