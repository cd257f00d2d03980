-- Take it, the first time and in time; null otherwise.
CREATE FUNCTION once_take(token_sha256 bytea) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    WITH taken AS (DELETE FROM once o WHERE o.token_sha256 = once_take.token_sha256 RETURNING o.facts, o.expires_at)
    SELECT taken.facts FROM taken WHERE taken.expires_at > clock_timestamp()
$$;

REVOKE ALL ON FUNCTION once_take(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION once_take(bytea) TO jejak_console;
