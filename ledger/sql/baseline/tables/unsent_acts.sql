-- Acts that their authors signed and that wait for a second person. Nothing hashed is in here: who confirms one sends it.
CREATE TABLE unsent_acts (
    act_id uuid PRIMARY KEY,
    author text COLLATE "C" NOT NULL,
    expires timestamptz NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- The act's exact text with its author's signature, as the file of an unsent act has them.
    content text NOT NULL CHECK (length(content) <= 2000000),
    -- Until when it may be under way, and so isn't declined.
    under_way_until timestamptz
);

CREATE INDEX unsent_acts_by_end ON unsent_acts (expires);
