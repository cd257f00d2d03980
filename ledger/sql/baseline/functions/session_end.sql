-- End a session, or (everywhere) all of the same person's, with their tokens and what was let in and hasn't got its yet.
CREATE FUNCTION session_end(token_sha256 bytea, everywhere boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM tokens t USING sessions own
    WHERE everywhere AND own.token_sha256 = session_end.token_sha256 AND t.person = own.person;
    DELETE FROM once o USING sessions own
    WHERE everywhere AND own.token_sha256 = session_end.token_sha256 AND o.facts::jsonb ->> 'person' = own.person;
    DELETE FROM sessions s USING sessions own
    WHERE own.token_sha256 = session_end.token_sha256
      AND (s.token_sha256 = own.token_sha256 OR (everywhere AND s.person = own.person))
$$;

REVOKE ALL ON FUNCTION session_end(bytea, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_end(bytea, boolean) TO jejak_console;
