-- Who is signed in to the pages, on which browser. What the browser holds is known here by its hash alone.
CREATE TABLE sessions (
    token_sha256 bytea PRIMARY KEY CHECK (octet_length(token_sha256) = 32),
    person text COLLATE "C" NOT NULL,
    began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- The last request, to the minute.
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX sessions_by_person ON sessions (person);
