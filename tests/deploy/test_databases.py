"""The script that sets a new PostgreSQL server up gives each login its own database and no more."""

import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import asyncpg
import pytest

from ledger.db.connect import open_pool
from ledger.db.migrate import migrate
from stack.postgres import EmbeddedPostgres, find_programs

SCRIPT = Path(__file__).parents[2] / "deploy" / "postgres" / "databases.sh"


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[EmbeddedPostgres]:
    """A server of its own, because logins belong to a whole server, as the script leaves it."""
    with TemporaryDirectory(prefix="jejak-test-") as directory:
        for login in ("temporal", "migrator", "worker", "sealer"):
            (Path(directory) / f"{login}_password").write_text(f"it's {login}'s\n")
        async with EmbeddedPostgres(Path(directory) / "data") as postgres:
            socket = urlsplit(postgres.dsn()).query.removeprefix("host=")
            path = f"{find_programs()}{os.pathsep}{os.environ['PATH']}"
            environment = {"PATH": path, "PGHOST": socket, "SECRETS": directory}
            subprocess.run(["bash", str(SCRIPT)], env=environment, check=True)
            yield postgres


def dsn(server: EmbeddedPostgres, login: str, database: str) -> str:
    """DSN of `database` for `login`."""
    return server.dsn(database).replace("postgres@", f"{login}@", 1)


async def test_the_migrator_migrates_and_the_worker_takes_its_role(server: EmbeddedPostgres) -> None:
    migrator = dsn(server, "jejak_migrator_login", "jejak")
    assert (await migrate(migrator)).applied
    assert (await migrate(migrator)).applied == []
    worker = dsn(server, "jejak_worker_login", "jejak")
    pool = await open_pool(worker, role="jejak_worker", min_size=1, max_size=1, application_name="test")
    async with pool:
        assert await pool.fetchval("SELECT count(*) FROM jejak.events") == 0
        for statement in ("DELETE FROM jejak.events", "CREATE TEMP TABLE mine ()", "SELECT lo_creat(-1)"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await pool.execute(statement)


async def test_the_sealer_takes_its_role_and_appends_nothing(server: EmbeddedPostgres) -> None:
    await migrate(dsn(server, "jejak_migrator_login", "jejak"))
    sealer = dsn(server, "jejak_sealer_login", "jejak")
    pool = await open_pool(sealer, role="jejak_sealer", min_size=1, max_size=1, application_name="test")
    async with pool:
        assert await pool.fetchval("SELECT sealed FROM jejak.seal_batch(jejak.take_lease(), 1)") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute("SELECT jejak.append(ARRAY[]::jejak.append_request[])")


@pytest.mark.parametrize(
    ("login", "database"),
    [
        ("temporal", "jejak"),
        ("jejak_worker_login", "temporal"),
        ("jejak_sealer_login", "temporal"),
        ("jejak_migrator_login", "temporal_visibility"),
    ],
)
async def test_no_login_reaches_a_strange_database(server: EmbeddedPostgres, login: str, database: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(dsn(server, login, database))


async def test_temporal_owns_its_databases_and_every_login_has_a_password(server: EmbeddedPostgres) -> None:
    for database in ("temporal", "temporal_visibility"):
        connection = await asyncpg.connect(dsn(server, "temporal", database))
        await connection.execute("CREATE TABLE t (); DROP TABLE t")
        await connection.close()
    administrator = await asyncpg.connect(server.dsn())
    logins = await administrator.fetch(
        "SELECT rolname, rolpassword LIKE 'SCRAM-SHA-256$%' AS hashed FROM pg_authid"
        " WHERE rolcanlogin AND NOT rolsuper ORDER BY rolname"
    )
    await administrator.close()
    assert [tuple(login) for login in logins] == [
        ("jejak_migrator_login", True),
        ("jejak_sealer_login", True),
        ("jejak_worker_login", True),
        ("temporal", True),
    ]
