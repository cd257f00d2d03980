-- The first leaf that a subscriber hasn't handled, its cursor locked until the caller's transaction ends: of two
-- processes that serve one subscriber, the second waits and then goes on where the first has come.
CREATE FUNCTION take_cursor(subscriber text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
DECLARE
    found_at bigint;
BEGIN
    INSERT INTO cursors (subscriber, leaf_index) VALUES (take_cursor.subscriber, 0) ON CONFLICT DO NOTHING;
    SELECT c.leaf_index INTO found_at FROM cursors c WHERE c.subscriber = take_cursor.subscriber FOR UPDATE;
    RETURN found_at;
END
$$;

REVOKE ALL ON FUNCTION take_cursor(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_cursor(text) TO jejak_worker;
