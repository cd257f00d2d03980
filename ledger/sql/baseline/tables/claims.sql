-- Who has taken on which task. A claim grants nothing and hinders nobody; it lasts as long as its task waits.
CREATE TABLE claims (
    -- The row of the task, and when that was due: a task that waits anew is another one.
    stream_id text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    due_at timestamptz NOT NULL,
    person text COLLATE "C" NOT NULL,
    -- Who took it on, or handed it over.
    given_by text COLLATE "C" NOT NULL,
    given_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (stream_id, key)
);

CREATE INDEX claims_by_person ON claims (person);
