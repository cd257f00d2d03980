-- Who is known at an identity provider as whom of the ledger. A person has one account, an account one person.
CREATE TABLE accounts (
    issuer text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL UNIQUE,
    bound_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    bound_by text COLLATE "C" NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- Who signed in there and is nobody here yet, as the provider calls them; what becomes of it, administrators say.
CREATE TABLE account_requests (
    request_id uuid PRIMARY KEY,
    issuer text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (issuer, subject)
);
