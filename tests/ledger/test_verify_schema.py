"""What protects the record is compared with the release: each change is named, and an intact database never is."""

import asyncpg
import pytest

from ledger.db.migrate import migrate
from ledger.db.schema import describe, released
from ledger.verify.report import Value
from ledger.verify.schema import check_schema, differences

from .books import Books

APPEND = "function append(append_request[])"


async def found(pool: asyncpg.Pool) -> list[tuple[str, str, str]]:
    """What an auditor finds: about what, what should be there, and what is."""
    async with pool.acquire() as connection:
        problems = await check_schema(connection)
    assert {problem.layer for problem in problems} <= {"schema"}
    return [(problem.stream_id, line(problem.expected), line(problem.found)) for problem in problems]


def line(shown: object) -> str:
    """A line of a statement, or nothing."""
    assert isinstance(shown, Value)
    return str(shown.facts.get("line", ""))


async def test_a_database_that_was_migrated_from_scratch_has_the_schema_of_the_release(auditor: asyncpg.Pool) -> None:
    assert await found(auditor) == []


async def test_a_database_at_work_has_the_schema_of_the_release(auditor: asyncpg.Pool, books: Books) -> None:
    await books.step(requested=True)
    assert await found(auditor) == []


@pytest.mark.parametrize(
    ("change", "place", "expected", "there"),
    [
        pytest.param(
            "ALTER TABLE jejak.events DISABLE TRIGGER events_are_final",
            "table events",
            "",
            "ALTER TABLE events DISABLE TRIGGER events_are_final;",
            id="a disabled trigger",
        ),
        pytest.param(
            "ALTER TABLE jejak.leaves ENABLE REPLICA TRIGGER leaves_are_final",
            "table leaves",
            "",
            "ALTER TABLE leaves ENABLE REPLICA TRIGGER leaves_are_final;",
            id="a trigger that fires elsewhere only",
        ),
        pytest.param(
            "DROP TRIGGER checkpoints_are_final ON jejak.checkpoints",
            "table checkpoints",
            "CREATE TRIGGER checkpoints_are_final BEFORE DELETE OR UPDATE OR TRUNCATE ON checkpoints"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes();",
            "",
            id="a dropped trigger",
        ),
        pytest.param(
            "CREATE TRIGGER more BEFORE INSERT ON jejak.events EXECUTE FUNCTION jejak.refuse_changes()",
            "table events",
            "",
            "CREATE TRIGGER more BEFORE INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse_changes();",
            id="another trigger",
        ),
        pytest.param(
            "CREATE OR REPLACE FUNCTION jejak.refuse_changes() RETURNS trigger LANGUAGE plpgsql"
            " SECURITY DEFINER SET search_path = jejak, pg_temp AS $$\nBEGIN\n    RETURN NULL;\nEND\n$$",
            "function refuse_changes()",
            "RAISE EXCEPTION '% are final: % is refused', TG_TABLE_NAME, TG_OP",
            "RETURN NULL;",
            id="a function's body",
        ),
        pytest.param(
            "ALTER FUNCTION jejak.append SECURITY INVOKER",
            APPEND,
            "SECURITY DEFINER",
            "",
            id="whose rights a function has",
        ),
        pytest.param(
            "ALTER FUNCTION jejak.vault_get SET search_path = public, jejak",
            "function vault_get(text[])",
            "SET search_path TO 'jejak', 'pg_temp'",
            "SET search_path TO 'public', 'jejak'",
            id="where a function looks names up",
        ),
        pytest.param(
            "DROP FUNCTION jejak.vault_erase",
            "function vault_erase(text)",
            "CREATE OR REPLACE FUNCTION jejak.vault_erase(subject text)",
            "",
            id="a dropped function",
        ),
        pytest.param(
            "GRANT INSERT ON jejak.events TO jejak_reader",
            "table events",
            "",
            "GRANT INSERT ON events TO jejak_reader;",
            id="an added right",
        ),
        pytest.param(
            "GRANT SELECT (value) ON jejak.vault TO PUBLIC",
            "table vault",
            "",
            "GRANT SELECT (value) ON vault TO PUBLIC;",
            id="an added right on a column",
        ),
        pytest.param(
            "GRANT EXECUTE ON FUNCTION jejak.append TO PUBLIC",
            APPEND,
            "",
            "GRANT EXECUTE ON FUNCTION append(append_request[]) TO PUBLIC;",
            id="an added right on a function",
        ),
        pytest.param(
            "GRANT CREATE ON SCHEMA jejak TO jejak_worker",
            "schema jejak",
            "",
            "GRANT CREATE ON SCHEMA jejak TO jejak_worker;",
            id="an added right on the schema",
        ),
        pytest.param(
            "GRANT EXECUTE ON FUNCTION jejak.append TO jejak_worker WITH GRANT OPTION",
            APPEND,
            "GRANT EXECUTE ON FUNCTION append(append_request[]) TO jejak_worker;",
            "",
            id="a right that may be handed on",
        ),
        pytest.param(
            "REVOKE SELECT ON jejak.leaves FROM jejak_sealer",
            "table leaves",
            "GRANT SELECT ON leaves TO jejak_sealer;",
            "",
            id="a right taken away",
        ),
        pytest.param(
            "ALTER TABLE jejak.events OWNER TO jejak_worker",
            "table events",
            "",
            "ALTER TABLE events OWNER TO jejak_worker;",
            id="a table's owner",
        ),
        pytest.param(
            "ALTER FUNCTION jejak.append OWNER TO postgres",
            APPEND,
            "",
            "ALTER FUNCTION append(append_request[]) OWNER TO postgres;",
            id="a function's owner",
        ),
        pytest.param(
            "ALTER TABLE jejak.events DROP CONSTRAINT events_stream_id_event_id_key",
            "table events",
            "UNIQUE (stream_id, event_id)",
            "",
            id="a dropped constraint",
        ),
        pytest.param(
            "ALTER TABLE jejak.leaves DROP CONSTRAINT leaves_chain_check",
            "table leaves",
            "CHECK (octet_length(chain) = 32)",
            "",
            id="a dropped check",
        ),
        pytest.param(
            "DROP INDEX jejak.streams_by_correlation",
            "table streams",
            "CREATE INDEX streams_by_correlation ON streams USING btree (correlation_id, stream_id);",
            "",
            id="a dropped index",
        ),
        pytest.param(
            "ALTER TABLE jejak.events ADD COLUMN more text",
            "table events",
            "",
            "more text",
            id="another column",
        ),
        pytest.param(
            "ALTER TABLE jejak.events ALTER COLUMN chain DROP NOT NULL",
            "table events",
            "chain bytea NOT NULL",
            "",
            id="a column that may be empty",
        ),
        pytest.param(
            "ALTER TABLE jejak.unsealed SET UNLOGGED",
            "table unsealed",
            "CREATE TABLE unsealed (",
            "",
            id="a table that a crash empties",
        ),
        pytest.param(
            "ALTER TABLE jejak.events ENABLE ROW LEVEL SECURITY",
            "table events",
            "",
            "ALTER TABLE events ENABLE ROW LEVEL SECURITY;",
            id="rows that some don't see",
        ),
        pytest.param(
            "CREATE POLICY mine ON jejak.events USING (version > 1)",
            "table events",
            "",
            "CREATE POLICY mine ON events USING ((version > 1));",
            id="a policy",
        ),
        pytest.param(
            "CREATE RULE never AS ON INSERT TO jejak.events DO INSTEAD NOTHING",
            "table events",
            "",
            "CREATE RULE never AS ON INSERT TO events DO INSTEAD NOTHING;",
            id="a rule",
        ),
        pytest.param(
            "CREATE TABLE public.more () INHERITS (jejak.events)",
            "table events",
            "",
            "ALTER TABLE public.more INHERIT events;",
            id="a table elsewhere whose rows are read with it",
        ),
        pytest.param(
            "CREATE OR REPLACE VIEW jejak.auditor_commands AS SELECT * FROM jejak.auditor_commands WHERE false",
            "view auditor_commands",
            "SELECT l.leaf_index,",
            "SELECT leaf_index,",
            id="a view",
        ),
        pytest.param("CREATE TABLE jejak.more ()", "table more", "", "CREATE TABLE more (", id="another table"),
        pytest.param(
            "CREATE FUNCTION jejak.more() RETURNS void LANGUAGE sql AS ''",
            "function more()",
            "",
            "CREATE OR REPLACE FUNCTION jejak.more()",
            id="another function",
        ),
        pytest.param(
            "CREATE AGGREGATE jejak.more(integer) (SFUNC = int4pl, STYPE = integer)",
            "function more(integer)",
            "",
            "CREATE AGGREGATE more(integer);",
            id="an aggregate",
        ),
        pytest.param("CREATE TYPE jejak.more AS ENUM ()", "others", "", "Type more;", id="another type"),
        pytest.param(
            "CREATE OPERATOR jejak.=== (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer)",
            "others",
            "",
            "Operator ===(integer,integer);",
            id="an operator",
        ),
        pytest.param(
            "ALTER DEFAULT PRIVILEGES IN SCHEMA jejak GRANT SELECT ON TABLES TO PUBLIC",
            "others",
            "",
            "Default privileges on new relations belonging to role postgres in schema jejak;",
            id="rights that come by themselves",
        ),
        pytest.param(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public', current_database()); END $$",
            "settings",
            "",
            "ALTER DATABASE SET search_path=public;",
            id="where names are looked up",
        ),
        pytest.param(
            "UPDATE jejak.migrations SET name = '0000_other'",
            "migrations",
            "0000_baseline",
            "",
            id="another migration",
        ),
    ],
)
async def test_a_change_is_named_with_what_should_be_there(
    auditor: asyncpg.Pool, admin: asyncpg.Connection, change: str, place: str, expected: str, there: str
) -> None:
    await admin.execute(change)
    places = await found(auditor)
    assert {each[0] for each in places} >= {f"schema/{place}"}
    lines = [(one.split(" ")[0], other) if place == "migrations" else (one, other) for _, one, other in places]
    assert (expected, there) in lines, places


async def test_every_change_of_one_table_is_named(auditor: asyncpg.Pool, admin: asyncpg.Connection) -> None:
    await admin.execute("ALTER TABLE jejak.events DISABLE TRIGGER events_are_final")
    await admin.execute("GRANT UPDATE, DELETE ON jejak.events TO jejak_worker")
    await admin.execute("ALTER TABLE jejak.events DROP CONSTRAINT events_version_check")
    assert await found(auditor) == [
        ("schema/table events", "CHECK (version > 0)", ""),
        ("schema/table events", "", "ALTER TABLE events DISABLE TRIGGER events_are_final;"),
        ("schema/table events", "", "GRANT DELETE ON events TO jejak_worker;"),
        ("schema/table events", "", "GRANT UPDATE ON events TO jejak_worker;"),
    ]


async def test_foreign_keys_that_are_not_looked_at_are_named(auditor: asyncpg.Pool, admin: asyncpg.Connection) -> None:
    await admin.execute("ALTER TABLE jejak.attestations DISABLE TRIGGER ALL")
    assert {(place, there.split('"')[0]) for place, _, there in await found(auditor)} == {
        ("schema/table attestations", "ALTER TABLE attestations DISABLE TRIGGER ")
    }


async def test_a_role_with_more_rights_than_the_release_gives_it_is_named(
    auditor: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    """Roles belong to the whole server, so nothing of this stays."""
    async with auditor.acquire() as connection:
        wanted = released()
        for change, role, statement in (
            ("ALTER ROLE jejak_reader BYPASSRLS", "reader", "CREATE ROLE jejak_reader NOLOGIN BYPASSRLS;"),
            ("GRANT jejak_owner TO jejak_worker", "worker", "GRANT jejak_owner TO jejak_worker;"),
            (
                "ALTER ROLE jejak_owner SET session_replication_role = replica",
                "settings",
                "ALTER ROLE jejak_owner SET session_replication_role=replica;",
            ),
        ):
            transaction = admin.transaction()
            await transaction.start()
            await admin.execute(change)
            place = role if role == "settings" else f"role jejak_{role}"
            changed = await describe(admin)
            assert [there for _, there in differences(wanted.get(place, []), changed[place]) if there] == [statement]
            await transaction.rollback()
        assert await check_schema(connection) == []


async def test_a_database_whose_defaults_show_constants_otherwise_is_not_accused(
    auditor: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    for setting in ("timezone = 'Asia/Jayapura'", "datestyle = 'SQL, DMY'", "quote_all_identifiers = on"):
        await admin.execute(f"SET {setting}")
    assert await describe(admin) == await describe_as(auditor)


async def describe_as(pool: asyncpg.Pool) -> dict[str, list[str]]:
    """The schema as somebody else sees it."""
    async with pool.acquire() as connection:
        return await describe(connection)


async def test_what_migrating_may_set_right_it_does_and_says(
    database: str, auditor: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    for change in (
        "ALTER TABLE jejak.events DISABLE TRIGGER events_are_final",
        "ALTER TABLE jejak.attestations DISABLE TRIGGER ALL",
        "ALTER TABLE jejak.leaves OWNER TO postgres",
        "ALTER TYPE jejak.new_event OWNER TO postgres",
        "ALTER VIEW jejak.auditor_events OWNER TO postgres",
        "ALTER SCHEMA jejak OWNER TO postgres",
        "GRANT UPDATE (data), INSERT ON jejak.events TO jejak_reader WITH GRANT OPTION",
        "GRANT EXECUTE ON FUNCTION jejak.append TO PUBLIC",
        "REVOKE SELECT ON jejak.leaves FROM jejak_sealer",
    ):
        await admin.execute(change)
    assert len(await found(auditor)) >= 9
    migrated = await migrate(database)
    assert migrated.applied == []
    assert "ALTER TABLE events ENABLE TRIGGER events_are_final;" in migrated.mended
    assert "REVOKE EXECUTE ON FUNCTION append(append_request[]) FROM PUBLIC CASCADE;" in migrated.mended
    assert await found(auditor) == []
    assert (await migrate(database)).mended == []


async def test_what_a_restore_never_loses_is_left_as_evidence(
    database: str, auditor: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    await admin.execute("DROP TRIGGER events_are_final ON jejak.events")
    await admin.execute("CREATE TABLE jejak.more ()")
    before = await found(auditor)
    assert (await migrate(database)).mended == []
    assert await found(auditor) == before
