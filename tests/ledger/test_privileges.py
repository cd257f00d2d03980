"""Every role tried on every table and function there is, so that a new one can't be forgotten."""

import asyncio
from dataclasses import dataclass

import asyncpg
import pytest

from ledger.db.connect import open_pool
from ledger.db.migrate import migrate
from ledger.model import Appended
from ledger.store import Ledger

from .builders import append

OWNER = "jejak_owner"

# Role -> tables and views it may SELECT from. Nobody but the owner may do anything else with one.
LOG = {"leaves", "tiles", "checkpoints"}
READABLE = {
    "jejak_worker": {"migrations", "streams", "events", "unsealed", "rows", "notices", "cursors"} | LOG,
    "jejak_reader": {"migrations", "streams", "events", "unsealed", "rows", "tallies", "attestations"} | LOG,
    "jejak_auditor": {"migrations", "streams", "events", "unsealed", "rows", "notices", "attestations", "cursors"}
    | {"reads", "interventions", "daybooks", "tallies", "auditor_events", "auditor_commands"}
    | LOG,
    "jejak_sealer": {"migrations", "streams", "events", "unsealed", "attestations"} | LOG,
    "jejak_vault": {"migrations"},
    "jejak_drafts": {"migrations"},
    "jejak_console": {"migrations"},
    "jejak_reads": {"migrations", "reads"},
}
TABLES = {"streams", "events", "unsealed", "rows", "notices", "migrations", "vault", "drafts", "sessions", "tokens"}
TABLES |= {"unsent_forms", "claims", "tallies"}
TABLES |= {"accounts", "account_requests", "interventions", "once"}
TABLES |= {"unsent_acts", "passkey_requests"}
TABLES |= {"attestations", "cursors", "lease", "reads"} | LOG
VIEWS = {"auditor_events", "auditor_commands", "daybooks"}

CALLABLE = {
    "jejak_worker": {"append", "claim_notices", "notice_sent", "notice_failed", "vault_get"}
    | {"take_cursor", "move_cursor", "replace_rows"},
    "jejak_reader": set(),
    "jejak_auditor": {"event_hash"},
    "jejak_sealer": {"seal_batch", "close_books", "close_daybook", "store_checkpoint", "store_attestation"}
    | {"take_lease", "keep_lease", "leave_lease"},
    "jejak_vault": {"vault_put", "vault_get", "vault_erase"},
    "jejak_console": {"session_begin", "session_seen", "session_end"}
    | {"token_issue", "token_seen", "tokens_of", "tokens_revoke"}
    | {"account_of", "account_ask", "account_requests_since", "account_accept", "account_decline", "account_end"}
    | {"accounts_all", "interventions_found", "once_keep", "once_take"},
    "jejak_drafts": {"draft_put", "draft_get", "drafts_of", "draft_discard"}
    | {"unsent_form_put", "unsent_form_get", "unsent_forms_of", "unsent_form_discard"}
    | {"unsent_act_put", "unsent_acts_waiting", "unsent_act_discard", "unsent_act_decline", "unsent_act_hold"}
    | {"passkey_request_put", "passkey_requests_since"}
    | {"passkey_request_discard", "passkey_request_decline"}
    | {"claim_put", "claim_end", "claims_on", "claims_of"},
    "jejak_reads": {"reads_add"},
}
FUNCTIONS = set().union(*CALLABLE.values()) | {
    "refuse_changes",
    "tally_labels",
    "tile_root",
    "write_rows",
    "append_to_any",
    "hold_lease",
}

ROLES = {OWNER, *READABLE}
# Sessions that have no role of ours: what PUBLIC may do.
STRANGER = "pg_monitor"


@dataclass(frozen=True)
class Function:
    """A function of the schema and a call of it with nothing."""

    name: str
    call: str
    owner: str
    security_definer: bool
    settings: list[str] | None


async def functions(admin: asyncpg.Connection) -> list[Function]:
    """All functions of the schema."""
    records = await admin.fetch(
        """
        SELECT proname, pg_get_userbyid(proowner), prosecdef, proconfig,
            format('SELECT %s(%s)', oid::regproc,
                (SELECT string_agg('NULL::' || format_type(a.type, NULL), ', ' ORDER BY a.n)
                 FROM unnest(proargtypes::oid[]) WITH ORDINALITY AS a (type, n)))
        FROM pg_proc WHERE pronamespace = 'jejak'::regnamespace
        """
    )
    return [Function(r[0], r[4], r[1], r[2], r[3]) for r in records]


async def relations(admin: asyncpg.Connection) -> list[tuple[str, str]]:
    """(name, first column) of every table, view and whatever else can hold rows."""
    records = await admin.fetch(
        """
        SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1
        WHERE c.relnamespace = 'jejak'::regnamespace AND c.relkind NOT IN ('i', 'c', 'S', 't')
        """
    )
    return [(record[0], record[1]) for record in records]


async def may(admin: asyncpg.Connection, role: str, statement: str) -> bool:
    """Whether `role` gets past the privileges with `statement`, which is then undone."""
    transaction = admin.transaction()
    await transaction.start()
    try:
        await admin.execute(f"SET LOCAL ROLE {role}")
        await admin.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        return False
    except (
        asyncpg.IntegrityConstraintViolationError,
        asyncpg.FeatureNotSupportedError,
        asyncpg.InvalidParameterValueError,
        asyncpg.ObjectNotInPrerequisiteStateError,
    ):
        return True  # it got as far as that
    finally:
        await transaction.rollback()
    return True


async def test_the_roles_are_these_and_none_can_log_in_or_rule(admin: asyncpg.Connection) -> None:
    records = await admin.fetch("SELECT * FROM pg_roles WHERE rolname LIKE 'jejak%'")
    assert {record["rolname"] for record in records} == ROLES
    for record in records:
        powers = ("rolcanlogin", "rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication", "rolbypassrls")
        assert not any(record[power] for power in powers)


async def test_no_role_is_a_member_of_another(admin: asyncpg.Connection) -> None:
    memberships = await admin.fetch(
        "SELECT FROM pg_auth_members WHERE member IN (SELECT oid FROM pg_roles WHERE rolname LIKE 'jejak%')"
    )
    assert memberships == []


async def test_tables_and_functions_are_these_and_the_owner_s(admin: asyncpg.Connection) -> None:
    assert {name for name, _ in await relations(admin)} == TABLES | VIEWS
    assert {function.name for function in await functions(admin)} == FUNCTIONS
    owners = await admin.fetch(
        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'jejak'::regnamespace"
    )
    assert [owner[0] for owner in owners] == [OWNER]


async def test_every_function_runs_as_its_owner_on_a_search_path_of_its_own(
    admin: asyncpg.Connection,
) -> None:
    for function in await functions(admin):
        assert function.owner == OWNER
        assert function.security_definer
        assert function.settings is not None
        search_path, *planning = function.settings
        assert search_path == "search_path=jejak, pg_temp"
        assert all(setting.startswith(("plan_cache_mode=", "enable_")) for setting in planning)


@pytest.mark.parametrize("role", sorted({*READABLE, STRANGER}))
async def test_a_role_reads_its_tables_and_writes_none(admin: asyncpg.Connection, role: str) -> None:
    for table, column in await relations(admin):
        readable = table in READABLE.get(role, set())
        assert await may(admin, role, f"SELECT * FROM jejak.{table} LIMIT 0") == readable, table
        for privilege in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"):
            assert not await admin.fetchval(
                "SELECT has_table_privilege($1, $2, $3)", role, f"jejak.{table}", privilege
            ), (table, privilege)
            assert not await admin.fetchval(
                "SELECT has_table_privilege('public', $1, $2)", f"jejak.{table}", privilege
            ), (table, privilege)
        if table not in VIEWS:  # a view over several tables takes no changes from anybody
            for statement in (
                f"INSERT INTO jejak.{table} DEFAULT VALUES",
                f"UPDATE jejak.{table} SET {column} = {column}",
                f"DELETE FROM jejak.{table}",
                f"TRUNCATE jejak.{table}",
            ):
                assert not await may(admin, role, statement), statement


@pytest.mark.parametrize("role", sorted({*CALLABLE, STRANGER, OWNER}))
async def test_a_role_calls_its_functions_and_no_others(admin: asyncpg.Connection, role: str) -> None:
    callable_ones = FUNCTIONS if role == OWNER else CALLABLE.get(role, set())
    for function in await functions(admin):
        assert await may(admin, role, function.call) == (function.name in callable_ones), function.name


async def test_nobody_but_the_owner_creates_in_the_schema(admin: asyncpg.Connection) -> None:
    for role in (*READABLE, STRANGER):
        assert not await may(admin, role, "CREATE TABLE jejak.mine ()")


FILLING = {
    "a temporary table": "CREATE TEMP TABLE mine ()",
    "a large object": "SELECT lo_creat(-1)",
    "a large object of a number": "SELECT lo_create(0)",
    "a large object with content": "SELECT lo_from_bytea(0, 'x')",
    "a table": "CREATE TABLE mine ()",
    "a schema": "CREATE SCHEMA mine",
    "a file": "COPY (SELECT 1) TO '/tmp/mine'",
    "a function": "CREATE FUNCTION mine() RETURNS void LANGUAGE sql AS ''",
}
"""What would fill the disk of a server, or stay in it."""


@pytest.mark.parametrize("role", sorted({*READABLE, STRANGER}))
@pytest.mark.parametrize("statement", FILLING.values(), ids=FILLING)
async def test_no_role_of_an_application_makes_anything_of_its_own(
    database: str, admin: asyncpg.Connection, role: str, statement: str
) -> None:
    await migrate(database)  # what a database lets everybody do isn't copied from its template
    assert not await may(admin, role, statement)
    assert "COPY" in statement or await may(admin, "postgres", statement)


async def test_no_single_column_is_granted_to_anyone(admin: asyncpg.Connection) -> None:
    granted = await admin.fetchval(
        """
        SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'jejak'::regnamespace AND a.attacl IS NOT NULL
        """
    )
    assert granted == 0


@pytest.mark.parametrize("role", [OWNER, "postgres"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE jejak.events SET data = 'x'",
        "UPDATE jejak.events SET data = 'x' WHERE false",
        "DELETE FROM jejak.events",
        "TRUNCATE jejak.events",
        "INSERT INTO jejak.events SELECT * FROM jejak.events ON CONFLICT (stream_id, version) DO UPDATE SET data = 'x'",
        "UPDATE jejak.leaves SET version = version",
        "DELETE FROM jejak.leaves",
        "TRUNCATE jejak.leaves",
        "DELETE FROM jejak.checkpoints",
        "MERGE INTO jejak.events e USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    ],
)
async def test_triggers_refuse_even_the_owner_and_superusers(
    admin: asyncpg.Connection, ledger: Ledger, role: str, statement: str
) -> None:
    await ledger.append(append("s"))
    async with admin.transaction():
        await admin.execute(f"SET LOCAL ROLE {role}")
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="are final"):
            async with admin.transaction():
                await admin.execute(statement)
    assert len(await ledger.read("s")) == 1


@pytest.mark.parametrize("role", ["jejak_reader", "jejak_auditor"])
async def test_a_pool_has_only_its_role_s_rights(database: str, ledger: Ledger, role: str) -> None:
    await ledger.append(append("s"))
    async with await open_pool(database, role=role, min_size=1, max_size=1, application_name="test") as pool:
        reader = Ledger(pool)
        assert len(await reader.read("s")) == 1
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await reader.append(append("s", 1))
        await pool.execute("RESET ROLE")  # goes back to the role that the connection began with
        assert await pool.fetchval("SELECT current_user") == role
        assert await pool.fetchval("SHOW application_name") == "test"


async def test_objects_of_the_caller_never_stand_in_for_the_ledger_s(
    pool: asyncpg.Pool, ledger: Ledger, admin: asyncpg.Connection
) -> None:
    await admin.execute(f"GRANT TEMPORARY ON DATABASE {await admin.fetchval('SELECT current_database()')} TO PUBLIC")
    async with pool.acquire() as connection:
        await connection.execute("CREATE TEMP TABLE streams AS SELECT * FROM jejak.streams")
        await connection.execute("CREATE TEMP TABLE events AS SELECT * FROM jejak.events")
        new_event = (None, None, None, None, None, None)
        with pytest.raises(asyncpg.NotNullViolationError):  # by the real table
            await connection.fetch("SELECT * FROM jejak.append($1)", [("s", "s", 0, None, [new_event], None, [], None)])
        await connection.execute("DROP TABLE pg_temp.streams, pg_temp.events")
    assert (await ledger.append(append("s"))).version == 1


@pytest.mark.parametrize("stream", ["ledger/closings", "ledger/anything", "ledger/"])
async def test_what_the_ledger_says_of_itself_is_not_the_application_s_to_append(
    ledger: Ledger, admin: asyncpg.Connection, stream: str
) -> None:
    results = await asyncio.gather(
        *(ledger.append(append(each)) for each in ("s", stream, "t")), return_exceptions=True
    )
    assert [type(result) for result in results] == [Appended, asyncpg.InsufficientPrivilegeError, Appended]
    assert await admin.fetchval("SELECT array_agg(stream_id ORDER BY stream_id) FROM jejak.streams") == ["s", "t"]
