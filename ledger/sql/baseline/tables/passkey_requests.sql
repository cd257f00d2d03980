-- Passkeys that people made on the pages and that wait for administrators to enrol them. Nothing hashed is in here: what
-- is enrolled is an act like any other, and then this goes.
CREATE TABLE passkey_requests (
    key text COLLATE "C" PRIMARY KEY CHECK (key ~ '^[0-9a-f]{64}$'),
    person text COLLATE "C" NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- JSON: the passkey's own signature that it is theirs.
    possession text NOT NULL CHECK (length(possession) <= 20000)
);

CREATE INDEX passkey_requests_by_person ON passkey_requests (person);
