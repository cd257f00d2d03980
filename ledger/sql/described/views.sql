SELECT
    'view ' || quote_ident(c.relname) AS place,
    'CREATE VIEW ' || quote_ident(c.relname) || coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '')
    || E' AS\n' || pg_get_viewdef(c.oid, true) AS statement
FROM pg_class c
WHERE c.relnamespace = 'jejak'::regnamespace AND c.relkind = 'v'
ORDER BY c.relname
