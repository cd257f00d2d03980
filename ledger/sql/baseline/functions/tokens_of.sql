-- A person's tokens, the latest first.
CREATE FUNCTION tokens_of(person text) RETURNS SETOF tokens
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT t.* FROM tokens t WHERE t.person = tokens_of.person ORDER BY t.issued_at DESC, t.token_id
$$;

REVOKE ALL ON FUNCTION tokens_of(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tokens_of(text) TO jejak_console;
