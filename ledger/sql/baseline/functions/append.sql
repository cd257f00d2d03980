-- The only way in. Answers each request with a status: ok, repeated, wrong_version, id_reused or wrong_correlation;
-- `version` and `chain` are those of the last of its events, or of the stream's head when they weren't appended.
--
-- Why it is safe: whoever holds a stream's row in `streams` is alone in that stream until commit, and every statement
-- sees what others committed before it (READ COMMITTED), so after the lock the head and the events are the current
-- ones. Heads are locked one by one in the order of the stream ids, because only so two calls never wait for each
-- other in a circle: no statement over many rows locks those that exist and those that it creates in one order. All
-- else is done for all requests at once. Requests for the same stream take turns, the second after the first is done;
-- usually there is one turn.
CREATE FUNCTION append(requests append_request[])
RETURNS TABLE (request integer, status text, version bigint, chain bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp AS $$
#variable_conflict use_column
DECLARE
    genesis CONSTANT bytea := decode(repeat('00', 32), 'hex');
    this_turn integer := 0;
    taken integer := 0;
    asked record;
    given record;
    head streams;
    -- Of each request in this turn: its number, and its stream's head as it was locked.
    places integer[];
    expected boolean[];
    head_versions bigint[];
    head_chains bytea[];
    head_correlations text[];
    head_times timestamptz[];
    -- Of those that are ok: also what the stream's head becomes.
    ok_places integer[];
    ok_streams text[];
    ok_versions bigint[];
    ok_chains bytea[];
    ok_times timestamptz[];
    new_chains bytea[];
    new_versions bigint[];
    last_place integer;
    row_streams text[];
    row_owners text[];
    new_rows new_row[];
    -- Of each of their events.
    stream_ids text[];
    versions bigint[];
    event_ids uuid[];
    types text[];
    schema_versions integer[];
    occurred timestamptz[];
    recorded timestamptz[];
    metadatas bytea[];
    datas bytea[];
    chains bytea[];
BEGIN
    -- An acknowledged event must survive a crash, whatever the database's default says.
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;

    WHILE taken < cardinality(requests) LOOP
        this_turn := this_turn + 1;
        places := '{}'; expected := '{}'; head_versions := '{}'; head_chains := '{}'; head_correlations := '{}';
        head_times := '{}';
        FOR asked IN
            SELECT q.*
            FROM (
                SELECT
                    r.ordinal::integer AS place, r.stream_id, r.correlation_id, r.expected_version, r.expected_head,
                    coalesce(cardinality(r.events), 0) AS events,
                    row_number() OVER (PARTITION BY r.stream_id COLLATE "C" ORDER BY r.ordinal) AS turn
                FROM unnest(requests) WITH ORDINALITY AS r (
                    stream_id, correlation_id, expected_version, expected_head, events, rows, notices, ordinal
                )
            ) q
            WHERE q.turn = this_turn
            ORDER BY q.stream_id COLLATE "C"
        LOOP
            IF asked.events = 0 THEN
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
            places := array_append(places, asked.place);
            expected := array_append(expected, coalesce(
                head.version = asked.expected_version AND head.head = coalesce(asked.expected_head, head.head), false
            ));
            head_versions := array_append(head_versions, head.version);
            head_chains := array_append(head_chains, head.head);
            head_correlations := array_append(head_correlations, head.correlation_id);
            head_times := array_append(head_times, head.recorded_at);
        END LOOP;
        ok_places := '{}'; ok_streams := '{}'; ok_versions := '{}'; ok_chains := '{}'; ok_times := '{}';
        FOR asked IN
            SELECT
                h.place, r.stream_id, h.version, h.chain, h.recorded_at,
                CASE
                    WHEN stored.known > 0 AND stored.all_the_same THEN 'repeated'
                    WHEN stored.known > 0 THEN 'id_reused'
                    WHEN NOT h.expected THEN 'wrong_version'
                    WHEN h.correlation_id <> r.correlation_id THEN 'wrong_correlation'
                    ELSE 'ok'
                END AS status,
                stored.last
            FROM unnest(places, expected, head_versions, head_chains, head_correlations, head_times)
                AS h (place, expected, version, chain, correlation_id, recorded_at)
            CROSS JOIN LATERAL (SELECT (requests[h.place]).*) AS r
            CROSS JOIN LATERAL (
                SELECT
                    count(e.event_id) AS known,
                    count(*) FILTER (
                        WHERE (e.type, e.schema_version, e.occurred_at, e.metadata, e.data)
                            = (g.type, g.schema_version, g.occurred_at, g.metadata, g.data)
                    ) = count(*) AND min(e.version - g.position) = max(e.version - g.position) AS all_the_same,
                    max(e.version) AS last
                FROM unnest(r.events) WITH ORDINALITY
                    AS g (event_id, type, schema_version, occurred_at, metadata, data, position)
                -- OFFSET 0: looked up one by one, however few rows the planner believes a stream to have.
                LEFT JOIN LATERAL (
                    SELECT o.* FROM events o WHERE o.stream_id = r.stream_id AND o.event_id = g.event_id OFFSET 0
                ) e ON true
            ) AS stored
        LOOP
            request := asked.place;
            status := asked.status;
            IF status = 'ok' THEN
                ok_places := array_append(ok_places, asked.place);
                ok_streams := array_append(ok_streams, asked.stream_id);
                ok_versions := array_append(ok_versions, asked.version);
                ok_chains := array_append(ok_chains, asked.chain);
                ok_times := array_append(ok_times, greatest(clock_timestamp(), asked.recorded_at));
                CONTINUE;
            END IF;
            version := coalesce(asked.version, 0);
            chain := asked.chain;
            IF status = 'repeated' THEN
                SELECT e.version, e.chain INTO version, chain
                FROM events e WHERE e.stream_id = asked.stream_id AND e.version = asked.last;
            END IF;
            RETURN NEXT;
        END LOOP;
        taken := taken + cardinality(places);
        CONTINUE WHEN cardinality(ok_places) = 0;

        stream_ids := '{}'; versions := '{}'; event_ids := '{}'; types := '{}'; schema_versions := '{}';
        occurred := '{}'; recorded := '{}'; metadatas := '{}'; datas := '{}'; chains := '{}';
        new_chains := '{}'; new_versions := '{}'; last_place := NULL;
        FOR given IN
            SELECT k.place, k.stream_id, convert_to(k.stream_id, 'UTF8') AS name, k.version, k.chain, k.recorded_at, g.*
            FROM unnest(ok_places, ok_streams, ok_versions, ok_chains, ok_times) WITH ORDINALITY
                AS k (place, stream_id, version, chain, recorded_at, number)
            CROSS JOIN LATERAL unnest((requests[k.place]).events) WITH ORDINALITY
                AS g (event_id, type, schema_version, occurred_at, metadata, data, position)
            ORDER BY k.number, g.position
        LOOP
            IF last_place IS DISTINCT FROM given.place THEN
                IF last_place IS NOT NULL THEN
                    new_chains := array_append(new_chains, chain);
                    new_versions := array_append(new_versions, version);
                END IF;
                last_place := given.place;
                chain := given.chain;
            END IF;
            version := given.version + given.position;
            -- The hash is event_hash(), written out: a call would cost more than the hash.
            chain := sha256(
                '\x6a656a616b2f636861696e2f763100'::bytea -- "jejak/chain/v1\0"
                || chain
                || sha256(
                    '\x6a656a616b2f6576656e742f763100'::bytea -- "jejak/event/v1\0"
                    || int4send(octet_length(given.name)) || given.name
                    || int8send(version)
                    || uuid_send(given.event_id)
                    || int4send(octet_length(given.type)) || convert_to(given.type, 'UTF8')
                    || int4send(given.schema_version)
                    || int8send((extract(epoch FROM given.occurred_at) * 1000000)::bigint)
                    || int8send((extract(epoch FROM given.recorded_at) * 1000000)::bigint)
                    || int4send(octet_length(given.metadata)) || given.metadata
                    || int4send(octet_length(given.data)) || given.data
                )
            );
            stream_ids := array_append(stream_ids, given.stream_id);
            versions := array_append(versions, version);
            event_ids := array_append(event_ids, given.event_id);
            types := array_append(types, given.type);
            schema_versions := array_append(schema_versions, given.schema_version);
            occurred := array_append(occurred, given.occurred_at);
            recorded := array_append(recorded, given.recorded_at);
            metadatas := array_append(metadatas, given.metadata);
            datas := array_append(datas, given.data);
            chains := array_append(chains, chain);
        END LOOP;
        new_chains := array_append(new_chains, chain);
        new_versions := array_append(new_versions, version);

        INSERT INTO events (
            stream_id, version, event_id, type, schema_version, occurred_at, recorded_at, metadata, data, chain
        )
        SELECT * FROM unnest(
            stream_ids, versions, event_ids, types, schema_versions, occurred, recorded, metadatas, datas, chains
        );

        INSERT INTO unsealed (stream_id, version) SELECT * FROM unnest(stream_ids, versions);

        UPDATE streams s SET version = k.version, head = k.chain, recorded_at = k.recorded_at
        FROM unnest(ok_streams, new_versions, new_chains, ok_times) AS k (stream_id, version, chain, recorded_at)
        WHERE s.stream_id = k.stream_id;

        -- The rows of all requests that give any, even none, in the order of their streams.
        SELECT array_agg(k.stream_id) INTO row_streams
        FROM unnest(ok_places, ok_streams) AS k (place, stream_id)
        WHERE (requests[k.place]).rows IS NOT NULL;
        SELECT array_agg(k.stream_id), array_agg(n) INTO row_owners, new_rows
        FROM unnest(ok_places, ok_streams) AS k (place, stream_id)
        CROSS JOIN LATERAL unnest((requests[k.place]).rows) AS n;
        PERFORM write_rows(row_streams, row_owners, new_rows);

        INSERT INTO notices (notice_id, stream_id, version, body)
        SELECT n.notice_id, k.stream_id, k.version, n.body
        FROM unnest(ok_places, ok_streams, new_versions) AS k (place, stream_id, version)
        CROSS JOIN LATERAL unnest((requests[k.place]).notices) AS n;

        RETURN QUERY SELECT k.place, 'ok', k.version, k.chain
        FROM unnest(ok_places, new_versions, new_chains) AS k (place, version, chain);
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION append(append_request[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append(append_request[]) TO jejak_worker;
