-- Begin a session; those that nobody uses any more go, and of the person's own those left for longest beyond `most`.
CREATE FUNCTION session_begin(token_sha256 bytea, person text, idle interval, longest interval, most integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM sessions s WHERE s.seen_at < clock_timestamp() - idle OR s.began_at < clock_timestamp() - longest;
    DELETE FROM sessions s WHERE s.token_sha256 IN (
        SELECT o.token_sha256 FROM sessions o WHERE o.person = session_begin.person
        ORDER BY o.seen_at DESC, o.began_at DESC OFFSET session_begin.most - 1
    );
    INSERT INTO sessions (token_sha256, person) VALUES (session_begin.token_sha256, session_begin.person)
$$;

REVOKE ALL ON FUNCTION session_begin(bytea, text, interval, interval, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_begin(bytea, text, interval, interval, integer) TO jejak_console;
