-- Read models. A row belongs to one stream and is written by that stream's appends only. `body` is what is shown, and
-- nothing is indexed in it: so a row that changes without moving in any list is a HOT update. What lists go by stands
-- beside it, given by whoever appends; what a name or a label means is not known here.
CREATE TABLE rows (
    stream_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,  -- the list that the row is on
    key text COLLATE "C" NOT NULL,
    body jsonb NOT NULL,
    name text COLLATE "C",           -- sorts a list by name
    due_at timestamptz NOT NULL DEFAULT 'infinity', -- sorts a list by what is due first
    wake_at timestamptz,             -- when the stream moves without being asked
    labels text[],                   -- a list is narrowed by them
    words tsvector,                  -- the stream is searched by them
    PRIMARY KEY (stream_id, kind, key)
) WITH (fillfactor = 80);

CREATE INDEX rows_by_name ON rows (kind, name, stream_id, key) WHERE name IS NOT NULL;
CREATE INDEX rows_by_due ON rows (kind, due_at, stream_id, key);
CREATE INDEX rows_by_wake ON rows (kind, wake_at) WHERE wake_at IS NOT NULL;
-- What isn't sorted in yet is read with every search: little, so that it stays quick.
CREATE INDEX rows_by_label ON rows USING gin (labels) WITH (gin_pending_list_limit = 128) WHERE labels IS NOT NULL;
CREATE INDEX rows_by_word ON rows USING gin (words) WITH (fastupdate = off) WHERE words IS NOT NULL;
