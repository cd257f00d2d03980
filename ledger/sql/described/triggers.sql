-- Triggers, those behind foreign keys only where they don't fire; rules, policies, and tables that inherit from ours.
WITH ours AS (
    SELECT c.*, CASE c.relkind WHEN 'v' THEN 'view ' ELSE 'table ' END || quote_ident(c.relname) AS place
    FROM pg_class c WHERE relnamespace = 'jejak'::regnamespace
), fires (tgenabled, how) AS (
    VALUES ('D'::"char", 'DISABLE'), ('R', 'ENABLE REPLICA'), ('A', 'ENABLE ALWAYS')
)
SELECT o.place, 1 AS position, pg_get_triggerdef(g.oid, true) || ';' AS statement
FROM ours o JOIN pg_trigger g ON g.tgrelid = o.oid
WHERE NOT g.tgisinternal
UNION ALL
SELECT o.place, 2, format('ALTER TABLE %I %s TRIGGER %I;', o.relname, f.how, g.tgname)
FROM ours o JOIN pg_trigger g ON g.tgrelid = o.oid JOIN fires f USING (tgenabled)
UNION ALL
SELECT o.place, 3, regexp_replace(pg_get_ruledef(w.oid, true), '\s+', ' ', 'g')
FROM ours o JOIN pg_rewrite w ON w.ev_class = o.oid
WHERE w.rulename <> '_RETURN'
UNION ALL
SELECT o.place, 4, format('ALTER TABLE %I %s RULE %I;', o.relname, f.how, w.rulename)
FROM ours o JOIN pg_rewrite w ON w.ev_class = o.oid JOIN fires f ON f.tgenabled = w.ev_enabled
UNION ALL
SELECT o.place, 5, format('ALTER TABLE %I %s ROW LEVEL SECURITY;', o.relname, how)
FROM ours o, unnest(ARRAY['ENABLE', 'FORCE'], ARRAY[o.relrowsecurity, o.relforcerowsecurity]) AS security (how, set)
WHERE security.set
UNION ALL
SELECT
    o.place, 6,
    format('CREATE POLICY %I ON %I USING (%s)', p.polname, o.relname, coalesce(pg_get_expr(p.polqual, o.oid), 'true'))
    || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, o.oid) || ')', '') || ';'
FROM ours o JOIN pg_policy p ON p.polrelid = o.oid
UNION ALL
SELECT o.place, 7, format('ALTER TABLE %s INHERIT %I;', h.inhrelid::regclass, o.relname)
FROM ours o JOIN pg_inherits h ON h.inhparent = o.oid
WHERE o.relkind NOT IN ('i', 'I')
ORDER BY place, position, statement
