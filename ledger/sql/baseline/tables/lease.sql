-- Who may seal: one row, which only the sealer's functions touch. Each holder gets a higher token than the one before,
-- and every sealing step checks its own; so whoever was overtaken writes nothing more.
CREATE TABLE lease (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    token bigint NOT NULL,
    kept_at timestamptz NOT NULL
);
