-- Moves a subscriber's cursor on, in the transaction of its effect. Never back: who wants everything again takes
-- another name.
CREATE FUNCTION move_cursor(subscriber text, leaf_index bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
BEGIN
    UPDATE cursors c SET leaf_index = move_cursor.leaf_index
    WHERE c.subscriber = move_cursor.subscriber AND c.leaf_index <= move_cursor.leaf_index;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the cursor of % is not there or further than %', subscriber, leaf_index
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
END
$$;

REVOKE ALL ON FUNCTION move_cursor(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION move_cursor(text, bigint) TO jejak_worker;
