CREATE FUNCTION notice_failed(notice uuid, error text, retry_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    UPDATE notices
    SET attempts = attempts + 1, last_error = error, next_attempt_at = retry_at
    WHERE notice_id = notice
$$;

REVOKE ALL ON FUNCTION notice_failed(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION notice_failed(uuid, text, timestamptz) TO jejak_worker;
