-- Settings by which triggers don't fire, for anybody, or by which names mean something else, for our roles or for all.
-- The release has none; every other setting is each site's own.
SELECT
    'settings' AS place,
    format(
        'ALTER %s SET %s;',
        CASE WHEN s.setrole = 0 THEN 'DATABASE' ELSE 'ROLE ' || quote_ident(pg_get_userbyid(s.setrole)) END,
        setting
    ) AS statement
FROM pg_db_role_setting s, unnest(s.setconfig) AS setting
WHERE (s.setdatabase = 0 OR s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()))
    AND (
        setting LIKE 'session\_replication\_role=%' AND setting <> 'session_replication_role=origin'
        OR setting LIKE 'search\_path=%' AND (s.setrole = 0 OR pg_get_userbyid(s.setrole) LIKE 'jejak\_%')
    )
UNION ALL
SELECT 'settings', format('SET session_replication_role=%s;', current_setting('session_replication_role'))
WHERE current_setting('session_replication_role') <> 'origin'
ORDER BY statement
