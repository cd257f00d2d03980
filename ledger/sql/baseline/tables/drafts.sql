-- Proposals that aren't handed in yet. Nothing hashed is in here: what is handed in is an act like any other.
CREATE TABLE drafts (
    draft_id uuid PRIMARY KEY,
    -- Counts the changes, so that nobody overwrites what they haven't seen.
    version bigint NOT NULL CHECK (version > 0),
    agency text COLLATE "C" NOT NULL,
    author text COLLATE "C" NOT NULL,
    saved_by text COLLATE "C" NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- JSON, until it is handed in: from then on the ledger has it.
    content text,
    -- Under which it is handed in, so that it is done once, however often it is tried.
    command_id uuid NOT NULL,
    submitted boolean NOT NULL DEFAULT false
);

CREATE INDEX drafts_by_author ON drafts (author);
CREATE INDEX drafts_by_agency ON drafts (agency);
