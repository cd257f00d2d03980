-- Keep a token; whether it was kept: nobody has more than `most` that count. Null: the token or session by which it was
-- asked for (`by_sha256`, if by one) has ended. Those that have expired for a month go. Whatever ends all of a person's
-- waits for this, and this for it: else a token that is being issued meanwhile would outlive them.
CREATE FUNCTION token_issue(
    token_id uuid,
    token_sha256 bytea,
    person text,
    label text,
    scopes text[],
    lasts interval,
    most integer,
    by_sha256 bytea
) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT pg_advisory_xact_lock('tokens'::regclass::oid::integer, hashtext(token_issue.person));
    DELETE FROM tokens t WHERE t.expires_at < clock_timestamp() - interval '30 days';
    WITH asked AS (
        SELECT WHERE token_issue.by_sha256 IS NULL
            OR EXISTS (SELECT FROM tokens t WHERE t.token_sha256 = token_issue.by_sha256)
            OR EXISTS (SELECT FROM sessions s WHERE s.token_sha256 = token_issue.by_sha256)
    ), issued AS (
        INSERT INTO tokens (token_id, token_sha256, person, label, scopes, expires_at)
        SELECT
            token_issue.token_id, token_issue.token_sha256, token_issue.person, token_issue.label, token_issue.scopes,
            clock_timestamp() + token_issue.lasts
        FROM asked
        WHERE most > (
            SELECT count(*) FROM tokens t WHERE t.person = token_issue.person AND t.expires_at > clock_timestamp()
        )
        RETURNING 1
    )
    SELECT CASE WHEN EXISTS (SELECT FROM asked) THEN EXISTS (SELECT FROM issued) END
$$;

REVOKE ALL ON FUNCTION token_issue(uuid, bytea, text, text, text[], interval, integer, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION token_issue(uuid, bytea, text, text, text[], interval, integer, bytea) TO jejak_console;
