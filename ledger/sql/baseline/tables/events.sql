-- Every text key is compared by its bytes (COLLATE "C"), so that an order is the same on every server.

-- The head of each stream: the row an append locks, and a cache of the stream's last event. Only the correlation
-- is kept nowhere else. Pages have room for the next version of their rows, so that an append changes no index.
CREATE TABLE streams (
    stream_id text COLLATE "C" PRIMARY KEY CHECK (stream_id <> ''),
    version bigint NOT NULL,
    head bytea NOT NULL CHECK (octet_length(head) = 32),
    correlation_id text COLLATE "C" NOT NULL,
    recorded_at timestamptz NOT NULL
) WITH (fillfactor = 70);

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

-- For whoever looks for something in time: small, since most events come later than those that are there.
CREATE INDEX events_by_time ON events (recorded_at);

-- Events that have no place in the log yet. A row lives for a moment: without the settings, dead ones would pile up
-- before anything cleans.
CREATE TABLE unsealed (
    stream_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (stream_id, version)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
