-- One migration at a time. Reading goes on, and nobody but the owner and a superuser can hold this lock against one (an
-- advisory lock anybody could). A database without the table, or a login that has yet to become the owner, takes it
-- once the bookkeeping is there, in bootstrap.sql.
DO $$
BEGIN
    IF to_regclass('jejak.migrations') IS NOT NULL THEN
        LOCK TABLE jejak.migrations IN EXCLUSIVE MODE;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END
$$;
