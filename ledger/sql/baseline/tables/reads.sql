-- Who read what isn't open to everybody, and every export. A row is written before what it is about is shown, and stays
-- as it is; `close_reads` puts the hash of all rows of a day into the ledger.
CREATE TABLE reads (
    read_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    read_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    person text COLLATE "C" NOT NULL CHECK (person <> ''),
    -- From where: the pages, the API, the command line.
    via text COLLATE "C" NOT NULL CHECK (via <> ''),
    -- What kind of thing was read, and the stream that it is about.
    what text COLLATE "C" NOT NULL CHECK (what <> ''),
    subject text COLLATE "C" NOT NULL CHECK (subject <> '')
);

CREATE INDEX reads_by_time ON reads (read_at, read_id);
CREATE INDEX reads_by_person ON reads (person, read_at, read_id);
CREATE INDEX reads_by_subject ON reads (subject, read_at, read_id);
