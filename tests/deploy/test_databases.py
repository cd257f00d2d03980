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
from wiring.connections import AUDITOR, CONSOLE, DRAFTS, READER, READS, VAULT

LOGINS = ("temporal", "migrator", "worker", "sealer", "serve", "backup", "reader", "auditor", "vault")
BACKUP = Path(__file__).parents[2] / "deploy" / "backup" / "backup.sh"
SCRIPT = Path(__file__).parents[2] / "deploy" / "postgres" / "databases.sh"


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[EmbeddedPostgres]:
    """A server of its own, because logins belong to a whole server, as the script leaves it."""
    with TemporaryDirectory(prefix="jejak-test-") as directory:
        for login in LOGINS:
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
        *((f"jejak_{login}_login", True) for login in sorted(LOGINS) if login != "temporal"),
        ("temporal", True),
    ]


async def test_each_login_acts_in_its_roles_and_in_no_other(server: EmbeddedPostgres) -> None:
    await migrate(dsn(server, "jejak_migrator_login", "jejak"))
    roles = {
        "jejak_serve_login": {READER, AUDITOR, VAULT, DRAFTS, CONSOLE, READS},
        "jejak_reader_login": {READER},
        "jejak_auditor_login": {AUDITOR},
        "jejak_vault_login": {VAULT},
        "jejak_backup_login": set(),
    }
    for login, own in roles.items():
        connection = await asyncpg.connect(dsn(server, login, "jejak"))
        for role in (READER, AUDITOR, VAULT, DRAFTS, CONSOLE, READS, "jejak_worker", "jejak_sealer", "jejak_owner"):
            try:
                await connection.execute(f"SET ROLE {role}")
            except asyncpg.InsufficientPrivilegeError:
                assert role not in own, (login, role)
            else:
                assert role in own, (login, role)
        await connection.close()


async def test_a_backup_holds_everything_and_the_oldest_go(server: EmbeddedPostgres, tmp_path: Path) -> None:
    await migrate(dsn(server, "jejak_migrator_login", "jejak"))
    checkpoints, backups, secrets = (tmp_path / name for name in ("checkpoints", "backups", "secrets"))
    for each in (checkpoints, backups, secrets):
        each.mkdir()
    (checkpoints / "00000000000000000001.checkpoint").write_text("signed")
    (secrets / "backup_database_url").write_text(dsn(server, "jejak_backup_login", "jejak"))
    for day in range(10, 20):
        (backups / f"202601{day}T000000Z").mkdir()
    (backups / "20260101T000000Z.part").mkdir()
    environment = {
        "PATH": f"{find_programs()}{os.pathsep}{os.environ['PATH']}",
        "BACKUPS": str(backups),
        "CHECKPOINTS": str(checkpoints),
        "SECRETS": str(secrets),
        "BACKUP_DAYS": "3",
    }
    for directory in backups.iterdir():
        os.utime(directory, (0, 0))
    recent = ["sh", str(BACKUP), "recent"]
    assert subprocess.run(recent, env=environment, check=False).returncode == 1
    subprocess.run(["sh", str(BACKUP), "once"], env=environment, check=True, capture_output=True)
    kept = sorted(path.name for path in backups.iterdir())
    assert kept[:2] == ["20260118T000000Z", "20260119T000000Z"]
    assert len(kept) == 3
    assert (backups / kept[2] / "checkpoints" / "00000000000000000001.checkpoint").read_text() == "signed"
    assert (backups / kept[2] / "jejak.dump").stat().st_size > 10_000
    assert subprocess.run(recent, env=environment, check=False).returncode == 0
    (secrets / "backup_database_url").write_text(dsn(server, "jejak_worker_login", "jejak"))
    failed = subprocess.run(["sh", str(BACKUP), "once"], env=environment, check=False, capture_output=True)
    assert failed.returncode != 0
    assert sorted(path.name for path in backups.iterdir() if path.suffix != ".part") == kept
