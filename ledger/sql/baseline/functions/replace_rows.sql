-- Makes a stream's read-model rows exactly these, if it is still at that version (0: there is no such stream); answers
-- whether it was. They are a function of the stream's events, so whoever holds its head may write them.
CREATE FUNCTION replace_rows(stream_id text, expected_version bigint, given new_row[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
DECLARE
    found_version bigint;
BEGIN
    IF starts_with(stream_id, 'ledger/') THEN -- its head's lock would stop the sealer
        RAISE EXCEPTION 'a stream of the ledger itself has no rows' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF given IS NULL THEN
        RAISE EXCEPTION 'no rows are given for %', stream_id USING ERRCODE = 'invalid_parameter_value';
    END IF;

    -- A stream that isn't there has no row to lock: one is made, and taken away again, so that an append that begins
    -- the stream waits until this is over.
    IF expected_version = 0 THEN
        INSERT INTO streams (stream_id, version, head, correlation_id, recorded_at)
        VALUES (replace_rows.stream_id, 0, decode(repeat('00', 32), 'hex'), replace_rows.stream_id, '-infinity')
        ON CONFLICT DO NOTHING;
    END IF;
    SELECT s.version INTO found_version FROM streams s WHERE s.stream_id = replace_rows.stream_id FOR UPDATE;
    IF found_version IS DISTINCT FROM expected_version THEN
        RETURN false;
    END IF;

    PERFORM write_rows(ARRAY[stream_id], array_fill(stream_id, ARRAY[cardinality(given)]), given);
    DELETE FROM streams s WHERE s.stream_id = replace_rows.stream_id AND s.version = 0;
    RETURN true;
END
$$;

REVOKE ALL ON FUNCTION replace_rows(text, bigint, new_row[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION replace_rows(text, bigint, new_row[]) TO jejak_worker;
