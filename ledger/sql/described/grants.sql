-- What others than the owner may do, columns included; PUBLIC may use every type, as PostgreSQL has it.
SELECT
    o.place,
    format(
        'GRANT %s ON %s TO %s%s;',
        a.privilege_type || o.columns, o.named,
        CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
        CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
    ) AS statement
FROM (
    SELECT
        'schema jejak' AS place, 'SCHEMA jejak' AS named, '' AS columns, nspowner AS owner,
        coalesce(nspacl, acldefault('n', nspowner)) AS acl
    FROM pg_namespace WHERE nspname = 'jejak'
    UNION ALL
    SELECT
        CASE relkind WHEN 'v' THEN 'view ' ELSE 'table ' END || quote_ident(relname), quote_ident(relname), '', relowner,
        coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))
    FROM pg_class WHERE relnamespace = 'jejak'::regnamespace AND relkind NOT IN ('c', 'i', 'I', 't')
    UNION ALL
    SELECT
        CASE c.relkind WHEN 'v' THEN 'view ' ELSE 'table ' END || quote_ident(c.relname), quote_ident(c.relname),
        ' (' || quote_ident(t.attname) || ')', c.relowner, t.attacl
    FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
    WHERE c.relnamespace = 'jejak'::regnamespace AND t.attacl IS NOT NULL
    UNION ALL
    SELECT
        'function ' || oid::regprocedure, 'FUNCTION ' || oid::regprocedure, '', proowner,
        coalesce(proacl, acldefault('f', proowner))
    FROM pg_proc WHERE pronamespace = 'jejak'::regnamespace
    UNION ALL
    SELECT 'type ' || quote_ident(t.typname), 'TYPE ' || quote_ident(t.typname), '', t.typowner, t.typacl
    FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
    WHERE t.typnamespace = 'jejak'::regnamespace
) AS o, aclexplode(o.acl) AS a
WHERE a.grantee <> o.owner AND NOT (o.place LIKE 'type %' AND a.grantee = 0)
ORDER BY o.place, statement
