-- The global log: every committed event gets a gapless place in it, which is also its leaf in the Merkle tree.
CREATE TABLE leaves (
    leaf_index bigint PRIMARY KEY CHECK (leaf_index >= 0),
    stream_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    chain bytea NOT NULL CHECK (octet_length(chain) = 32),
    UNIQUE (stream_id, version)
);

-- Hashes of the tree, up to 256 a tile (C2SP tlog-tiles). At level 0 they are leaf hashes, above that the roots of
-- the full tiles below. The last tile of a level grows in place: a shorter one is always its beginning.
CREATE TABLE tiles (
    level integer NOT NULL CHECK (level >= 0),
    index bigint NOT NULL CHECK (index >= 0),
    hashes bytea NOT NULL CHECK (octet_length(hashes) % 32 = 0 AND octet_length(hashes) BETWEEN 32 AND 8192),
    PRIMARY KEY (level, index)
);

ALTER TABLE tiles ALTER COLUMN hashes SET STORAGE EXTERNAL; -- hashes don't compress

-- Signed checkpoints as they were handed out of the database's reach.
CREATE TABLE checkpoints (
    tree_size bigint PRIMARY KEY CHECK (tree_size >= 0),
    note text NOT NULL
);

-- What others attest about a checkpoint: time-stamp tokens, cosignatures of witnesses.
CREATE TABLE attestations (
    tree_size bigint NOT NULL REFERENCES checkpoints,
    kind text COLLATE "C" NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (tree_size, kind)
);

-- How far each subscriber has come: the first leaf that it hasn't handled.
CREATE TABLE cursors (
    subscriber text COLLATE "C" PRIMARY KEY CHECK (subscriber <> ''),
    leaf_index bigint NOT NULL CHECK (leaf_index >= 0)
);
