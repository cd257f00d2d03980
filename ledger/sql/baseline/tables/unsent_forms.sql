-- What people typed into forms that they haven't sent yet. Nothing hashed is in here: what is sent is an act like any
-- other, and then this goes.
CREATE TABLE unsent_forms (
    person text COLLATE "C" NOT NULL,
    -- The address of the form: which act, and of what.
    form text COLLATE "C" NOT NULL,
    -- Counts the changes, so that nobody overwrites what they typed in another window.
    version bigint NOT NULL CHECK (version > 0),
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- JSON: what was typed, by field.
    typed text NOT NULL,
    PRIMARY KEY (person, form)
);
