CREATE FUNCTION notice_sent(notice uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    UPDATE notices
    SET sent_at = clock_timestamp(), attempts = attempts + 1, last_error = NULL
    WHERE notice_id = notice
$$;

REVOKE ALL ON FUNCTION notice_sent(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION notice_sent(uuid) TO jejak_worker;
