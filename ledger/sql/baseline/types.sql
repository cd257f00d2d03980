-- What goes into append().

CREATE TYPE new_event AS (
    event_id uuid,
    type text,
    schema_version integer,
    occurred_at timestamptz,
    metadata bytea,
    data bytea
);

CREATE TYPE new_row AS (
    kind text,
    key text,
    body jsonb,
    name text,
    due_at timestamptz,
    wake_at timestamptz,
    labels text[],
    words text[]
);

CREATE TYPE new_notice AS (
    notice_id uuid,
    body jsonb
);

CREATE TYPE append_request AS (
    stream_id text,
    correlation_id text,
    expected_version bigint,
    expected_head bytea,
    events new_event[],
    rows new_row[], -- NULL leaves the stream's rows as they are
    notices new_notice[],
    not_after timestamptz -- NULL: it may be recorded at any time
);
