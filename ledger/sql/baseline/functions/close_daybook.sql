-- Appends the closing of a daybook to its stream, and nothing else: how many rows there were from the day after the last
-- closing on, up to yesterday, and the hash of them all; nothing where there were none. Days are those of Jakarta, and
-- one is closed ten minutes after it has ended. Answers how many rows were closed. ledger/log/daybooks.py computes the
-- same hash.
CREATE FUNCTION close_daybook(token bigint, daybook text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
DECLARE
    closings CONSTANT text := 'ledger/' || close_daybook.daybook;
    wib CONSTANT interval := interval '7 hours';
    last CONSTANT date := (clock_timestamp() AT TIME ZONE wib - interval '10 minutes')::date - 1;
    closed_by text;
    first date;
    total bigint;
    hash bytea;
    status text;
BEGIN
    PERFORM hold_lease(token);
    closed_by := CASE close_daybook.daybook
        WHEN 'reads' THEN 'ReadsClosed'
        WHEN 'interventions' THEN 'InterventionsClosed'
    END;
    IF closed_by IS NULL THEN
        RAISE EXCEPTION 'there is no daybook %', close_daybook.daybook USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT (convert_from(e.data, 'UTF8')::jsonb ->> 'last')::date + 1 INTO first
    FROM events e WHERE e.stream_id = closings ORDER BY e.version DESC LIMIT 1;
    IF NOT FOUND THEN
        SELECT (min(d.at) AT TIME ZONE wib)::date INTO first FROM daybooks d WHERE d.daybook = close_daybook.daybook;
    END IF;
    IF first IS NULL OR last < first THEN
        RETURN 0;
    END IF;

    -- Who writes right now is waited for, and who comes next waits.
    EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', close_daybook.daybook);
    SELECT count(*), sha256(
        convert_to('jejak/' || close_daybook.daybook || '/v1', 'UTF8') || '\x00'::bytea
        || string_agg(
            uuid_send(d.row_id) || int8send((extract(epoch FROM d.at) * 1000000)::bigint) || (
                SELECT string_agg(int4send(octet_length(t.bytes)) || t.bytes, ''::bytea ORDER BY t.place)
                FROM (
                    SELECT convert_to(u.each, 'UTF8') AS bytes, u.place
                    FROM unnest(d.texts) WITH ORDINALITY AS u (each, place)
                ) t
            ),
            ''::bytea ORDER BY d.at, d.row_id
        )
    ) INTO total, hash
    FROM daybooks d
    WHERE d.daybook = close_daybook.daybook
      AND d.at >= (first::timestamp AT TIME ZONE wib) AND d.at < ((last + 1)::timestamp AT TIME ZONE wib);
    IF total = 0 THEN
        RETURN 0;
    END IF;

    SELECT a.status INTO status FROM append_to_any(ARRAY[ROW(
        closings,
        closings,
        coalesce((SELECT s.version FROM streams s WHERE s.stream_id = closings), 0),
        NULL,
        ARRAY[ROW(
            gen_random_uuid(), closed_by, 1, clock_timestamp(), convert_to('{}', 'UTF8'),
            convert_to(
                format(
                    '{"first":"%s","last":"%s","%s":%s,"hash":"%s"}',
                    to_char(first, 'YYYY-MM-DD'), to_char(last, 'YYYY-MM-DD'), close_daybook.daybook, total,
                    encode(hash, 'hex')
                ),
                'UTF8'
            )
        )::new_event],
        NULL,
        NULL,
        NULL
    )::append_request]) a;
    IF status <> 'ok' THEN
        RAISE EXCEPTION 'closing the % was answered by %', close_daybook.daybook, status
            USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN total;
END
$$;

REVOKE ALL ON FUNCTION close_daybook(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION close_daybook(bigint, text) TO jejak_sealer;
