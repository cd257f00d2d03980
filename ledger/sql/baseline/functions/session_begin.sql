-- Begin a session; those that nobody uses any more go.
CREATE FUNCTION session_begin(token_sha256 bytea, person text, idle interval, longest interval) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM sessions s WHERE s.seen_at < clock_timestamp() - idle OR s.began_at < clock_timestamp() - longest;
    INSERT INTO sessions (token_sha256, person) VALUES (session_begin.token_sha256, session_begin.person)
$$;

REVOKE ALL ON FUNCTION session_begin(bytea, text, interval, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_begin(bytea, text, interval, interval) TO jejak_console;
