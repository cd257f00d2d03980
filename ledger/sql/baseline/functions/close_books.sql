-- Appends BooksClosed to the stream ledger/closings, and nothing else: `root` is that of the closing tree over the
-- `streams` streams that the first `tree_size` leaves hold. For a size that was closed before it answers that closing.
CREATE FUNCTION close_books(token bigint, tree_size bigint, streams bigint, root bytea, closed_at timestamptz)
RETURNS TABLE (version bigint, chain bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
#variable_conflict use_column
DECLARE
    closings CONSTANT text := 'ledger/closings';
    id CONSTANT uuid := encode(
        substr(sha256('\x6a656a616b2f636c6f73696e672f763100'::bytea || int8send(tree_size)), 1, 16), 'hex'
    )::uuid; -- "jejak/closing/v1\0"
    answer record;
BEGIN
    PERFORM hold_lease(token);
    IF octet_length(root) <> 32 OR streams < 0
        OR tree_size > (SELECT coalesce(max(l.leaf_index) + 1, 0) FROM leaves l) THEN
        RAISE EXCEPTION 'no such closing: % leaves, % streams', tree_size, streams
            USING ERRCODE = 'invalid_parameter_value';
    END IF;

    SELECT e.version, e.chain INTO version, chain FROM events e WHERE e.stream_id = closings AND e.event_id = id;
    IF NOT FOUND THEN
        SELECT * INTO answer FROM append_to_any(ARRAY[ROW(
            closings,
            closings,
            coalesce((SELECT s.version FROM streams s WHERE s.stream_id = closings), 0),
            NULL,
            ARRAY[ROW(
                id, 'BooksClosed', 1, closed_at, convert_to('{}', 'UTF8'),
                convert_to(
                    format('{"tree_size":%s,"streams":%s,"root":"%s"}', tree_size, streams, encode(root, 'hex')),
                    'UTF8'
                )
            )::new_event],
            NULL,
            NULL,
            NULL
        )::append_request]);
        IF answer.status <> 'ok' THEN
            RAISE EXCEPTION 'closing the books was answered by %', answer.status
                USING ERRCODE = 'serialization_failure';
        END IF;
        version := answer.version;
        chain := answer.chain;
    END IF;
    RETURN NEXT;
END
$$;

REVOKE ALL ON FUNCTION close_books(bigint, bigint, bigint, bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION close_books(bigint, bigint, bigint, bytea, timestamptz) TO jejak_sealer;
