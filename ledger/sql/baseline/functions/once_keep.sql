-- Keep what is to be taken once; what nobody took in time goes.
CREATE FUNCTION once_keep(token_sha256 bytea, facts text, lasts interval) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM once o WHERE o.expires_at < clock_timestamp();
    INSERT INTO once (token_sha256, facts, expires_at)
    VALUES (once_keep.token_sha256, once_keep.facts, clock_timestamp() + once_keep.lasts)
    ON CONFLICT (token_sha256) DO NOTHING
$$;

REVOKE ALL ON FUNCTION once_keep(bytea, text, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION once_keep(bytea, text, interval) TO jejak_console;
