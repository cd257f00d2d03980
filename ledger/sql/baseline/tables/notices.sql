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
