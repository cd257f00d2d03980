-- Keep a token; whether it was kept: nobody has more than `most` that count. Those that have expired for a month go.
CREATE FUNCTION token_issue(
    token_id uuid, token_sha256 bytea, person text, label text, scopes text[], lasts interval, most integer
) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    DELETE FROM tokens t WHERE t.expires_at < clock_timestamp() - interval '30 days';
    WITH issued AS (
        INSERT INTO tokens (token_id, token_sha256, person, label, scopes, expires_at)
        SELECT
            token_issue.token_id, token_issue.token_sha256, token_issue.person, token_issue.label, token_issue.scopes,
            clock_timestamp() + token_issue.lasts
        WHERE most > (
            SELECT count(*) FROM tokens t WHERE t.person = token_issue.person AND t.expires_at > clock_timestamp()
        )
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM issued)
$$;

REVOKE ALL ON FUNCTION token_issue(uuid, bytea, text, text, text[], interval, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION token_issue(uuid, bytea, text, text, text[], interval, integer) TO jejak_console;
