-- A token by its hash, unless it has expired; now it is seen.
CREATE FUNCTION token_seen(token_sha256 bytea) RETURNS SETOF tokens
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
BEGIN
    UPDATE tokens t SET seen_at = clock_timestamp()
    WHERE t.token_sha256 = token_seen.token_sha256 AND t.expires_at > clock_timestamp()
      AND (t.seen_at IS NULL OR t.seen_at < clock_timestamp() - interval '1 minute');
    RETURN QUERY SELECT t.* FROM tokens t
    WHERE t.token_sha256 = token_seen.token_sha256 AND t.expires_at > clock_timestamp();
END
$$;

REVOKE ALL ON FUNCTION token_seen(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION token_seen(bytea) TO jejak_console;
