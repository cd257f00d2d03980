-- Keep a token; those that have expired for a month go.
CREATE FUNCTION token_issue(
    token_id uuid, token_sha256 bytea, person text, label text, scopes text[], lasts interval
) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM tokens t WHERE t.expires_at < clock_timestamp() - interval '30 days';
    INSERT INTO tokens (token_id, token_sha256, person, label, scopes, expires_at)
    VALUES (
        token_issue.token_id, token_issue.token_sha256, token_issue.person, token_issue.label, token_issue.scopes,
        clock_timestamp() + token_issue.lasts
    )
$$;

REVOKE ALL ON FUNCTION token_issue(uuid, bytea, text, text, text[], interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION token_issue(uuid, bytea, text, text, text[], interval) TO jejak_console;
