-- Run at the start of every migration, inside its transaction: what the bookkeeping itself stands on.
DO $$
BEGIN
    IF to_regnamespace('jejak') IS NULL THEN
        CREATE SCHEMA jejak AUTHORIZATION jejak_owner;
    END IF;
EXCEPTION WHEN duplicate_schema OR unique_violation THEN
    NULL; -- another process has just made it
END
$$;

SET LOCAL ROLE jejak_owner;
SET LOCAL search_path = jejak, pg_temp;

CREATE TABLE IF NOT EXISTS migrations (
    name text COLLATE "C" PRIMARY KEY,
    sha256 bytea NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- As in one_at_a_time.sql.
LOCK TABLE migrations IN EXCLUSIVE MODE;

-- What PostgreSQL lets everybody do by default, though it is more than reading: temporary tables and large objects fill
-- the disk. Only the database's owner and a superuser can take it away, the second only a superuser: where the login
-- that migrates is neither, who makes the database does it (see docs/ledger.md, Privileges).
DO $$
DECLARE
    acting_as text;
    creates_objects regprocedure;
BEGIN
    FOREACH acting_as IN ARRAY ARRAY['jejak_owner', 'none'] LOOP
        PERFORM set_config('role', acting_as, true);
        BEGIN
            IF has_database_privilege('public', current_database(), 'TEMPORARY') THEN
                EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
            END IF;
            FOREACH creates_objects IN ARRAY ARRAY['lo_creat(integer)', 'lo_create(oid)', 'lo_from_bytea(oid, bytea)'] LOOP
                IF has_function_privilege('public', creates_objects, 'EXECUTE') THEN
                    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', creates_objects);
                END IF;
            END LOOP;
        EXCEPTION WHEN insufficient_privilege THEN
            NULL;
        END;
    END LOOP;
    PERFORM set_config('role', 'jejak_owner', true);
END
$$;
