"""The schema as the catalogue of a database has it, as SQL: the same on every PostgreSQL from 15 on."""

import asyncpg

HEADER = """\
-- What the baseline and all migrations come to, as a database has it: for reading. `make schema` writes it anew.
-- Everything belongs to jejak_owner. Why things are as they are is said in baseline/ and migrations/.
"""

TABLES = """
SELECT
    c.oid, c.relname, c.reloptions,
    ARRAY(
        SELECT
            a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE "' || l.collname || '"' ELSE '' END
            || CASE WHEN a.attstorage = 'e' THEN ' STORAGE EXTERNAL' ELSE '' END
            || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
            || CASE
                WHEN a.attgenerated = 's' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
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
        SELECT pg_get_constraintdef(o.oid, true) FROM pg_constraint o
        WHERE o.conrelid = c.oid AND o.contype IN ('p', 'u', 'f', 'c')
        ORDER BY position(o.contype::text IN 'pufc'), o.conname
    ) AS constraints,
    ARRAY(
        SELECT pg_get_indexdef(i.indexrelid, 0, true) FROM pg_index i
        WHERE i.indrelid = c.oid AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.indexrelid)
        ORDER BY 1
    ) || ARRAY(
        SELECT pg_get_triggerdef(g.oid, true) FROM pg_trigger g
        WHERE g.tgrelid = c.oid AND NOT g.tgisinternal ORDER BY 1
    ) AS more
FROM pg_class c
WHERE c.relnamespace = 'jejak'::regnamespace AND c.relkind = $1
ORDER BY c.relname
"""

VIEWS = """
SELECT oid, relname, pg_get_viewdef(oid, true) AS query FROM pg_class
WHERE relnamespace = 'jejak'::regnamespace AND relkind = 'v' ORDER BY relname
"""

FUNCTIONS = """
SELECT oid, oid::regprocedure AS name, pg_get_functiondef(oid) AS text FROM pg_proc
WHERE pronamespace = 'jejak'::regnamespace ORDER BY proname
"""

GRANTS = """
SELECT privilege_type, string_agg(role, ', ' ORDER BY role) AS roles
FROM (
    SELECT coalesce(relacl, acldefault('r', relowner)) AS acl, relowner AS owner FROM pg_class WHERE oid = $1
    UNION ALL
    SELECT coalesce(proacl, acldefault('f', proowner)), proowner FROM pg_proc WHERE oid = $1
    UNION ALL
    SELECT coalesce(nspacl, acldefault('n', nspowner)), nspowner FROM pg_namespace WHERE oid = $1
) AS object, aclexplode(acl),
    LATERAL (SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END AS role) AS named
WHERE grantee <> owner
GROUP BY privilege_type
ORDER BY privilege_type
"""


async def dump(connection: asyncpg.Connection) -> str:
    """All of the schema jejak: types, tables, functions and views, and who may use them."""
    await connection.execute("SET search_path = jejak")
    schema = await connection.fetchval("SELECT 'jejak'::regnamespace::oid")
    parts = [HEADER, "CREATE SCHEMA jejak;\n" + await grants(connection, schema, "SCHEMA jejak")]
    for record in await connection.fetch(TABLES, b"c"):
        parts.append(f"CREATE TYPE {record['relname']} AS {listed(record['columns'])};\n")
    for record in await connection.fetch(TABLES, b"r"):
        name = record["relname"]
        options = f" WITH ({', '.join(record['reloptions'])})" if record["reloptions"] else ""
        more = "".join(f"{each};\n" for each in record["more"])
        parts.append(
            f"CREATE TABLE {name} {listed([*record['columns'], *record['constraints']])}{options};\n{more}"
            + await grants(connection, record["oid"], name)
        )
    for record in await connection.fetch(FUNCTIONS):
        parts.append(f"{record['text']};\n" + await grants(connection, record["oid"], f"FUNCTION {record['name']}"))
    for record in await connection.fetch(VIEWS):
        name = record["relname"]
        parts.append(f"CREATE VIEW {name} AS\n{record['query']}\n" + await grants(connection, record["oid"], name))
    return "\n".join(parts)


def listed(items: list[str]) -> str:
    """Items in parentheses, one a line."""
    return "(\n" + ",\n".join(f"    {item}" for item in items) + "\n)"


async def grants(connection: asyncpg.Connection, object: int, name: str) -> str:
    """What others than its owner may do with something."""
    granted = await connection.fetch(GRANTS, object)
    return "".join(f"GRANT {each['privilege_type']} ON {name} TO {each['roles']};\n" for each in granted)
