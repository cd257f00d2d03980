-- What is handed on once, and soon: the state of a sign-in, the code of a command line. Known by a hash of it alone.
CREATE TABLE once (
    token_sha256 bytea PRIMARY KEY CHECK (octet_length(token_sha256) = 32),
    facts text NOT NULL,
    expires_at timestamptz NOT NULL
);
