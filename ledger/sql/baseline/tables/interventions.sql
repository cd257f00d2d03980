-- What somebody did with what is another's beside the record: who let them in or ended their account, revoked a token,
-- threw away an act or a passkey that waited, changed a name or address. A row is written with what it tells, in one
-- transaction, and stays as it is; `close_daybook` puts the hash of all rows of a day into the ledger.
CREATE TABLE interventions (
    intervention_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    person text COLLATE "C" NOT NULL CHECK (person <> ''),
    what text COLLATE "C" NOT NULL CHECK (what <> ''),
    -- Whom it concerns; '' where that is nobody's here yet.
    about text COLLATE "C" NOT NULL,
    -- What of theirs: an account, a token, a key, an act with its stream, a field.
    subject text COLLATE "C" NOT NULL CHECK (subject <> ''),
    -- '' where none is asked for.
    reason text COLLATE "C" NOT NULL DEFAULT '' CHECK (length(reason) <= 2000)
);

CREATE INDEX interventions_by_time ON interventions (at, intervention_id);
CREATE INDEX interventions_by_about ON interventions (about, at, intervention_id);
