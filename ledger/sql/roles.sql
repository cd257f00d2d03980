-- Roles belong to the whole cluster: another database may be migrating at this moment and create them as well.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY[
        'jejak_auditor', 'jejak_console', 'jejak_drafts', 'jejak_owner', 'jejak_reader', 'jejak_reads', 'jejak_sealer', 'jejak_vault', 'jejak_worker'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;
END
$$;

-- The login that migrates becomes the owner to create what the owner shall own. Trying is the one test that means
-- the same on every version: since PostgreSQL 16 a member need not be allowed to SET ROLE.
DO $$
BEGIN
    SET LOCAL ROLE jejak_owner;
EXCEPTION WHEN insufficient_privilege THEN
    EXECUTE format('GRANT jejak_owner TO %I', session_user);
END
$$;
