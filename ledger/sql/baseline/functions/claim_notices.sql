-- Locks up to `batch` due notices until the caller's transaction ends; others claim past them.
CREATE FUNCTION claim_notices(batch integer)
RETURNS TABLE (notice_id uuid, stream_id text, version bigint, body jsonb, attempts integer)
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT n.notice_id, n.stream_id, n.version, n.body, n.attempts
    FROM notices n
    WHERE n.sent_at IS NULL AND n.next_attempt_at <= clock_timestamp()
    ORDER BY n.next_attempt_at, n.notice_id
    LIMIT batch
    FOR UPDATE SKIP LOCKED
$$;

REVOKE ALL ON FUNCTION claim_notices(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_notices(integer) TO jejak_worker;
