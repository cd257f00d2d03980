-- What the baseline and all migrations come to, as a database has it: for reading, and what `jejak verify` compares a
-- database with. `make schema` writes it anew. Everything belongs to jejak_owner. Why things are as they are is said in
-- baseline/ and migrations/.

--- role jejak_auditor
CREATE ROLE jejak_auditor NOLOGIN;

--- role jejak_console
CREATE ROLE jejak_console NOLOGIN;

--- role jejak_drafts
CREATE ROLE jejak_drafts NOLOGIN;

--- role jejak_owner
CREATE ROLE jejak_owner NOLOGIN;

--- role jejak_reader
CREATE ROLE jejak_reader NOLOGIN;

--- role jejak_reads
CREATE ROLE jejak_reads NOLOGIN;

--- role jejak_sealer
CREATE ROLE jejak_sealer NOLOGIN;

--- role jejak_vault
CREATE ROLE jejak_vault NOLOGIN;

--- role jejak_worker
CREATE ROLE jejak_worker NOLOGIN;

--- schema jejak
CREATE SCHEMA jejak;
GRANT USAGE ON SCHEMA jejak TO jejak_auditor;
GRANT USAGE ON SCHEMA jejak TO jejak_console;
GRANT USAGE ON SCHEMA jejak TO jejak_drafts;
GRANT USAGE ON SCHEMA jejak TO jejak_reader;
GRANT USAGE ON SCHEMA jejak TO jejak_reads;
GRANT USAGE ON SCHEMA jejak TO jejak_sealer;
GRANT USAGE ON SCHEMA jejak TO jejak_vault;
GRANT USAGE ON SCHEMA jejak TO jejak_worker;

--- type append_request
CREATE TYPE append_request AS (
    stream_id text,
    correlation_id text,
    expected_version bigint,
    expected_head bytea,
    events new_event[],
    rows new_row[],
    notices new_notice[],
    not_after timestamp with time zone
);

--- type decided_request
CREATE TYPE decided_request AS (
    place integer,
    stream_id text,
    status text,
    version bigint,
    chain bytea,
    recorded_at timestamp with time zone
);

--- type locked_request
CREATE TYPE locked_request AS (
    place integer,
    expected boolean,
    version bigint,
    chain bytea,
    correlation_id text,
    recorded_at timestamp with time zone
);

--- type new_event
CREATE TYPE new_event AS (
    event_id uuid,
    type text,
    schema_version integer,
    occurred_at timestamp with time zone,
    metadata bytea,
    data bytea
);

--- type new_notice
CREATE TYPE new_notice AS (
    notice_id uuid,
    body jsonb
);

--- type new_row
CREATE TYPE new_row AS (
    kind text,
    key text,
    body jsonb,
    name text,
    due_at timestamp with time zone,
    wake_at timestamp with time zone,
    labels text[],
    words text[]
);

--- table account_requests
CREATE TABLE account_requests (
    request_id uuid NOT NULL,
    issuer text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    asked_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (request_id),
    UNIQUE (issuer, subject)
);

--- table accounts
CREATE TABLE accounts (
    issuer text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    bound_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    bound_by text COLLATE "C" NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (person)
);

--- table attestations
CREATE TABLE attestations (
    tree_size bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (tree_size, kind),
    FOREIGN KEY (tree_size) REFERENCES checkpoints(tree_size)
);
GRANT SELECT ON attestations TO jejak_auditor;
GRANT SELECT ON attestations TO jejak_reader;
GRANT SELECT ON attestations TO jejak_sealer;

--- table checkpoints
CREATE TABLE checkpoints (
    tree_size bigint NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (tree_size),
    CHECK (tree_size >= 0)
);
CREATE TRIGGER checkpoints_are_final BEFORE DELETE OR UPDATE OR TRUNCATE ON checkpoints FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes();
GRANT SELECT ON checkpoints TO jejak_auditor;
GRANT SELECT ON checkpoints TO jejak_reader;
GRANT SELECT ON checkpoints TO jejak_sealer;
GRANT SELECT ON checkpoints TO jejak_worker;

--- table claims
CREATE TABLE claims (
    stream_id text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    due_at timestamp with time zone NOT NULL,
    person text COLLATE "C" NOT NULL,
    given_by text COLLATE "C" NOT NULL,
    given_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (stream_id, key)
);
CREATE INDEX claims_by_person ON claims USING btree (person);

--- table cursors
CREATE TABLE cursors (
    subscriber text COLLATE "C" NOT NULL,
    leaf_index bigint NOT NULL,
    PRIMARY KEY (subscriber),
    CHECK (leaf_index >= 0),
    CHECK (subscriber <> ''::text)
);
GRANT SELECT ON cursors TO jejak_auditor;
GRANT SELECT ON cursors TO jejak_worker;

--- table drafts
CREATE TABLE drafts (
    draft_id uuid NOT NULL,
    version bigint NOT NULL,
    agency text COLLATE "C" NOT NULL,
    author text COLLATE "C" NOT NULL,
    saved_by text COLLATE "C" NOT NULL,
    saved_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    content text,
    command_id uuid NOT NULL,
    submitted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (draft_id),
    CHECK (version > 0)
);
CREATE INDEX drafts_by_agency ON drafts USING btree (agency);
CREATE INDEX drafts_by_author ON drafts USING btree (author);

--- table events
CREATE TABLE events (
    stream_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    schema_version integer NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    metadata bytea NOT NULL,
    data bytea NOT NULL,
    chain bytea NOT NULL,
    PRIMARY KEY (stream_id, version),
    UNIQUE (stream_id, event_id),
    CHECK (octet_length(chain) = 32),
    CHECK (occurred_at > '0001-01-01 00:00:00+00'::timestamp with time zone AND occurred_at < '9999-12-31 23:59:59.999999+00'::timestamp with time zone),
    CHECK (recorded_at > '0001-01-01 00:00:00+00'::timestamp with time zone AND recorded_at < '9999-12-31 23:59:59.999999+00'::timestamp with time zone),
    CHECK (schema_version > 0),
    CHECK (version > 0)
);
CREATE INDEX events_by_time ON events USING btree (recorded_at);
CREATE TRIGGER events_are_final BEFORE DELETE OR UPDATE OR TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes();
GRANT SELECT ON events TO jejak_auditor;
GRANT SELECT ON events TO jejak_reader;
GRANT SELECT ON events TO jejak_sealer;
GRANT SELECT ON events TO jejak_worker;

--- table interventions
CREATE TABLE interventions (
    intervention_id uuid NOT NULL DEFAULT gen_random_uuid(),
    at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    person text COLLATE "C" NOT NULL,
    what text COLLATE "C" NOT NULL,
    about text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL DEFAULT ''::text,
    PRIMARY KEY (intervention_id),
    CHECK (person <> ''::text),
    CHECK (length(reason) <= 2000),
    CHECK (subject <> ''::text),
    CHECK (what <> ''::text)
);
CREATE INDEX interventions_by_about ON interventions USING btree (about, at, intervention_id);
CREATE INDEX interventions_by_time ON interventions USING btree (at, intervention_id);
CREATE TRIGGER interventions_are_final BEFORE DELETE OR UPDATE OR TRUNCATE ON interventions FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes();
GRANT SELECT ON interventions TO jejak_auditor;

--- table lease
CREATE TABLE lease (
    one boolean NOT NULL DEFAULT true,
    token bigint NOT NULL,
    kept_at timestamp with time zone NOT NULL,
    PRIMARY KEY (one),
    CHECK (one)
);

--- table leaves
CREATE TABLE leaves (
    leaf_index bigint NOT NULL,
    stream_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    chain bytea NOT NULL,
    PRIMARY KEY (leaf_index),
    UNIQUE (stream_id, version),
    CHECK (octet_length(chain) = 32),
    CHECK (leaf_index >= 0)
);
CREATE TRIGGER leaves_are_final BEFORE DELETE OR UPDATE OR TRUNCATE ON leaves FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes();
GRANT SELECT ON leaves TO jejak_auditor;
GRANT SELECT ON leaves TO jejak_reader;
GRANT SELECT ON leaves TO jejak_sealer;
GRANT SELECT ON leaves TO jejak_worker;

--- table migrations
CREATE TABLE migrations (
    name text COLLATE "C" NOT NULL,
    sha256 bytea NOT NULL,
    applied_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (name)
);
GRANT SELECT ON migrations TO jejak_auditor;
GRANT SELECT ON migrations TO jejak_console;
GRANT SELECT ON migrations TO jejak_drafts;
GRANT SELECT ON migrations TO jejak_reader;
GRANT SELECT ON migrations TO jejak_reads;
GRANT SELECT ON migrations TO jejak_sealer;
GRANT SELECT ON migrations TO jejak_vault;
GRANT SELECT ON migrations TO jejak_worker;

--- table notices
CREATE TABLE notices (
    notice_id uuid NOT NULL,
    stream_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    body jsonb NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    last_error text,
    sent_at timestamp with time zone,
    PRIMARY KEY (notice_id)
);
CREATE INDEX notices_to_send ON notices USING btree (next_attempt_at, notice_id) WHERE sent_at IS NULL;
GRANT SELECT ON notices TO jejak_auditor;
GRANT SELECT ON notices TO jejak_worker;

--- table once
CREATE TABLE once (
    token_sha256 bytea NOT NULL,
    facts text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    PRIMARY KEY (token_sha256),
    CHECK (octet_length(token_sha256) = 32)
);

--- table passkey_requests
CREATE TABLE passkey_requests (
    key text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    asked_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    possession text NOT NULL,
    PRIMARY KEY (key),
    CHECK (key ~ '^[0-9a-f]{64}$'::text),
    CHECK (length(possession) <= 20000)
);
CREATE INDEX passkey_requests_by_person ON passkey_requests USING btree (person);

--- table reads
CREATE TABLE reads (
    read_id uuid NOT NULL DEFAULT gen_random_uuid(),
    read_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    person text COLLATE "C" NOT NULL,
    via text COLLATE "C" NOT NULL,
    what text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    PRIMARY KEY (read_id),
    CHECK (person <> ''::text),
    CHECK (subject <> ''::text),
    CHECK (via <> ''::text),
    CHECK (what <> ''::text)
);
CREATE INDEX reads_by_person ON reads USING btree (person, read_at, read_id);
CREATE INDEX reads_by_subject ON reads USING btree (subject, read_at, read_id);
CREATE INDEX reads_by_time ON reads USING btree (read_at, read_id);
CREATE TRIGGER reads_are_final BEFORE DELETE OR UPDATE OR TRUNCATE ON reads FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes();
GRANT SELECT ON reads TO jejak_auditor;
GRANT SELECT ON reads TO jejak_reads;

--- table rows
CREATE TABLE rows (
    stream_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    body jsonb NOT NULL,
    name text COLLATE "C",
    due_at timestamp with time zone NOT NULL DEFAULT 'infinity'::timestamp with time zone,
    wake_at timestamp with time zone,
    labels text[],
    words tsvector,
    PRIMARY KEY (stream_id, kind, key)
) WITH (fillfactor=80);
CREATE INDEX rows_by_due ON rows USING btree (kind, due_at, stream_id, key);
CREATE INDEX rows_by_label ON rows USING gin (labels) WITH (gin_pending_list_limit='128') WHERE labels IS NOT NULL;
CREATE INDEX rows_by_name ON rows USING btree (kind, name, stream_id, key) WHERE name IS NOT NULL;
CREATE INDEX rows_by_wake ON rows USING btree (kind, wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX rows_by_word ON rows USING gin (words) WITH (fastupdate=off) WHERE words IS NOT NULL;
CREATE TRIGGER added_rows_are_tallied AFTER INSERT ON rows REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tally_labels();
CREATE TRIGGER changed_rows_are_tallied AFTER UPDATE ON rows REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tally_labels();
CREATE TRIGGER removed_rows_are_tallied AFTER DELETE ON rows REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION tally_labels();
GRANT SELECT ON rows TO jejak_auditor;
GRANT SELECT ON rows TO jejak_reader;
GRANT SELECT ON rows TO jejak_worker;

--- table sessions
CREATE TABLE sessions (
    token_sha256 bytea NOT NULL,
    person text COLLATE "C" NOT NULL,
    began_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (token_sha256),
    CHECK (octet_length(token_sha256) = 32)
);
CREATE INDEX sessions_by_person ON sessions USING btree (person);

--- table streams
CREATE TABLE streams (
    stream_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    head bytea NOT NULL,
    correlation_id text COLLATE "C" NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    PRIMARY KEY (stream_id),
    CHECK (octet_length(head) = 32),
    CHECK (stream_id <> ''::text)
) WITH (fillfactor=70);
CREATE INDEX streams_by_correlation ON streams USING btree (correlation_id, stream_id);
GRANT SELECT ON streams TO jejak_auditor;
GRANT SELECT ON streams TO jejak_reader;
GRANT SELECT ON streams TO jejak_sealer;
GRANT SELECT ON streams TO jejak_worker;

--- table tallies
CREATE TABLE tallies (
    kind text COLLATE "C" NOT NULL,
    label text COLLATE "C" NOT NULL,
    slot integer NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (kind, label, slot)
) WITH (fillfactor=50);
GRANT SELECT ON tallies TO jejak_auditor;
GRANT SELECT ON tallies TO jejak_reader;

--- table tiles
CREATE TABLE tiles (
    level integer NOT NULL,
    index bigint NOT NULL,
    hashes bytea STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (level, index),
    CHECK ((octet_length(hashes) % 32) = 0 AND octet_length(hashes) >= 32 AND octet_length(hashes) <= 8192),
    CHECK (index >= 0),
    CHECK (level >= 0)
);
GRANT SELECT ON tiles TO jejak_auditor;
GRANT SELECT ON tiles TO jejak_reader;
GRANT SELECT ON tiles TO jejak_sealer;
GRANT SELECT ON tiles TO jejak_worker;

--- table tokens
CREATE TABLE tokens (
    token_id uuid NOT NULL,
    token_sha256 bytea NOT NULL,
    person text COLLATE "C" NOT NULL,
    label text NOT NULL,
    scopes text[] NOT NULL,
    issued_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    PRIMARY KEY (token_id),
    UNIQUE (token_sha256),
    CHECK (octet_length(token_sha256) = 32)
);
CREATE INDEX tokens_by_person ON tokens USING btree (person);

--- table unsealed
CREATE TABLE unsealed (
    stream_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (stream_id, version)
) WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000);
GRANT SELECT ON unsealed TO jejak_auditor;
GRANT SELECT ON unsealed TO jejak_reader;
GRANT SELECT ON unsealed TO jejak_sealer;
GRANT SELECT ON unsealed TO jejak_worker;

--- table unsent_acts
CREATE TABLE unsent_acts (
    act_id uuid NOT NULL,
    author text COLLATE "C" NOT NULL,
    expires timestamp with time zone NOT NULL,
    kept_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    content text NOT NULL,
    under_way_until timestamp with time zone,
    PRIMARY KEY (act_id),
    CHECK (length(content) <= 2000000)
);
CREATE INDEX unsent_acts_by_end ON unsent_acts USING btree (expires);

--- table unsent_forms
CREATE TABLE unsent_forms (
    person text COLLATE "C" NOT NULL,
    form text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    saved_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
    typed text NOT NULL,
    PRIMARY KEY (person, form),
    CHECK (version > 0)
);

--- table vault
CREATE TABLE vault (
    subject text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (subject, field)
);

--- function account_accept(uuid,text,text)
CREATE OR REPLACE FUNCTION jejak.account_accept(request_id uuid, person text, by_person text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    WITH asked AS (
        DELETE FROM account_requests r WHERE r.request_id = account_accept.request_id RETURNING r.issuer, r.subject
    ), bound AS (
        INSERT INTO accounts (issuer, subject, person, bound_by)
        SELECT asked.issuer, asked.subject, account_accept.person, account_accept.by_person FROM asked
        RETURNING issuer, subject
    ), logged AS (
        INSERT INTO interventions (person, what, about, subject)
        SELECT account_accept.by_person, 'account_accepted', account_accept.person, bound.issuer || ' ' || bound.subject
        FROM bound
    )
    SELECT EXISTS (SELECT FROM bound)
$function$;
GRANT EXECUTE ON FUNCTION account_accept(uuid,text,text) TO jejak_console;

--- function account_ask(uuid,text,text,text,text,interval)
CREATE OR REPLACE FUNCTION jejak.account_ask(request_id uuid, issuer text, subject text, name text, email text, lasts interval)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    DELETE FROM account_requests r WHERE r.asked_at < clock_timestamp() - account_ask.lasts;
    INSERT INTO account_requests (request_id, issuer, subject, name, email)
    VALUES (account_ask.request_id, account_ask.issuer, account_ask.subject, account_ask.name, account_ask.email)
    ON CONFLICT (issuer, subject) DO UPDATE SET name = excluded.name, email = excluded.email
$function$;
GRANT EXECUTE ON FUNCTION account_ask(uuid,text,text,text,text,interval) TO jejak_console;

--- function account_decline(uuid,text)
CREATE OR REPLACE FUNCTION jejak.account_decline(request_id uuid, by_person text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    WITH asked AS (
        DELETE FROM account_requests r WHERE r.request_id = account_decline.request_id RETURNING r.issuer, r.subject
    ), logged AS (
        INSERT INTO interventions (person, what, about, subject)
        SELECT account_decline.by_person, 'account_declined', '', asked.issuer || ' ' || asked.subject FROM asked
    )
    SELECT EXISTS (SELECT FROM asked)
$function$;
GRANT EXECUTE ON FUNCTION account_decline(uuid,text) TO jejak_console;

--- function account_end(text,text)
CREATE OR REPLACE FUNCTION jejak.account_end(person text, by_person text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT pg_advisory_xact_lock('tokens'::regclass::oid::integer, hashtext(account_end.person));
    DELETE FROM sessions s WHERE s.person = account_end.person;
    DELETE FROM tokens t WHERE t.person = account_end.person;
    DELETE FROM once o WHERE o.facts::jsonb ->> 'person' = account_end.person;
    WITH gone AS (
        DELETE FROM accounts a WHERE a.person = account_end.person RETURNING a.issuer, a.subject
    ), logged AS (
        INSERT INTO interventions (person, what, about, subject)
        SELECT account_end.by_person, 'account_ended', account_end.person, gone.issuer || ' ' || gone.subject FROM gone
    )
    SELECT EXISTS (SELECT FROM gone)
$function$;
GRANT EXECUTE ON FUNCTION account_end(text,text) TO jejak_console;

--- function account_of(text,text)
CREATE OR REPLACE FUNCTION jejak.account_of(issuer text, subject text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT a.person FROM accounts a WHERE a.issuer = account_of.issuer AND a.subject = account_of.subject
$function$;
GRANT EXECUTE ON FUNCTION account_of(text,text) TO jejak_console;

--- function account_requests_since(interval)
CREATE OR REPLACE FUNCTION jejak.account_requests_since(lasts interval)
 RETURNS SETOF account_requests
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT r.* FROM account_requests r WHERE r.asked_at >= clock_timestamp() - account_requests_since.lasts
    ORDER BY r.asked_at, r.request_id
$function$;
GRANT EXECUTE ON FUNCTION account_requests_since(interval) TO jejak_console;

--- function accounts_all()
CREATE OR REPLACE FUNCTION jejak.accounts_all()
 RETURNS SETOF accounts
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT a.* FROM accounts a ORDER BY a.person
$function$;
GRANT EXECUTE ON FUNCTION accounts_all() TO jejak_console;

--- function append(append_request[])
CREATE OR REPLACE FUNCTION jejak.append(requests append_request[])
 RETURNS TABLE(request integer, status text, version bigint, chain bytea)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (SELECT FROM unnest(requests) AS r WHERE starts_with(r.stream_id, 'ledger/')) THEN
        RAISE EXCEPTION 'a stream of the ledger itself takes no append' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY SELECT a.* FROM append_to_any(requests) AS a;
END
$function$;
GRANT EXECUTE ON FUNCTION append(append_request[]) TO jejak_worker;

--- function append_to_any(append_request[])
CREATE OR REPLACE FUNCTION jejak.append_to_any(requests append_request[])
 RETURNS TABLE(request integer, status text, version bigint, chain bytea)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
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
$function$;

--- function claim_end(text,text,text)
CREATE OR REPLACE FUNCTION jejak.claim_end(stream_id text, key text, person text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    WITH ended AS (
        DELETE FROM claims c
        WHERE c.stream_id = claim_end.stream_id AND c.key = claim_end.key AND c.person = claim_end.person
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM ended)
$function$;
GRANT EXECUTE ON FUNCTION claim_end(text,text,text) TO jejak_drafts;

--- function claim_notices(integer)
CREATE OR REPLACE FUNCTION jejak.claim_notices(batch integer)
 RETURNS TABLE(notice_id uuid, stream_id text, version bigint, body jsonb, attempts integer)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT n.notice_id, n.stream_id, n.version, n.body, n.attempts
    FROM notices n
    WHERE n.sent_at IS NULL AND n.next_attempt_at <= clock_timestamp()
    ORDER BY n.next_attempt_at, n.notice_id
    LIMIT batch
    FOR UPDATE SKIP LOCKED
$function$;
GRANT EXECUTE ON FUNCTION claim_notices(integer) TO jejak_worker;

--- function claim_put(text,text,text,text,text)
CREATE OR REPLACE FUNCTION jejak.claim_put(stream_id text, key text, seen text, person text, given_by text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    DELETE FROM claims c WHERE c.stream_id = claim_put.stream_id AND NOT EXISTS (
        SELECT FROM rows r
        WHERE r.stream_id = c.stream_id AND r.key = c.key AND r.due_at = c.due_at AND r.kind LIKE 'task/%'
    );
    WITH put AS (
        INSERT INTO claims AS c (stream_id, key, due_at, person, given_by)
        SELECT r.stream_id, r.key, r.due_at, claim_put.person, claim_put.given_by
        FROM rows r
        WHERE r.stream_id = claim_put.stream_id AND r.key = claim_put.key AND r.kind LIKE 'task/%'
          AND (seen IS NULL OR EXISTS (
              SELECT FROM claims e WHERE e.stream_id = r.stream_id AND e.key = r.key AND e.person = seen
          ))
        ON CONFLICT ON CONSTRAINT claims_pkey DO UPDATE SET
            person = excluded.person, given_by = excluded.given_by, given_at = clock_timestamp()
        WHERE c.person = seen
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM put)
$function$;
GRANT EXECUTE ON FUNCTION claim_put(text,text,text,text,text) TO jejak_drafts;

--- function claims_of(text)
CREATE OR REPLACE FUNCTION jejak.claims_of(person text)
 RETURNS SETOF claims
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT c.* FROM claims c
    WHERE c.person = claims_of.person AND EXISTS (
        SELECT FROM rows r
        WHERE r.stream_id = c.stream_id AND r.key = c.key AND r.due_at = c.due_at AND r.kind LIKE 'task/%'
    )
    ORDER BY c.due_at, c.stream_id, c.key
$function$;
GRANT EXECUTE ON FUNCTION claims_of(text) TO jejak_drafts;

--- function claims_on(text[],text[])
CREATE OR REPLACE FUNCTION jejak.claims_on(streams text[], keys text[])
 RETURNS SETOF claims
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT c.* FROM claims c
    JOIN unnest(streams, keys) AS t (stream_id, key) USING (stream_id, key)
    WHERE EXISTS (
        SELECT FROM rows r
        WHERE r.stream_id = c.stream_id AND r.key = c.key AND r.due_at = c.due_at AND r.kind LIKE 'task/%'
    )
$function$;
GRANT EXECUTE ON FUNCTION claims_on(text[],text[]) TO jejak_drafts;

--- function close_books(bigint,bigint,bigint,bytea,timestamp with time zone)
CREATE OR REPLACE FUNCTION jejak.close_books(token bigint, tree_size bigint, streams bigint, root bytea, closed_at timestamp with time zone)
 RETURNS TABLE(version bigint, chain bytea)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
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
$function$;
GRANT EXECUTE ON FUNCTION close_books(bigint,bigint,bigint,bytea,timestamp with time zone) TO jejak_sealer;

--- function close_daybook(bigint,text)
CREATE OR REPLACE FUNCTION jejak.close_daybook(token bigint, daybook text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
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
$function$;
GRANT EXECUTE ON FUNCTION close_daybook(bigint,text) TO jejak_sealer;

--- function draft_discard(uuid,bigint,text)
CREATE OR REPLACE FUNCTION jejak.draft_discard(draft_id uuid, version bigint, by_person text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    WITH discarded AS (
        DELETE FROM drafts d WHERE d.draft_id = draft_discard.draft_id AND d.version = draft_discard.version
        RETURNING d.draft_id, d.author
    ), logged AS (
        INSERT INTO interventions (person, what, about, subject)
        SELECT draft_discard.by_person, 'draft_discarded', discarded.author, discarded.draft_id::text FROM discarded
        WHERE discarded.author <> draft_discard.by_person
    )
    SELECT EXISTS (SELECT FROM discarded)
$function$;
GRANT EXECUTE ON FUNCTION draft_discard(uuid,bigint,text) TO jejak_drafts;

--- function draft_get(uuid)
CREATE OR REPLACE FUNCTION jejak.draft_get(draft_id uuid)
 RETURNS SETOF drafts
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT d.* FROM drafts d WHERE d.draft_id = draft_get.draft_id
$function$;
GRANT EXECUTE ON FUNCTION draft_get(uuid) TO jejak_drafts;

--- function draft_put(uuid,bigint,text,text,text,text,uuid,boolean,integer)
CREATE OR REPLACE FUNCTION jejak.draft_put(draft_id uuid, version bigint, agency text, author text, saved_by text, content text, command_id uuid, submitted boolean, most integer)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    WITH put AS (
        INSERT INTO drafts AS d (draft_id, version, agency, author, saved_by, content, command_id, submitted)
        SELECT
            draft_put.draft_id, draft_put.version, draft_put.agency, draft_put.author,
            draft_put.saved_by, draft_put.content, draft_put.command_id, draft_put.submitted
        WHERE EXISTS (SELECT FROM drafts e WHERE e.draft_id = draft_put.draft_id) OR (
            draft_put.version = 1
            AND (SELECT count(*) FROM drafts o WHERE o.author = draft_put.author AND NOT o.submitted) < most
        )
        ON CONFLICT ON CONSTRAINT drafts_pkey DO UPDATE SET
            version = excluded.version, agency = excluded.agency, author = excluded.author,
            saved_by = excluded.saved_by, saved_at = clock_timestamp(), content = excluded.content,
            command_id = excluded.command_id, submitted = excluded.submitted
        WHERE d.version = excluded.version - 1
        RETURNING 1
    )
    SELECT CASE
        WHEN EXISTS (SELECT FROM put) THEN true
        WHEN draft_put.version > 1 OR EXISTS (SELECT FROM drafts e WHERE e.draft_id = draft_put.draft_id) THEN false
    END
$function$;
GRANT EXECUTE ON FUNCTION draft_put(uuid,bigint,text,text,text,text,uuid,boolean,integer) TO jejak_drafts;

--- function drafts_of(text,text[])
CREATE OR REPLACE FUNCTION jejak.drafts_of(author text, agencies text[])
 RETURNS SETOF drafts
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT d.* FROM drafts d
    WHERE d.author = drafts_of.author OR d.agency = ANY (agencies)
    ORDER BY d.saved_at DESC, d.draft_id
$function$;
GRANT EXECUTE ON FUNCTION drafts_of(text,text[]) TO jejak_drafts;

--- function event_hash(text,bigint,uuid,text,integer,timestamp with time zone,timestamp with time zone,bytea,bytea)
CREATE OR REPLACE FUNCTION jejak.event_hash(stream_id text, version bigint, event_id uuid, type text, schema_version integer, occurred_at timestamp with time zone, recorded_at timestamp with time zone, metadata bytea, data bytea)
 RETURNS bytea
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT sha256(
        '\x6a656a616b2f6576656e742f763100'::bytea -- "jejak/event/v1\0"
        || int4send(octet_length(convert_to(stream_id, 'UTF8'))) || convert_to(stream_id, 'UTF8')
        || int8send(version)
        || uuid_send(event_id)
        || int4send(octet_length(convert_to(type, 'UTF8'))) || convert_to(type, 'UTF8')
        || int4send(schema_version)
        || int8send((extract(epoch FROM occurred_at) * 1000000)::bigint)
        || int8send((extract(epoch FROM recorded_at) * 1000000)::bigint)
        || int4send(octet_length(metadata)) || metadata
        || int4send(octet_length(data)) || data
    )
$function$;
GRANT EXECUTE ON FUNCTION event_hash(text,bigint,uuid,text,integer,timestamp with time zone,timestamp with time zone,bytea,bytea) TO jejak_auditor;

--- function hold_lease(bigint)
CREATE OR REPLACE FUNCTION jejak.hold_lease(token bigint)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
BEGIN
    PERFORM FROM lease l WHERE l.token = hold_lease.token FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the lease % is over: another sealer has it, or none', token
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
END
$function$;

--- function interventions_found(text,timestamp with time zone,uuid,integer)
CREATE OR REPLACE FUNCTION jejak.interventions_found(concerning text, before_at timestamp with time zone, before_id uuid, most integer)
 RETURNS SETOF interventions
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT i.* FROM interventions i
    WHERE (concerning IS NULL OR i.about = concerning OR i.person = concerning)
      AND (before_at IS NULL OR (i.at, i.intervention_id) < (before_at, before_id))
    ORDER BY i.at DESC, i.intervention_id DESC
    LIMIT most
$function$;
GRANT EXECUTE ON FUNCTION interventions_found(text,timestamp with time zone,uuid,integer) TO jejak_console;

--- function keep_lease(bigint)
CREATE OR REPLACE FUNCTION jejak.keep_lease(token bigint)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    WITH kept AS (UPDATE lease l SET kept_at = clock_timestamp() WHERE l.token = keep_lease.token RETURNING 1)
    SELECT EXISTS (SELECT FROM kept)
$function$;
GRANT EXECUTE ON FUNCTION keep_lease(bigint) TO jejak_sealer;

--- function leave_lease(bigint)
CREATE OR REPLACE FUNCTION jejak.leave_lease(token bigint)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    UPDATE lease l SET kept_at = '-infinity' WHERE l.token = leave_lease.token
$function$;
GRANT EXECUTE ON FUNCTION leave_lease(bigint) TO jejak_sealer;

--- function move_cursor(text,bigint)
CREATE OR REPLACE FUNCTION jejak.move_cursor(subscriber text, leaf_index bigint)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
BEGIN
    UPDATE cursors c SET leaf_index = move_cursor.leaf_index
    WHERE c.subscriber = move_cursor.subscriber AND c.leaf_index <= move_cursor.leaf_index;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the cursor of % is not there or further than %', subscriber, leaf_index
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
END
$function$;
GRANT EXECUTE ON FUNCTION move_cursor(text,bigint) TO jejak_worker;

--- function notice_failed(uuid,text,timestamp with time zone)
CREATE OR REPLACE FUNCTION jejak.notice_failed(notice uuid, error text, retry_at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    UPDATE notices
    SET attempts = attempts + 1, last_error = error, next_attempt_at = retry_at
    WHERE notice_id = notice
$function$;
GRANT EXECUTE ON FUNCTION notice_failed(uuid,text,timestamp with time zone) TO jejak_worker;

--- function notice_sent(uuid)
CREATE OR REPLACE FUNCTION jejak.notice_sent(notice uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    UPDATE notices
    SET sent_at = clock_timestamp(), attempts = attempts + 1, last_error = NULL
    WHERE notice_id = notice
$function$;
GRANT EXECUTE ON FUNCTION notice_sent(uuid) TO jejak_worker;

--- function once_keep(bytea,text,interval)
CREATE OR REPLACE FUNCTION jejak.once_keep(token_sha256 bytea, facts text, lasts interval)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    DELETE FROM once o WHERE o.expires_at < clock_timestamp();
    INSERT INTO once (token_sha256, facts, expires_at)
    VALUES (once_keep.token_sha256, once_keep.facts, clock_timestamp() + once_keep.lasts)
    ON CONFLICT (token_sha256) DO NOTHING
$function$;
GRANT EXECUTE ON FUNCTION once_keep(bytea,text,interval) TO jejak_console;

--- function once_take(bytea)
CREATE OR REPLACE FUNCTION jejak.once_take(token_sha256 bytea)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    WITH taken AS (DELETE FROM once o WHERE o.token_sha256 = once_take.token_sha256 RETURNING o.facts, o.expires_at)
    SELECT taken.facts FROM taken WHERE taken.expires_at > clock_timestamp()
$function$;
GRANT EXECUTE ON FUNCTION once_take(bytea) TO jejak_console;

--- function passkey_request_decline(text,text,text)
CREATE OR REPLACE FUNCTION jejak.passkey_request_decline(key text, by_person text, reason text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    WITH gone AS (
        DELETE FROM passkey_requests r WHERE r.key = passkey_request_decline.key RETURNING r.person, r.key
    ), logged AS (
        INSERT INTO interventions (person, what, about, subject, reason)
        SELECT
            passkey_request_decline.by_person, 'passkey_declined', gone.person, gone.key, passkey_request_decline.reason
        FROM gone WHERE gone.person <> passkey_request_decline.by_person
    )
    SELECT EXISTS (SELECT FROM gone)
$function$;
GRANT EXECUTE ON FUNCTION passkey_request_decline(text,text,text) TO jejak_drafts;

--- function passkey_request_discard(text)
CREATE OR REPLACE FUNCTION jejak.passkey_request_discard(key text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    DELETE FROM passkey_requests r WHERE r.key = passkey_request_discard.key
$function$;
GRANT EXECUTE ON FUNCTION passkey_request_discard(text) TO jejak_drafts;

--- function passkey_request_put(text,text,text,interval,integer)
CREATE OR REPLACE FUNCTION jejak.passkey_request_put(key text, person text, possession text, lasts interval, most integer)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    DELETE FROM passkey_requests r WHERE r.asked_at < clock_timestamp() - passkey_request_put.lasts;
    WITH put AS (
        INSERT INTO passkey_requests (key, person, possession)
        SELECT passkey_request_put.key, passkey_request_put.person, passkey_request_put.possession
        WHERE (SELECT count(*) FROM passkey_requests r WHERE r.person = passkey_request_put.person) < most
        ON CONFLICT DO NOTHING
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM put)
$function$;
GRANT EXECUTE ON FUNCTION passkey_request_put(text,text,text,interval,integer) TO jejak_drafts;

--- function passkey_requests_since(text,interval)
CREATE OR REPLACE FUNCTION jejak.passkey_requests_since(person text, lasts interval)
 RETURNS SETOF passkey_requests
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT r.* FROM passkey_requests r
    WHERE r.asked_at > clock_timestamp() - passkey_requests_since.lasts
        AND (passkey_requests_since.person IS NULL OR r.person = passkey_requests_since.person)
    ORDER BY r.asked_at, r.key
    LIMIT 500
$function$;
GRANT EXECUTE ON FUNCTION passkey_requests_since(text,interval) TO jejak_drafts;

--- function reads_add(text,text,text[],text[])
CREATE OR REPLACE FUNCTION jejak.reads_add(person text, via text, whats text[], subjects text[])
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    INSERT INTO reads (person, via, what, subject)
    SELECT reads_add.person, reads_add.via, each.what, each.subject
    FROM unnest(reads_add.whats, reads_add.subjects) AS each (what, subject)
$function$;
GRANT EXECUTE ON FUNCTION reads_add(text,text,text[],text[]) TO jejak_reads;

--- function refuse_changes()
CREATE OR REPLACE FUNCTION jejak.refuse_changes()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION '% are final: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'Append an event that corrects it.';
END
$function$;

--- function replace_rows(text,bigint,new_row[])
CREATE OR REPLACE FUNCTION jejak.replace_rows(stream_id text, expected_version bigint, given new_row[])
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
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
$function$;
GRANT EXECUTE ON FUNCTION replace_rows(text,bigint,new_row[]) TO jejak_worker;

--- function seal_batch(bigint,integer)
CREATE OR REPLACE FUNCTION jejak.seal_batch(token bigint, most integer)
 RETURNS TABLE(sealed bigint, tree_size bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
#variable_conflict use_column
DECLARE
    old_size bigint;
    most_now integer := 0;
    tile_level integer := 1;
    width bigint := 256; -- leaves under one hash of that level
BEGIN
    -- A place that a crash could take back must not get into a signed checkpoint.
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    IF EXISTS (SELECT FROM unsealed) THEN -- an idle sealer writes nothing
        PERFORM hold_lease(token);
        most_now := most;
    END IF;

    SELECT coalesce(max(l.leaf_index) + 1, 0) INTO old_size FROM leaves l;

    WITH batch AS MATERIALIZED (
        SELECT u.stream_id, u.version, e.recorded_at, e.chain
        FROM unsealed u
        -- OFFSET 0: look each event up, however the statistics of a table that fills and empties may mislead.
        CROSS JOIN LATERAL (
            SELECT e.recorded_at, e.chain FROM events e
            WHERE e.stream_id = u.stream_id AND e.version = u.version OFFSET 0
        ) e
        ORDER BY e.recorded_at, u.stream_id, u.version
        LIMIT most_now
    ), taken AS (
        DELETE FROM unsealed u USING batch b WHERE u.stream_id = b.stream_id AND u.version = b.version
    )
    INSERT INTO leaves (leaf_index, stream_id, version, chain)
    SELECT
        old_size - 1 + row_number() OVER (ORDER BY b.recorded_at, b.stream_id, b.version),
        b.stream_id, b.version, b.chain
    FROM batch b;
    GET DIAGNOSTICS sealed = ROW_COUNT;
    tree_size := old_size + sealed;

    IF sealed > 0 THEN
        INSERT INTO tiles AS t (level, index, hashes)
        SELECT
            0, l.leaf_index / 256, string_agg(sha256('\x00'::bytea || l.chain), ''::bytea ORDER BY l.leaf_index)
        FROM leaves l
        WHERE l.leaf_index >= old_size
        GROUP BY l.leaf_index / 256
        ON CONFLICT (level, index) DO UPDATE SET hashes = t.hashes || excluded.hashes;

        WHILE seal_batch.tree_size / width > old_size / width LOOP
            INSERT INTO tiles AS t (level, index, hashes)
            SELECT
                tile_level, full_ones.index / 256,
                string_agg(tile_root(full_ones.hashes), ''::bytea ORDER BY full_ones.index)
            FROM tiles full_ones
            WHERE full_ones.level = tile_level - 1
                AND full_ones.index >= old_size / width AND full_ones.index < seal_batch.tree_size / width
            GROUP BY full_ones.index / 256
            ON CONFLICT (level, index) DO UPDATE SET hashes = t.hashes || excluded.hashes;
            tile_level := tile_level + 1;
            width := width * 256;
        END LOOP;
    END IF;
    RETURN NEXT;
END
$function$;
GRANT EXECUTE ON FUNCTION seal_batch(bigint,integer) TO jejak_sealer;

--- function session_begin(bytea,text,interval,interval,integer)
CREATE OR REPLACE FUNCTION jejak.session_begin(token_sha256 bytea, person text, idle interval, longest interval, most integer)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    DELETE FROM sessions s WHERE s.seen_at < clock_timestamp() - idle OR s.began_at < clock_timestamp() - longest;
    DELETE FROM sessions s WHERE s.token_sha256 IN (
        SELECT o.token_sha256 FROM sessions o WHERE o.person = session_begin.person
        ORDER BY o.seen_at DESC, o.began_at DESC OFFSET session_begin.most - 1
    );
    INSERT INTO sessions (token_sha256, person) VALUES (session_begin.token_sha256, session_begin.person)
$function$;
GRANT EXECUTE ON FUNCTION session_begin(bytea,text,interval,interval,integer) TO jejak_console;

--- function session_end(bytea,boolean)
CREATE OR REPLACE FUNCTION jejak.session_end(token_sha256 bytea, everywhere boolean)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    DELETE FROM tokens t USING sessions own
    WHERE everywhere AND own.token_sha256 = session_end.token_sha256 AND t.person = own.person;
    DELETE FROM once o USING sessions own
    WHERE everywhere AND own.token_sha256 = session_end.token_sha256 AND o.facts::jsonb ->> 'person' = own.person;
    DELETE FROM sessions s USING sessions own
    WHERE own.token_sha256 = session_end.token_sha256
      AND (s.token_sha256 = own.token_sha256 OR (everywhere AND s.person = own.person))
$function$;
GRANT EXECUTE ON FUNCTION session_end(bytea,boolean) TO jejak_console;

--- function session_seen(bytea,interval,interval)
CREATE OR REPLACE FUNCTION jejak.session_seen(token_sha256 bytea, idle interval, longest interval)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
DECLARE
    found sessions;
BEGIN
    SELECT s.* INTO found FROM sessions s WHERE s.token_sha256 = session_seen.token_sha256;
    IF found.seen_at < clock_timestamp() - idle OR found.began_at < clock_timestamp() - longest THEN
        RETURN NULL;
    END IF;
    IF found.seen_at < clock_timestamp() - interval '1 minute' THEN
        UPDATE sessions s SET seen_at = clock_timestamp() WHERE s.token_sha256 = session_seen.token_sha256;
    END IF;
    RETURN found.person;
END
$function$;
GRANT EXECUTE ON FUNCTION session_seen(bytea,interval,interval) TO jejak_console;

--- function store_attestation(bigint,text,bytea)
CREATE OR REPLACE FUNCTION jejak.store_attestation(tree_size bigint, kind text, body bytea)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    INSERT INTO attestations (tree_size, kind, body)
    VALUES (store_attestation.tree_size, store_attestation.kind, store_attestation.body)
    ON CONFLICT DO NOTHING
$function$;
GRANT EXECUTE ON FUNCTION store_attestation(bigint,text,bytea) TO jejak_sealer;

--- function store_checkpoint(bigint,bigint,text)
CREATE OR REPLACE FUNCTION jejak.store_checkpoint(token bigint, tree_size bigint, note text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
BEGIN
    PERFORM hold_lease(token);
    INSERT INTO checkpoints (tree_size, note)
    VALUES (store_checkpoint.tree_size, store_checkpoint.note)
    ON CONFLICT DO NOTHING;
END
$function$;
GRANT EXECUTE ON FUNCTION store_checkpoint(bigint,bigint,text) TO jejak_sealer;

--- function take_cursor(text)
CREATE OR REPLACE FUNCTION jejak.take_cursor(subscriber text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
DECLARE
    found_at bigint;
BEGIN
    INSERT INTO cursors (subscriber, leaf_index) VALUES (take_cursor.subscriber, 0) ON CONFLICT DO NOTHING;
    SELECT c.leaf_index INTO found_at FROM cursors c WHERE c.subscriber = take_cursor.subscriber FOR UPDATE;
    RETURN found_at;
END
$function$;
GRANT EXECUTE ON FUNCTION take_cursor(text) TO jejak_worker;

--- function take_lease()
CREATE OR REPLACE FUNCTION jejak.take_lease()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    INSERT INTO lease AS l (token, kept_at) VALUES (1, clock_timestamp())
    ON CONFLICT (one) DO UPDATE SET token = l.token + 1, kept_at = excluded.kept_at
    WHERE clock_timestamp() NOT BETWEEN l.kept_at AND l.kept_at + interval '5 seconds'
    RETURNING token
$function$;
GRANT EXECUTE ON FUNCTION take_lease() TO jejak_sealer;

--- function tally_labels()
CREATE OR REPLACE FUNCTION jejak.tally_labels()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
DECLARE
    own_slot integer := pg_backend_pid(); -- when all slots are somebody's
    kinds text[];
    labels text[];
    counts bigint[];
    more_kinds text[];
    more_labels text[];
    more_counts bigint[];
BEGIN
    IF TG_OP <> 'DELETE' THEN
        SELECT array_agg(c.kind), array_agg(c.label), array_agg(c.n) INTO kinds, labels, counts
        FROM (
            SELECT r.kind, l.label, count(*) AS n
            FROM added r CROSS JOIN LATERAL unnest(r.labels) AS l (label)
            WHERE l.label ^@ '#'
            GROUP BY r.kind, l.label
        ) c;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        SELECT array_agg(c.kind), array_agg(c.label), array_agg(-c.n) INTO more_kinds, more_labels, more_counts
        FROM (
            SELECT r.kind, l.label, count(*) AS n
            FROM removed r CROSS JOIN LATERAL unnest(r.labels) AS l (label)
            WHERE l.label ^@ '#'
            GROUP BY r.kind, l.label
        ) c;
    END IF;
    IF kinds IS NULL AND more_kinds IS NULL THEN
        RETURN NULL;
    END IF;

    FOR slot IN 0..15 LOOP
        IF pg_try_advisory_xact_lock('tallies'::regclass::oid::integer, slot) THEN
            own_slot := slot;
            EXIT;
        END IF;
    END LOOP;

    INSERT INTO tallies AS t (kind, label, slot, n)
    SELECT c.kind, c.label, own_slot, sum(c.n)
    FROM unnest(kinds || more_kinds, labels || more_labels, counts || more_counts) AS c (kind, label, n)
    GROUP BY c.kind, c.label
    HAVING sum(c.n) <> 0
    ON CONFLICT (kind, label, slot) DO UPDATE SET n = t.n + excluded.n;
    RETURN NULL;
END
$function$;

--- function tile_root(bytea)
CREATE OR REPLACE FUNCTION jejak.tile_root(hashes bytea)
 RETURNS bytea
 LANGUAGE plpgsql
 IMMUTABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
BEGIN
    WHILE octet_length(hashes) > 32 LOOP
        SELECT string_agg(sha256('\x01'::bytea || substr(hashes, pair * 64 + 1, 64)), ''::bytea ORDER BY pair)
        INTO hashes
        FROM generate_series(0, octet_length(hashes) / 64 - 1) AS pair;
    END LOOP;
    RETURN hashes;
END
$function$;

--- function token_issue(uuid,bytea,text,text,text[],interval,integer,bytea)
CREATE OR REPLACE FUNCTION jejak.token_issue(token_id uuid, token_sha256 bytea, person text, label text, scopes text[], lasts interval, most integer, by_sha256 bytea)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT pg_advisory_xact_lock('tokens'::regclass::oid::integer, hashtext(token_issue.person));
    DELETE FROM tokens t WHERE t.expires_at < clock_timestamp() - interval '30 days';
    WITH asked AS (
        SELECT WHERE token_issue.by_sha256 IS NULL
            OR EXISTS (SELECT FROM tokens t WHERE t.token_sha256 = token_issue.by_sha256)
            OR EXISTS (SELECT FROM sessions s WHERE s.token_sha256 = token_issue.by_sha256)
    ), issued AS (
        INSERT INTO tokens (token_id, token_sha256, person, label, scopes, expires_at)
        SELECT
            token_issue.token_id, token_issue.token_sha256, token_issue.person, token_issue.label, token_issue.scopes,
            clock_timestamp() + token_issue.lasts
        FROM asked
        WHERE most > (
            SELECT count(*) FROM tokens t WHERE t.person = token_issue.person AND t.expires_at > clock_timestamp()
        )
        RETURNING 1
    )
    SELECT CASE WHEN EXISTS (SELECT FROM asked) THEN EXISTS (SELECT FROM issued) END
$function$;
GRANT EXECUTE ON FUNCTION token_issue(uuid,bytea,text,text,text[],interval,integer,bytea) TO jejak_console;

--- function token_seen(bytea)
CREATE OR REPLACE FUNCTION jejak.token_seen(token_sha256 bytea)
 RETURNS SETOF tokens
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
BEGIN
    UPDATE tokens t SET seen_at = clock_timestamp()
    WHERE t.token_sha256 = token_seen.token_sha256 AND t.expires_at > clock_timestamp()
      AND (t.seen_at IS NULL OR t.seen_at < clock_timestamp() - interval '1 minute');
    RETURN QUERY SELECT t.* FROM tokens t
    WHERE t.token_sha256 = token_seen.token_sha256 AND t.expires_at > clock_timestamp();
END
$function$;
GRANT EXECUTE ON FUNCTION token_seen(bytea) TO jejak_console;

--- function tokens_of(text)
CREATE OR REPLACE FUNCTION jejak.tokens_of(person text)
 RETURNS SETOF tokens
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT t.* FROM tokens t WHERE t.person = tokens_of.person ORDER BY t.issued_at DESC, t.token_id
$function$;
GRANT EXECUTE ON FUNCTION tokens_of(text) TO jejak_console;

--- function tokens_revoke(uuid,text,text)
CREATE OR REPLACE FUNCTION jejak.tokens_revoke(token_id uuid, person text, by_person text)
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT pg_advisory_xact_lock('tokens'::regclass::oid::integer, hashtext(tokens_revoke.person));
    DELETE FROM once o WHERE tokens_revoke.token_id IS NULL AND o.facts::jsonb ->> 'person' = tokens_revoke.person;
    WITH gone AS (
        DELETE FROM tokens t
        WHERE (t.token_id = tokens_revoke.token_id OR tokens_revoke.token_id IS NULL)
          AND (t.person = tokens_revoke.person OR tokens_revoke.person IS NULL)
          AND num_nonnulls(tokens_revoke.token_id, tokens_revoke.person) > 0
        RETURNING t.token_id, t.person
    ), logged AS (
        INSERT INTO interventions (person, what, about, subject)
        SELECT tokens_revoke.by_person, 'token_revoked', gone.person, gone.token_id::text FROM gone
        WHERE gone.person <> tokens_revoke.by_person
    )
    SELECT count(*)::integer FROM gone
$function$;
GRANT EXECUTE ON FUNCTION tokens_revoke(uuid,text,text) TO jejak_console;

--- function unsent_act_decline(uuid,text,text,text)
CREATE OR REPLACE FUNCTION jejak.unsent_act_decline(act_id uuid, by_person text, subject text, reason text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    WITH gone AS (
        DELETE FROM unsent_acts a
        WHERE a.act_id = unsent_act_decline.act_id
          AND (a.under_way_until IS NULL OR a.under_way_until < clock_timestamp())
        RETURNING a.author
    ), logged AS (
        INSERT INTO interventions (person, what, about, subject, reason)
        SELECT
            unsent_act_decline.by_person,
            CASE WHEN gone.author = unsent_act_decline.by_person THEN 'act_withdrawn' ELSE 'act_declined' END,
            gone.author, unsent_act_decline.subject, unsent_act_decline.reason
        FROM gone
    )
    SELECT EXISTS (SELECT FROM gone)
$function$;
GRANT EXECUTE ON FUNCTION unsent_act_decline(uuid,text,text,text) TO jejak_drafts;

--- function unsent_act_discard(uuid)
CREATE OR REPLACE FUNCTION jejak.unsent_act_discard(act_id uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    DELETE FROM unsent_acts a WHERE a.act_id = unsent_act_discard.act_id
$function$;
GRANT EXECUTE ON FUNCTION unsent_act_discard(uuid) TO jejak_drafts;

--- function unsent_act_hold(uuid,interval)
CREATE OR REPLACE FUNCTION jejak.unsent_act_hold(act_id uuid, lasts interval)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    WITH held AS (
        UPDATE unsent_acts a SET under_way_until = clock_timestamp() + lasts WHERE a.act_id = unsent_act_hold.act_id
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM held)
$function$;
GRANT EXECUTE ON FUNCTION unsent_act_hold(uuid,interval) TO jejak_drafts;

--- function unsent_act_put(uuid,text,timestamp with time zone,text,integer)
CREATE OR REPLACE FUNCTION jejak.unsent_act_put(act_id uuid, author text, expires timestamp with time zone, content text, most integer)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    DELETE FROM unsent_acts a WHERE a.expires < clock_timestamp();
    WITH put AS (
        INSERT INTO unsent_acts (act_id, author, expires, content)
        SELECT unsent_act_put.act_id, unsent_act_put.author, unsent_act_put.expires, unsent_act_put.content
        WHERE (SELECT count(*) FROM unsent_acts o WHERE o.author = unsent_act_put.author) < most
        ON CONFLICT DO NOTHING
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM put) OR EXISTS (SELECT FROM unsent_acts a WHERE a.act_id = unsent_act_put.act_id)
$function$;
GRANT EXECUTE ON FUNCTION unsent_act_put(uuid,text,timestamp with time zone,text,integer) TO jejak_drafts;

--- function unsent_acts_waiting(uuid,text,integer)
CREATE OR REPLACE FUNCTION jejak.unsent_acts_waiting(act_id uuid, author text, most integer)
 RETURNS SETOF unsent_acts
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT a.* FROM unsent_acts a
    WHERE a.expires > clock_timestamp()
        AND (unsent_acts_waiting.act_id IS NULL OR a.act_id = unsent_acts_waiting.act_id)
        AND (unsent_acts_waiting.author IS NULL OR a.author = unsent_acts_waiting.author)
    ORDER BY a.kept_at, a.act_id
    LIMIT most
$function$;
GRANT EXECUTE ON FUNCTION unsent_acts_waiting(uuid,text,integer) TO jejak_drafts;

--- function unsent_form_discard(text,text)
CREATE OR REPLACE FUNCTION jejak.unsent_form_discard(person text, form text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    DELETE FROM unsent_forms f WHERE f.person = unsent_form_discard.person AND f.form = unsent_form_discard.form
$function$;
GRANT EXECUTE ON FUNCTION unsent_form_discard(text,text) TO jejak_drafts;

--- function unsent_form_get(text,text)
CREATE OR REPLACE FUNCTION jejak.unsent_form_get(person text, form text)
 RETURNS SETOF unsent_forms
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT f.* FROM unsent_forms f WHERE f.person = unsent_form_get.person AND f.form = unsent_form_get.form
$function$;
GRANT EXECUTE ON FUNCTION unsent_form_get(text,text) TO jejak_drafts;

--- function unsent_form_put(text,text,bigint,text,integer)
CREATE OR REPLACE FUNCTION jejak.unsent_form_put(person text, form text, version bigint, typed text, most integer)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    DELETE FROM unsent_forms f WHERE f.saved_at < clock_timestamp() - interval '1 year';
    WITH put AS (
        INSERT INTO unsent_forms AS f (person, form, version, typed)
        SELECT unsent_form_put.person, unsent_form_put.form, unsent_form_put.version, unsent_form_put.typed
        WHERE EXISTS (
            SELECT FROM unsent_forms e WHERE e.person = unsent_form_put.person AND e.form = unsent_form_put.form
        ) OR (
            unsent_form_put.version = 1
            AND (SELECT count(*) FROM unsent_forms o WHERE o.person = unsent_form_put.person) < most
        )
        ON CONFLICT ON CONSTRAINT unsent_forms_pkey DO UPDATE SET
            version = excluded.version, saved_at = clock_timestamp(), typed = excluded.typed
        WHERE f.version = excluded.version - 1
        RETURNING 1
    )
    SELECT CASE WHEN EXISTS (SELECT FROM put) THEN true WHEN unsent_form_put.version > 1 OR EXISTS (
        SELECT FROM unsent_forms e WHERE e.person = unsent_form_put.person AND e.form = unsent_form_put.form
    ) THEN false END
$function$;
GRANT EXECUTE ON FUNCTION unsent_form_put(text,text,bigint,text,integer) TO jejak_drafts;

--- function unsent_forms_of(text,integer)
CREATE OR REPLACE FUNCTION jejak.unsent_forms_of(person text, most integer)
 RETURNS SETOF unsent_forms
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT f.* FROM unsent_forms f WHERE f.person = unsent_forms_of.person
    ORDER BY f.saved_at DESC, f.form
    LIMIT most
$function$;
GRANT EXECUTE ON FUNCTION unsent_forms_of(text,integer) TO jejak_drafts;

--- function vault_erase(text)
CREATE OR REPLACE FUNCTION jejak.vault_erase(subject text)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    WITH erased AS (DELETE FROM vault v WHERE v.subject = vault_erase.subject RETURNING 1)
    SELECT count(*) FROM erased
$function$;
GRANT EXECUTE ON FUNCTION vault_erase(text) TO jejak_vault;

--- function vault_get(text[])
CREATE OR REPLACE FUNCTION jejak.vault_get(subjects text[])
 RETURNS TABLE(subject text, field text, value text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    SELECT v.subject, v.field, v.value FROM vault v WHERE v.subject = ANY (subjects)
$function$;
GRANT EXECUTE ON FUNCTION vault_get(text[]) TO jejak_vault;
GRANT EXECUTE ON FUNCTION vault_get(text[]) TO jejak_worker;

--- function vault_put(text,text,text,text)
CREATE OR REPLACE FUNCTION jejak.vault_put(subject text, field text, value text, by_person text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
    INSERT INTO interventions (person, what, about, subject)
    SELECT vault_put.by_person, 'contact_put', vault_put.subject, vault_put.field
    WHERE vault_put.by_person <> vault_put.subject;
    INSERT INTO vault (subject, field, value)
    VALUES (vault_put.subject, vault_put.field, vault_put.value)
    ON CONFLICT (subject, field) DO UPDATE SET value = excluded.value
$function$;
GRANT EXECUTE ON FUNCTION vault_put(text,text,text,text) TO jejak_vault;

--- function write_rows(text[],text[],new_row[])
CREATE OR REPLACE FUNCTION jejak.write_rows(stream_ids text[], owners text[], given new_row[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'jejak', 'pg_temp'
AS $function$
BEGIN
    DELETE FROM rows r
    USING unnest(stream_ids) AS s (stream_id)
    WHERE r.stream_id = s.stream_id AND (r.stream_id, r.kind, r.key) NOT IN (
        SELECT n.stream_id, n.kind, n.key FROM unnest(owners, given) AS n (stream_id, kind, key)
    );

    INSERT INTO rows AS r (stream_id, kind, key, body, name, due_at, wake_at, labels, words)
    SELECT n.stream_id, n.kind, n.key, n.body, n.name, n.due_at, n.wake_at, n.labels, array_to_tsvector(n.words)
    FROM unnest(owners, given) AS n (stream_id, kind, key, body, name, due_at, wake_at, labels, words)
    ON CONFLICT (stream_id, kind, key) DO UPDATE SET
        body = excluded.body, name = excluded.name, due_at = excluded.due_at, wake_at = excluded.wake_at,
        labels = excluded.labels, words = excluded.words
    WHERE (r.body, r.name, r.due_at, r.wake_at, r.labels, r.words) IS DISTINCT FROM (
        excluded.body, excluded.name, excluded.due_at, excluded.wake_at, excluded.labels, excluded.words
    );
END
$function$;

--- view auditor_commands
CREATE VIEW auditor_commands AS
 SELECT l.leaf_index,
    s.correlation_id,
    e.stream_id,
    e.version,
    e.type AS came_to,
    e.occurred_at,
    e.recorded_at,
    (c.command ->> 'id'::text)::uuid AS command_id,
    c.command ->> 'stream'::text AS command_stream,
    c.command ->> 'type'::text AS command_type,
    c.command ->> 'actor'::text AS actor,
    c.command ->> 'reason'::text AS reason,
    COALESCE((c.command ->> 'at'::text)::timestamp with time zone, '1970-01-01 00:00:00+00'::timestamp with time zone + ((m.metadata #>> '{receipt,received}'::text[])::bigint)::double precision * '00:00:00.000001'::interval) AS received_at,
    COALESCE(c.command -> 'payload'::text, '{}'::jsonb) AS payload,
    m.metadata -> 'act'::text AS act,
    m.metadata -> 'signatures'::text AS signatures,
    m.metadata -> 'receipt'::text AS receipt,
    m.metadata ->> 'worker'::text AS worker,
    m.metadata ->> 'rules'::text AS rules,
    m.metadata -> 'basis'::text AS basis
   FROM events e
     LEFT JOIN streams s USING (stream_id)
     LEFT JOIN leaves l ON l.stream_id = e.stream_id AND l.version = e.version
     CROSS JOIN LATERAL ( SELECT convert_from(e.metadata, 'UTF8'::name)::jsonb AS metadata) m
     CROSS JOIN LATERAL ( SELECT COALESCE(m.metadata -> 'act'::text, m.metadata -> 'cause'::text) AS command) c
  WHERE c.command IS NOT NULL;
GRANT SELECT ON auditor_commands TO jejak_auditor;

--- view auditor_events
CREATE VIEW auditor_events AS
 SELECT l.leaf_index,
    encode(event_hash(e.stream_id, e.version, e.event_id, e.type, e.schema_version, e.occurred_at, e.recorded_at, e.metadata, e.data), 'hex'::text) AS event_hash,
    encode(e.chain, 'hex'::text) AS chain,
    s.correlation_id,
    e.stream_id,
    e.version,
    e.event_id,
    e.type,
    e.schema_version,
    e.occurred_at,
    e.recorded_at,
    COALESCE(d.data #>> '{by,person}'::text[], d.data ->> 'actor'::text, 'system'::text) AS actor,
    d.data #>> '{by,role}'::text[] AS role,
    d.data ->> 'reason'::text AS reason,
    COALESCE(m.metadata #>> '{act,id}'::text[], m.metadata #>> '{cause,id}'::text[], m.metadata ->> 'command_id'::text)::uuid AS command_id,
    d.data
   FROM events e
     LEFT JOIN streams s USING (stream_id)
     LEFT JOIN leaves l ON l.stream_id = e.stream_id AND l.version = e.version
     CROSS JOIN LATERAL ( SELECT convert_from(e.data, 'UTF8'::name)::jsonb AS data) d
     CROSS JOIN LATERAL ( SELECT convert_from(e.metadata, 'UTF8'::name)::jsonb AS metadata) m;
GRANT SELECT ON auditor_events TO jejak_auditor;

--- view daybooks
CREATE VIEW daybooks AS
 SELECT 'reads'::text AS daybook,
    r.read_id AS row_id,
    r.read_at AS at,
    ARRAY[r.person, r.via, r.what, r.subject] AS texts
   FROM reads r
UNION ALL
 SELECT 'interventions'::text AS daybook,
    i.intervention_id AS row_id,
    i.at,
    ARRAY[i.person, i.what, i.about, i.subject, i.reason] AS texts
   FROM interventions i;
GRANT SELECT ON daybooks TO jejak_auditor;
