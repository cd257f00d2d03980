SELECT
    'function ' || p.oid::regprocedure AS place,
    CASE
        WHEN p.prokind = 'a' THEN 'CREATE AGGREGATE ' || p.oid::regprocedure
        ELSE rtrim(pg_get_functiondef(p.oid), E'\n')
    END || ';' AS statement
FROM pg_proc p
WHERE p.pronamespace = 'jejak'::regnamespace
ORDER BY p.proname, place
