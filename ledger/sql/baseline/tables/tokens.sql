-- What programs and command lines act and read with, for a person. What they hold is known here by its hash alone.
CREATE TABLE tokens (
    token_id uuid PRIMARY KEY,
    token_sha256 bytea NOT NULL UNIQUE CHECK (octet_length(token_sha256) = 32),
    person text COLLATE "C" NOT NULL,
    label text NOT NULL,
    scopes text[] NOT NULL,
    issued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    -- The last request, to the minute.
    seen_at timestamptz
);

CREATE INDEX tokens_by_person ON tokens (person);
