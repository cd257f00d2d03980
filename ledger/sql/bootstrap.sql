-- Run at the start of every migration, inside its transaction: what the bookkeeping itself stands on.
DO $$
BEGIN
    IF to_regnamespace('jejak') IS NULL THEN
        CREATE SCHEMA jejak AUTHORIZATION jejak_owner;
    END IF;
END
$$;

SET LOCAL ROLE jejak_owner;
SET LOCAL search_path = jejak, pg_temp;

CREATE TABLE IF NOT EXISTS migrations (
    name text COLLATE "C" PRIMARY KEY,
    sha256 bytea NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
