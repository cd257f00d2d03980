-- Whatever doesn't belong to jejak_owner.
SELECT o.place, format('ALTER %s OWNER TO %I;', o.named, pg_get_userbyid(o.owner)) AS statement
FROM (
    SELECT 'schema jejak' AS place, 'SCHEMA jejak' AS named, nspowner AS owner FROM pg_namespace WHERE nspname = 'jejak'
    UNION ALL
    SELECT
        k.kind || ' ' || quote_ident(c.relname), upper(k.kind) || ' ' || quote_ident(c.relname), c.relowner
    FROM pg_class c,
        LATERAL (SELECT CASE c.relkind WHEN 'c' THEN 'type' WHEN 'v' THEN 'view' ELSE 'table' END AS kind) AS k
    WHERE c.relnamespace = 'jejak'::regnamespace AND c.relkind NOT IN ('i', 'I', 't')
    UNION ALL
    SELECT 'function ' || oid::regprocedure, 'FUNCTION ' || oid::regprocedure, proowner
    FROM pg_proc WHERE pronamespace = 'jejak'::regnamespace
) AS o
WHERE pg_get_userbyid(o.owner) <> 'jejak_owner'
ORDER BY o.place
