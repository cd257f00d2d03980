CREATE TYPE new_event AS (
    event_id uuid,
    type text,
    schema_version integer,
    occurred_at timestamptz,
    metadata bytea,
    data bytea
);

CREATE TYPE append_request AS (
    stream_id text,
    correlation_id text,
    expected_version bigint,
    expected_head bytea,
    events new_event[],
    read_model jsonb, -- [{kind, key, body}]; NULL leaves the stream's rows as they are
    notices jsonb     -- [{notice_id, body}]
);

-- The only way in. Answers each request with a status: ok, repeated, wrong_version, id_reused or wrong_correlation;
-- `version` and `chain` are those of the last of its events, or of the stream's head when they weren't appended.
--
-- Why it is safe: whoever holds a stream's row in `streams` is alone in that stream until commit. Rows are locked in
-- the order of their ids, so two calls never wait for each other in a circle. Every statement sees what others
-- committed before it (READ COMMITTED), so after the lock the head and the events are the current ones.
CREATE FUNCTION append(requests append_request[])
RETURNS TABLE (request integer, status text, version bigint, chain bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
#variable_conflict use_column
DECLARE
    genesis CONSTANT bytea := decode(repeat('00', 32), 'hex');
    asked record;
    given record;
    stored record;
    head streams;
    expected boolean;
    recorded timestamptz;
    chains bytea[];
BEGIN
    -- An acknowledged event must survive a crash, whatever the database's default says.
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;

    FOR asked IN
        SELECT r.* FROM unnest(requests) WITH ORDINALITY AS r (
            stream_id, correlation_id, expected_version, expected_head, events, read_model, notices, ordinal
        )
        ORDER BY r.stream_id COLLATE "C", r.ordinal
    LOOP
        IF coalesce(cardinality(asked.events), 0) = 0 THEN
            RAISE EXCEPTION 'an append to % has no events', asked.stream_id;
        END IF;

        SELECT s.* INTO head FROM streams s WHERE s.stream_id = asked.stream_id FOR UPDATE;
        IF NOT FOUND AND asked.expected_version = 0 AND coalesce(asked.expected_head, genesis) = genesis THEN
            -- Waits for another writer that is just creating the stream; then both see its row.
            INSERT INTO streams (stream_id, version, head, correlation_id, recorded_at)
            VALUES (asked.stream_id, 0, genesis, asked.correlation_id, '-infinity')
            ON CONFLICT DO NOTHING;
            SELECT s.* INTO head FROM streams s WHERE s.stream_id = asked.stream_id FOR UPDATE;
        END IF;
        expected := coalesce(
            head.version = asked.expected_version AND head.head = coalesce(asked.expected_head, head.head), false
        );

        SELECT
            count(e.event_id) AS known,
            count(*) FILTER (
                WHERE (e.type, e.schema_version, e.occurred_at, e.metadata, e.data)
                    = (g.type, g.schema_version, g.occurred_at, g.metadata, g.data)
            ) = count(*) AND min(e.version - g.ordinal) = max(e.version - g.ordinal) AS all_the_same,
            max(e.version) AS last
        INTO stored
        FROM unnest(asked.events) WITH ORDINALITY
            AS g (event_id, type, schema_version, occurred_at, metadata, data, ordinal)
        LEFT JOIN events e ON e.stream_id = asked.stream_id AND e.event_id = g.event_id;

        request := asked.ordinal;
        version := coalesce(head.version, 0);
        chain := head.head;
        status := CASE
            WHEN stored.known > 0 AND stored.all_the_same THEN 'repeated'
            WHEN stored.known > 0 THEN 'id_reused'
            WHEN NOT expected THEN 'wrong_version'
            WHEN head.correlation_id <> asked.correlation_id THEN 'wrong_correlation'
            ELSE 'ok'
        END;
        IF status = 'repeated' THEN
            SELECT e.version, e.chain INTO version, chain
            FROM events e WHERE e.stream_id = asked.stream_id AND e.version = stored.last;
        END IF;
        IF status <> 'ok' THEN
            RETURN NEXT;
            CONTINUE;
        END IF;

        recorded := greatest(clock_timestamp(), head.recorded_at);
        chains := '{}';
        FOR given IN
            SELECT g.* FROM unnest(asked.events) WITH ORDINALITY
                AS g (event_id, type, schema_version, occurred_at, metadata, data, ordinal)
            ORDER BY g.ordinal
        LOOP
            version := head.version + given.ordinal;
            chain := sha256(
                '\x6a656a616b2f636861696e2f763100'::bytea -- "jejak/chain/v1\0"
                || chain
                || event_hash(
                    asked.stream_id, version, given.event_id, given.type, given.schema_version,
                    given.occurred_at, recorded, given.metadata, given.data
                )
            );
            chains := array_append(chains, chain);
        END LOOP;

        INSERT INTO events (
            stream_id, version, event_id, type, schema_version, occurred_at, recorded_at, metadata, data, chain
        )
        SELECT
            asked.stream_id, head.version + g.ordinal, g.event_id, g.type, g.schema_version, g.occurred_at, recorded,
            g.metadata, g.data, g.chain
        FROM unnest(asked.events, chains) WITH ORDINALITY
            AS g (event_id, type, schema_version, occurred_at, metadata, data, chain, ordinal);

        INSERT INTO unsealed (stream_id, version)
        SELECT asked.stream_id, v FROM generate_series(head.version + 1, append.version) AS v;

        UPDATE streams s SET version = append.version, head = append.chain, recorded_at = recorded
        WHERE s.stream_id = asked.stream_id;

        IF asked.read_model IS NOT NULL THEN
            DELETE FROM rows r
            WHERE r.stream_id = asked.stream_id AND NOT EXISTS (
                SELECT FROM jsonb_to_recordset(asked.read_model) AS n (kind text, key text)
                WHERE n.kind = r.kind AND n.key = r.key
            );
            INSERT INTO rows AS r (stream_id, kind, key, body)
            SELECT asked.stream_id, n.kind, n.key, n.body
            FROM jsonb_to_recordset(asked.read_model) AS n (kind text, key text, body jsonb)
            ON CONFLICT (stream_id, kind, key) DO UPDATE SET body = excluded.body
            WHERE r.body::text <> excluded.body::text;
        END IF;

        INSERT INTO notices (notice_id, stream_id, version, body)
        SELECT n.notice_id, asked.stream_id, append.version, n.body
        FROM jsonb_to_recordset(asked.notices) AS n (notice_id uuid, body jsonb);

        RETURN NEXT;
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION append(append_request[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append(append_request[]) TO jejak_worker;
