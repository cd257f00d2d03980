-- Appends ReadsClosed to the stream ledger/reads, and nothing else: how many reads there were from the day after the
-- last closing on, up to yesterday, and the hash of all their rows; nothing where there were none. Days are those of
-- Jakarta, and one is closed ten minutes after it has ended. Answers how many reads were closed.
-- ledger/log/reads.py computes the same hash.
CREATE FUNCTION close_reads(token bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
DECLARE
    closings CONSTANT text := 'ledger/reads';
    wib CONSTANT interval := interval '7 hours';
    last CONSTANT date := (clock_timestamp() AT TIME ZONE wib - interval '10 minutes')::date - 1;
    first date;
    total bigint;
    hash bytea;
    status text;
BEGIN
    PERFORM hold_lease(token);
    SELECT (convert_from(e.data, 'UTF8')::jsonb ->> 'last')::date + 1 INTO first
    FROM events e WHERE e.stream_id = closings ORDER BY e.version DESC LIMIT 1;
    IF NOT FOUND THEN
        SELECT (min(r.read_at) AT TIME ZONE wib)::date INTO first FROM reads r;
    END IF;
    IF first IS NULL OR last < first THEN
        RETURN 0;
    END IF;

    LOCK TABLE reads IN SHARE ROW EXCLUSIVE MODE; -- who writes right now is waited for, and who comes next waits
    SELECT count(*), sha256(
        '\x6a656a616b2f72656164732f763100'::bytea -- "jejak/reads/v1\0"
        || string_agg(
            uuid_send(r.read_id)
            || int8send((extract(epoch FROM r.read_at) * 1000000)::bigint)
            || int4send(octet_length(convert_to(r.person, 'UTF8'))) || convert_to(r.person, 'UTF8')
            || int4send(octet_length(convert_to(r.via, 'UTF8'))) || convert_to(r.via, 'UTF8')
            || int4send(octet_length(convert_to(r.what, 'UTF8'))) || convert_to(r.what, 'UTF8')
            || int4send(octet_length(convert_to(r.subject, 'UTF8'))) || convert_to(r.subject, 'UTF8'),
            ''::bytea ORDER BY r.read_at, r.read_id
        )
    ) INTO total, hash
    FROM reads r
    WHERE r.read_at >= (first::timestamp AT TIME ZONE wib) AND r.read_at < ((last + 1)::timestamp AT TIME ZONE wib);
    IF total = 0 THEN
        RETURN 0;
    END IF;

    SELECT a.status INTO status FROM append_to_any(ARRAY[ROW(
        closings,
        closings,
        coalesce((SELECT s.version FROM streams s WHERE s.stream_id = closings), 0),
        NULL,
        ARRAY[ROW(
            gen_random_uuid(), 'ReadsClosed', 1, clock_timestamp(), convert_to('{}', 'UTF8'),
            convert_to(
                format(
                    '{"first":"%s","last":"%s","reads":%s,"hash":"%s"}',
                    to_char(first, 'YYYY-MM-DD'), to_char(last, 'YYYY-MM-DD'), total, encode(hash, 'hex')
                ),
                'UTF8'
            )
        )::new_event],
        NULL,
        NULL,
        NULL
    )::append_request]) a;
    IF status <> 'ok' THEN
        RAISE EXCEPTION 'closing the reads was answered by %', status USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN total;
END
$$;

REVOKE ALL ON FUNCTION close_reads(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION close_reads(bigint) TO jejak_sealer;
