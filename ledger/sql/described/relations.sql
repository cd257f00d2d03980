-- Composite types, then tables and whatever else has columns, with their columns and constraints.
SELECT
    CASE c.relkind WHEN 'c' THEN 'type ' ELSE 'table ' END || quote_ident(c.relname) AS place,
    'CREATE '
    || CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END
    || CASE c.relkind
        WHEN 'c' THEN 'TYPE' WHEN 'r' THEN 'TABLE' WHEN 'p' THEN 'PARTITIONED TABLE' WHEN 'f' THEN 'FOREIGN TABLE'
        WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE c.relkind::text
    END
    || ' ' || quote_ident(c.relname) || CASE c.relkind WHEN 'c' THEN ' AS' ELSE '' END || E' (\n'
    || array_to_string(columns || constraints, E',\n') || E'\n)'
    || coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '') || ';' AS statement
FROM pg_class c
CROSS JOIN LATERAL (
    SELECT
        ARRAY(
            SELECT
                '    ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
                || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE "' || l.collname || '"' ELSE '' END
                || CASE WHEN a.attstorage = 'e' THEN ' STORAGE EXTERNAL' ELSE '' END
                || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
                || CASE WHEN a.attidentity <> '' THEN ' GENERATED AS IDENTITY' ELSE '' END
                || CASE
                    WHEN a.attgenerated <> '' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ')'
                    ELSE coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
                END
            FROM pg_attribute a
            JOIN pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_collation l ON l.oid = a.attcollation
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
        ) AS columns,
        ARRAY(
            -- Since PostgreSQL 18 a NOT NULL is a constraint too; it is shown with its column.
            SELECT '    ' || pg_get_constraintdef(o.oid, true) FROM pg_constraint o
            WHERE o.conrelid = c.oid AND o.contype IN ('p', 'u', 'f', 'c', 'x')
            ORDER BY position(o.contype::text IN 'pufcx'), o.conname
        ) AS constraints
) AS made
WHERE c.relnamespace = 'jejak'::regnamespace AND c.relkind NOT IN ('i', 'I', 't', 'v')
ORDER BY c.relkind <> 'c', c.relname
