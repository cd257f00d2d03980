-- A request whose stream's head is locked, with that head.
CREATE TYPE locked_request AS (
    place integer, -- among the requests
    expected boolean,
    version bigint,
    chain bytea,
    correlation_id text,
    recorded_at timestamptz
);

-- The same with its status; `version` is what it answers unless it is ok.
CREATE TYPE decided_request AS (
    place integer,
    stream_id text,
    status text,
    version bigint,
    chain bytea,
    recorded_at timestamptz
);

-- Appends to streams of any name; see append(). Answers each request with a status: ok, repeated, wrong_version, id_reused, wrong_correlation or too_late;
-- `version` and `chain` are those of the last of its events, or of the stream's head when they weren't appended.
--
-- Why it is safe: whoever holds a stream's row in `streams` is alone in that stream until commit, and every statement
-- sees what others committed before it (READ COMMITTED), so after the lock the head and the events are the current
-- ones. Heads are locked one by one in the order of the stream ids, because only so two calls never wait for each
-- other in a circle: no statement over many rows locks those that exist and those that it creates in one order. All
-- else is done for all requests at once. Requests for the same stream take turns, the second after the first is done;
-- usually there is one turn.
--
-- Statements are planned once, whatever a call holds: planning took longer than a small append. Only nested loops are
-- allowed, so that everything is looked up by index however small a table was when that plan was made.
CREATE FUNCTION append_to_any(requests append_request[])
RETURNS TABLE (request integer, status text, version bigint, chain bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jejak, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
    genesis CONSTANT bytea := decode(repeat('00', 32), 'hex');
    this_turn integer := 0;
    taken integer := 0;
    asked record;
    head streams;
    locked locked_request[];
    decided decided_request[];
    row_streams text[];
    row_owners text[];
    new_rows new_row[];
BEGIN
    -- An acknowledged event must survive a crash, whatever the database's default says.
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;

    WHILE taken < cardinality(requests) LOOP
        this_turn := this_turn + 1;
        locked := '{}';
        FOR asked IN
            SELECT q.*
            FROM (
                SELECT
                    r.ordinal::integer AS place, r.stream_id, r.correlation_id, r.expected_version, r.expected_head,
                    coalesce(cardinality(r.events), 0) AS events,
                    row_number() OVER (PARTITION BY r.stream_id COLLATE "C" ORDER BY r.ordinal) AS turn
                FROM unnest(requests) WITH ORDINALITY AS r (
                    stream_id, correlation_id, expected_version, expected_head, events, rows, notices, not_after, ordinal
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
            locked := array_append(locked, ROW(
                asked.place,
                coalesce(
                    head.version = asked.expected_version AND head.head = coalesce(asked.expected_head, head.head),
                    false
                ),
                head.version, head.head, head.correlation_id, head.recorded_at
            )::locked_request);
        END LOOP;
        taken := taken + cardinality(locked);

        SELECT array_agg(ROW(
            k.place, r.stream_id,
            CASE
                WHEN stored.known > 0 AND stored.all_the_same THEN 'repeated'
                WHEN stored.known > 0 THEN 'id_reused'
                WHEN NOT k.expected THEN 'wrong_version'
                WHEN k.correlation_id <> r.correlation_id THEN 'wrong_correlation'
                WHEN greatest(clock_timestamp(), k.recorded_at) > r.not_after THEN 'too_late'
                ELSE 'ok'
            END,
            CASE WHEN stored.known > 0 AND stored.all_the_same THEN stored.last ELSE coalesce(k.version, 0) END,
            k.chain,
            greatest(clock_timestamp(), k.recorded_at)
        )::decided_request) INTO decided
        FROM unnest(locked) AS k
        CROSS JOIN LATERAL (SELECT (requests[k.place]).*) AS r
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
            -- OFFSET 0: looked up one by one, however few events the planner believes a stream to have.
            LEFT JOIN LATERAL (
                SELECT o.* FROM events o WHERE o.stream_id = r.stream_id AND o.event_id = g.event_id OFFSET 0
            ) e ON true
        ) AS stored;

        SELECT
            array_agg(d.stream_id),
            array_agg(d.stream_id) FILTER (WHERE n.key IS NOT NULL),
            array_agg(ROW(n.*)::new_row) FILTER (WHERE n.key IS NOT NULL)
        INTO row_streams, row_owners, new_rows
        FROM unnest(decided) AS d
        LEFT JOIN LATERAL unnest((requests[d.place]).rows) AS n ON true
        WHERE d.status = 'ok' AND (requests[d.place]).rows IS NOT NULL;
        PERFORM write_rows(row_streams, row_owners, new_rows);

        -- A step of `chained` takes the next event of every stream and chains it to the one before. OFFSET 0: the
        -- event is looked for once, and not once for each of its fields.
        RETURN QUERY
        WITH RECURSIVE chained AS (
            SELECT
                d.place, d.stream_id, convert_to(d.stream_id, 'UTF8') AS name, d.version, d.chain,
                d.recorded_at, 0 AS position, cardinality((requests[d.place]).events) AS events
            FROM unnest(decided) AS d
            WHERE d.status = 'ok'
            UNION ALL
            SELECT
                c.place, c.stream_id, c.name, c.version + 1,
                sha256(
                    '\x6a656a616b2f636861696e2f763100'::bytea -- "jejak/chain/v1\0"
                    || c.chain
                    -- event_hash(), written out: a call would cost more than the hash.
                    || sha256(
                        '\x6a656a616b2f6576656e742f763100'::bytea -- "jejak/event/v1\0"
                        || int4send(octet_length(c.name)) || c.name
                        || int8send(c.version + 1)
                        || uuid_send((n.event).event_id)
                        || int4send(octet_length((n.event).type)) || convert_to((n.event).type, 'UTF8')
                        || int4send((n.event).schema_version)
                        || int8send((extract(epoch FROM (n.event).occurred_at) * 1000000)::bigint)
                        || int8send((extract(epoch FROM c.recorded_at) * 1000000)::bigint)
                        || int4send(octet_length((n.event).metadata)) || (n.event).metadata
                        || int4send(octet_length((n.event).data)) || (n.event).data
                    )
                ),
                c.recorded_at, c.position + 1, c.events
            FROM chained c
            CROSS JOIN LATERAL (SELECT (requests[c.place]).events[c.position + 1] AS event OFFSET 0) AS n
            WHERE c.position < c.events
        ), recorded AS (
            INSERT INTO events (
                stream_id, version, event_id, type, schema_version, occurred_at, recorded_at, metadata, data, chain
            )
            SELECT
                c.stream_id, c.version, (n.event).event_id, (n.event).type, (n.event).schema_version,
                (n.event).occurred_at, c.recorded_at, (n.event).metadata, (n.event).data, c.chain
            FROM chained c
            CROSS JOIN LATERAL (SELECT (requests[c.place]).events[c.position] AS event OFFSET 0) AS n
            WHERE c.position > 0
        ), to_be_sealed AS (
            INSERT INTO unsealed (stream_id, version)
            SELECT c.stream_id, c.version FROM chained c WHERE c.position > 0
        ), moved AS (
            UPDATE streams s SET version = c.version, head = c.chain, recorded_at = c.recorded_at
            FROM chained c
            WHERE c.position = c.events AND s.stream_id = c.stream_id
        ), to_be_sent AS (
            INSERT INTO notices (notice_id, stream_id, version, body)
            SELECT n.notice_id, c.stream_id, c.version, n.body
            FROM chained c
            CROSS JOIN LATERAL unnest((requests[c.place]).notices) AS n
            WHERE c.position = c.events
        )
        SELECT c.place, 'ok', c.version, c.chain FROM chained c WHERE c.position = c.events
        UNION ALL
        SELECT d.place, d.status, d.version, coalesce(e.chain, d.chain)
        FROM unnest(decided) AS d
        LEFT JOIN events e ON d.status = 'repeated' AND e.stream_id = d.stream_id AND e.version = d.version
        WHERE d.status <> 'ok';
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION append_to_any(append_request[]) FROM PUBLIC;
