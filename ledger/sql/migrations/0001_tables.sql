-- Every text key is compared by its bytes (COLLATE "C"), so that an order is the same on every server.

-- The head of each stream: the row an append locks, and a cache of the stream's last event. Only the correlation
-- is kept nowhere else.
CREATE TABLE streams (
    stream_id text COLLATE "C" PRIMARY KEY CHECK (stream_id <> ''),
    version bigint NOT NULL,
    head bytea NOT NULL CHECK (octet_length(head) = 32),
    correlation_id text COLLATE "C" NOT NULL,
    recorded_at timestamptz NOT NULL
);

CREATE INDEX streams_by_correlation ON streams (correlation_id, stream_id);

-- The events, final once written. Both keys begin with the stream, so they survive PARTITION BY HASH (stream_id).
-- Times stay inside what every client can read back: the driver uses the two outermost instants as infinities.
CREATE TABLE events (
    stream_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    event_id uuid NOT NULL,
    type text NOT NULL,
    schema_version integer NOT NULL CHECK (schema_version > 0),
    occurred_at timestamptz NOT NULL
        CHECK (occurred_at > '0001-01-01 00:00:00+00' AND occurred_at < '9999-12-31 23:59:59.999999+00'),
    recorded_at timestamptz NOT NULL
        CHECK (recorded_at > '0001-01-01 00:00:00+00' AND recorded_at < '9999-12-31 23:59:59.999999+00'),
    metadata bytea NOT NULL,
    data bytea NOT NULL,
    chain bytea NOT NULL CHECK (octet_length(chain) = 32),
    PRIMARY KEY (stream_id, version),
    UNIQUE (stream_id, event_id)
);

-- Events that have no place in the global log yet.
CREATE TABLE unsealed (
    stream_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (stream_id, version)
);

-- Read models. A row belongs to one stream and is written by that stream's appends only.
CREATE TABLE rows (
    stream_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (stream_id, kind, key)
);

CREATE INDEX rows_by_kind ON rows (kind, stream_id, key);
CREATE INDEX rows_by_body ON rows USING gin (body jsonb_path_ops);

-- Messages to send, written with the events that cause them.
CREATE TABLE notices (
    notice_id uuid PRIMARY KEY,
    stream_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    body jsonb NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_error text,
    sent_at timestamptz
);

CREATE INDEX notices_to_send ON notices (next_attempt_at, notice_id) WHERE sent_at IS NULL;

-- Names and contacts, the only personal data in the clear. Nothing hashed is in here, so a row may go.
CREATE TABLE vault (
    subject text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (subject, field)
);

GRANT USAGE ON SCHEMA jejak TO jejak_worker, jejak_reader, jejak_auditor, jejak_vault;
GRANT SELECT ON streams, events, unsealed, rows, notices TO jejak_worker;
GRANT SELECT ON streams, events, rows TO jejak_reader;
GRANT SELECT ON streams, events, unsealed, rows, notices, migrations TO jejak_auditor;
