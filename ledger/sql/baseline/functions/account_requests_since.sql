-- The requests that aren't older, the first one first.
CREATE FUNCTION account_requests_since(lasts interval) RETURNS SETOF account_requests
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
    SELECT r.* FROM account_requests r WHERE r.asked_at >= clock_timestamp() - account_requests_since.lasts
    ORDER BY r.asked_at, r.request_id
$$;

REVOKE ALL ON FUNCTION account_requests_since(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION account_requests_since(interval) TO jejak_console;
