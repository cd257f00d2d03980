-- Our roles, what they may beyond the schema, and whose rights they have besides. Who is a member of them is each
-- site's own.
SELECT 'role ' || r.rolname AS place, each.statement
FROM pg_roles r
CROSS JOIN LATERAL (
    SELECT
        format('CREATE ROLE %I', r.rolname)
        || CASE WHEN r.rolcanlogin THEN ' LOGIN' ELSE ' NOLOGIN' END
        || CASE WHEN r.rolsuper THEN ' SUPERUSER' ELSE '' END
        || CASE WHEN r.rolcreatedb THEN ' CREATEDB' ELSE '' END
        || CASE WHEN r.rolcreaterole THEN ' CREATEROLE' ELSE '' END
        || CASE WHEN r.rolreplication THEN ' REPLICATION' ELSE '' END
        || CASE WHEN r.rolbypassrls THEN ' BYPASSRLS' ELSE '' END
        || ';' AS statement, 1 AS position
    UNION ALL
    SELECT format('GRANT %I TO %I;', g.rolname, r.rolname), 2
    FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
    WHERE m.member = r.oid
) AS each
WHERE r.rolname IN ('jejak_auditor', 'jejak_console', 'jejak_drafts', 'jejak_owner', 'jejak_reader', 'jejak_reads', 'jejak_sealer', 'jejak_vault', 'jejak_worker')
ORDER BY r.rolname, each.position, each.statement
