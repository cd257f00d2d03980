-- Whose session it is, unless it was left idle or lasted too long; now it is seen.
CREATE FUNCTION session_seen(token_sha256 bytea, idle interval, longest interval) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
DECLARE
    found sessions;
BEGIN
    SELECT s.* INTO found FROM sessions s WHERE s.token_sha256 = session_seen.token_sha256;
    IF found.seen_at < clock_timestamp() - idle OR found.began_at < clock_timestamp() - longest THEN
        RETURN NULL;
    END IF;
    IF found.seen_at < clock_timestamp() - interval '1 minute' THEN
        UPDATE sessions s SET seen_at = clock_timestamp() WHERE s.token_sha256 = session_seen.token_sha256;
    END IF;
    RETURN found.person;
END
$$;

REVOKE ALL ON FUNCTION session_seen(bytea, interval, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_seen(bytea, interval, interval) TO jejak_console;
