-- Read models. A row belongs to one stream and is written by that stream's appends only.
CREATE TABLE rows (
    stream_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (stream_id, kind, key)
);

CREATE INDEX rows_by_kind ON rows (kind, stream_id, key);
CREATE INDEX rows_by_body ON rows USING gin (body jsonb_path_ops);
