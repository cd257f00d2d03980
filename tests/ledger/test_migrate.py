"""Migrations: fresh, repeated, edited, at the same time, by a login that isn't a superuser."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg
import pytest

from ledger.db.connect import open_pool
from ledger.db.migrate import Migration, load, migrate
from ledger.errors import EarlierSchema, MigrationEdited, MigrationNotAllowed, MigrationUnknown
from ledger.store import Ledger
from ledger.verify.whole import verify
from stack.postgres import EmbeddedPostgres

from .builders import append

EXTRA = Migration("9999_extra", "CREATE TABLE extra ()")


@pytest.fixture(scope="module")
async def cluster() -> AsyncIterator[EmbeddedPostgres]:
    """A server for these tests alone, because roles belong to the whole server."""
    with TemporaryDirectory(prefix="jejak-test-") as parent:
        async with EmbeddedPostgres(Path(parent) / "data") as server:
            yield server


@pytest.fixture
async def root(cluster: EmbeddedPostgres) -> AsyncIterator[asyncpg.Connection]:
    """The administrator of a server that has neither databases nor roles of ours, before and after."""
    connection = await asyncpg.connect(cluster.dsn())
    yield connection
    for record in await connection.fetch("SELECT datname FROM pg_database WHERE datname LIKE 'test%'"):
        await connection.execute(f"DROP DATABASE {record['datname']} WITH (FORCE)")
    for record in await connection.fetch(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'jejak%' OR rolname LIKE 'test%'"
    ):
        await connection.execute(f"DROP ROLE {record['rolname']}")
    await connection.close()


async def new_database(cluster: EmbeddedPostgres, root: asyncpg.Connection) -> str:
    """The administrator's DSN of a database without anything."""
    name = f"test_{uuid4().hex}"
    await root.execute(f"CREATE DATABASE {name}")
    return cluster.dsn(name)


def as_login(dsn: str, login: str) -> str:
    """The same database for another login."""
    return dsn.replace("postgres@", f"{login}@", 1)


async def works(dsn: str) -> bool:
    """Whether a worker can append there and an auditor verify it."""
    async with await open_pool(dsn, role="jejak_worker", min_size=1, max_size=1, application_name="test") as pool:
        await Ledger(pool).append(append("s"))
    async with await open_pool(dsn, role="jejak_auditor", min_size=1, max_size=1, application_name="test") as pool:
        return (await verify(pool)).ok


async def test_a_fresh_database_gets_everything_and_a_migrated_one_nothing(
    cluster: EmbeddedPostgres, root: asyncpg.Connection
) -> None:
    dsn = await new_database(cluster, root)
    assert (await migrate(dsn)).applied == [migration.name for migration in load()]
    assert (await migrate(dsn)).applied == []
    assert await works(dsn)


async def test_a_new_migration_is_applied_alone(database: str) -> None:
    assert (await migrate(database, [*load(), EXTRA])).applied == [EXTRA.name]
    assert (await migrate(database, [*load(), EXTRA])).applied == []


async def test_an_edited_migration_is_refused_by_name(database: str) -> None:
    files = load()
    await migrate(database, [*files, EXTRA])
    edited = replace(EXTRA, text=EXTRA.text + "-- a remark\n")
    with pytest.raises(MigrationEdited, match=EXTRA.name):
        await migrate(database, [*files, edited])
    assert (await migrate(database, [*files, EXTRA])).applied == []


async def test_a_migration_that_this_code_lacks_or_inserts_before_others_is_refused(database: str) -> None:
    files = load()
    await migrate(database, [*files, EXTRA])
    with pytest.raises(MigrationUnknown, match=EXTRA.name):
        await migrate(database, files)
    with pytest.raises(MigrationUnknown, match=EXTRA.name):
        await migrate(database, [*files, Migration("9998_before", "SELECT 1"), EXTRA])


async def test_a_database_of_another_baseline_is_refused_by_whoever_migrates_or_opens_it(
    database: str, admin: asyncpg.Connection
) -> None:
    await admin.execute("UPDATE jejak.migrations SET sha256 = sha256('an earlier one')")
    with pytest.raises(EarlierSchema):
        await migrate(database)
    with pytest.raises(EarlierSchema):
        await works(database)


async def test_a_database_from_before_the_baseline_is_refused_by_whoever_migrates_or_opens_it(
    database: str, admin: asyncpg.Connection
) -> None:
    await admin.execute("UPDATE jejak.migrations SET name = '0001_tables'")
    await admin.execute("REVOKE SELECT ON jejak.migrations FROM jejak_worker")  # as it was then
    with pytest.raises(EarlierSchema):
        await migrate(database)
    with pytest.raises(EarlierSchema):
        await works(database)


async def test_a_migration_that_fails_leaves_nothing(database: str, admin: asyncpg.Connection) -> None:
    broken = Migration("9999_extra_broken", "SELECT 1/0")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(database, [*load(), EXTRA, broken])
    assert await admin.fetchval("SELECT to_regclass('jejak.extra')") is None
    assert await admin.fetchval("SELECT max(name) FROM jejak.migrations") == load()[-1].name


async def test_files_are_compared_by_their_text_whatever_ends_their_lines(tmp_path: Path) -> None:
    for directory in ("baseline/tables", "migrations"):
        (tmp_path / directory).mkdir(parents=True)
    (tmp_path / "baseline/grants.sql").write_bytes(b"SELECT 3;\r\n")
    (tmp_path / "baseline/tables/b.sql").write_bytes(b"SELECT 2;\n")
    (tmp_path / "baseline/tables/a.sql").write_bytes(b"SELECT 1;\r\n")
    (tmp_path / "migrations/0002_b.sql").write_bytes(b"SELECT 1;\r\nSELECT 2;\r\n")
    (tmp_path / "migrations/0001_a.sql").write_bytes(b"SELECT 1;\n")
    assert load(tmp_path) == [
        Migration("0000_baseline", "SELECT 1;\n\nSELECT 2;\n\nSELECT 3;\n"),
        Migration("0001_a", "SELECT 1;\n"),
        Migration("0002_b", "SELECT 1;\nSELECT 2;\n"),
    ]


async def test_many_may_migrate_one_database_and_several_of_a_new_server_at_once(
    cluster: EmbeddedPostgres, root: asyncpg.Connection
) -> None:
    databases = [await new_database(cluster, root) for _ in range(4)]
    results = await asyncio.gather(*(migrate(dsn) for dsn in databases * 3))
    for number in range(len(databases)):
        applied = [result.applied for result in results[number :: len(databases)] if result.applied]
        assert applied == [[migration.name for migration in load()]]
    assert all([await works(dsn) for dsn in databases])


async def test_logins_that_may_create_roles_migrate_a_new_server_at_once(
    cluster: EmbeddedPostgres, root: asyncpg.Connection
) -> None:
    databases = [await new_database(cluster, root) for _ in range(3)]
    await root.execute("CREATE ROLE test_deployer LOGIN CREATEROLE")
    for dsn in databases:
        await root.execute(f"GRANT CREATE ON DATABASE {dsn.split('/')[3].split('?')[0]} TO test_deployer")
    await asyncio.gather(*(migrate(as_login(dsn, "test_deployer")) for dsn in databases * 2))
    assert (await migrate(as_login(databases[0], "test_deployer"))).applied == []
    assert all([await works(dsn) for dsn in databases])


async def test_a_login_without_powers_migrates_what_was_prepared_for_it(
    cluster: EmbeddedPostgres, root: asyncpg.Connection
) -> None:
    await migrate(await new_database(cluster, root))  # makes the roles
    dsn = await new_database(cluster, root)
    await root.execute("CREATE ROLE test_deployer LOGIN")
    with pytest.raises(MigrationNotAllowed):
        await migrate(as_login(dsn, "test_deployer"))

    await root.execute("GRANT jejak_owner TO test_deployer")
    admin = await asyncpg.connect(dsn)
    await admin.execute("CREATE SCHEMA jejak AUTHORIZATION jejak_owner")
    await admin.close()
    assert (await migrate(as_login(dsn, "test_deployer"))).applied == [migration.name for migration in load()]
    assert await works(dsn)


async def test_a_login_that_may_not_create_roles_gets_an_error_that_says_so(
    cluster: EmbeddedPostgres, root: asyncpg.Connection
) -> None:
    dsn = await new_database(cluster, root)
    await root.execute("CREATE ROLE test_deployer LOGIN")
    with pytest.raises(MigrationNotAllowed, match="role"):
        await migrate(as_login(dsn, "test_deployer"))


async def test_an_application_s_login_that_is_a_member_of_a_role_works_with_it(
    cluster: EmbeddedPostgres, root: asyncpg.Connection
) -> None:
    dsn = await new_database(cluster, root)
    await migrate(dsn)
    await root.execute("CREATE ROLE test_application LOGIN")
    with pytest.raises(asyncpg.PostgresError, match="role"):
        await works(as_login(dsn, "test_application"))
    await root.execute("GRANT jejak_worker, jejak_auditor TO test_application")
    assert await works(as_login(dsn, "test_application"))
