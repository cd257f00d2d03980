"""A dump restored on a server that knows none of our roles becomes the ledger that it was, and goes on."""

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg
import pytest

from ledger.db.connect import open_pool
from ledger.db.migrate import create_roles, migrate
from ledger.errors import MigrationNotAllowed
from ledger.log.proofs import newest_prover
from ledger.store import Ledger
from ledger.verify.schema import check_schema
from ledger.verify.whole import verify
from stack.postgres import EmbeddedPostgres, find_programs

from .books import KEYS, Books
from .builders import append, event


@pytest.fixture(scope="module")
async def other_server() -> AsyncIterator[EmbeddedPostgres]:
    """A server on which nothing was ever done."""
    with TemporaryDirectory(prefix="jejak-test-") as parent:
        async with EmbeddedPostgres(Path(parent) / "data") as server:
            yield server


@pytest.fixture
async def empty(other_server: EmbeddedPostgres) -> AsyncIterator[str]:
    """The administrator's DSN of an empty database there; afterwards the server has no roles of ours again."""
    name = f"test_{uuid4().hex}"
    await other_server.ensure_database(name)
    yield other_server.dsn(name)
    root = await asyncpg.connect(other_server.dsn())
    await root.execute(f"DROP DATABASE {name} WITH (FORCE)")
    for (role,) in await root.fetch("SELECT rolname FROM pg_roles WHERE rolname LIKE 'jejak%' OR rolname LIKE 'test%'"):
        await root.execute(f"DROP ROLE {role}")
    await root.close()


@pytest.fixture
async def kept(ledger: Ledger, books: Books) -> str:
    """A ledger with a checkpoint after which it went on."""
    for n in range(1, 8):
        await ledger.append(append(f"s/{n}", 0, *(event() for _ in range(n))))
    await books.step()
    await ledger.append(append("s/1", 1))
    await books.step(requested=True)
    await ledger.append(append("t"))
    return books.notes()[0]


def run(program: str, *arguments: str | Path) -> int:
    """The exit code of one of PostgreSQL's programs."""
    return subprocess.run([find_programs() / program, *arguments], stderr=subprocess.DEVNULL, check=False).returncode


def dumped(database: str, file: Path, *options: str) -> Path:
    """A dump of a database."""
    assert run("pg_dump", f"--file={file}", *options, database) == 0
    return file


async def goes_on(dsn: str, books: Books, kept: str) -> None:
    """The database there is intact, in each role, and has new events sealed and signed."""
    async with (
        await open_pool(dsn, role="jejak_auditor", min_size=1, max_size=2, application_name="test") as auditor,
        await open_pool(dsn, role="jejak_worker", min_size=1, max_size=2, application_name="test") as worker,
        await open_pool(dsn, role="jejak_sealer", min_size=1, max_size=2, application_name="test") as sealer,
    ):
        async with auditor.acquire() as connection:
            assert await check_schema(connection) == []
        before = await verify(auditor, keys=KEYS, outside=books.kept())
        assert (before.problems, before.events > 30) == ([], True)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await worker.execute("DELETE FROM jejak.events")
        going_on = Books(sealer, books.outside.directory)
        await Ledger(worker).append(append("after"))
        await going_on.step()
        assert going_on.refusal == ""
        after = await verify(auditor, keys=KEYS, outside=going_on.kept(), since=kept)
        assert (after.problems, after.signed > before.signed) == ([], True)
        prover = await newest_prover(auditor)
        proof = await prover.consistency(KEYS.open(kept).size)
        proof.check(KEYS.open(kept), KEYS.open(prover.note))


@pytest.mark.parametrize("options", [(), ("--no-owner", "--no-acl")], ids=["as it is", "without owners and rights"])
async def test_a_dump_restored_where_no_role_is_known_is_mended_by_migrating(
    database: str, books: Books, kept: str, empty: str, tmp_path: Path, options: tuple[str, ...]
) -> None:
    dump = dumped(database, tmp_path / "dump", "--format=custom")
    run("pg_restore", *options, f"--dbname={empty}", dump)  # complains of every role that is missing, and goes on
    migrated = await migrate(empty)
    assert migrated.applied == []
    assert "ALTER TABLE events OWNER TO jejak_owner;" in migrated.mended
    assert "GRANT SELECT ON events TO jejak_worker;" in migrated.mended
    await goes_on(empty, books, kept)
    assert (await migrate(empty)).mended == []


async def test_a_dump_as_statements_is_mended_too(
    database: str, books: Books, kept: str, empty: str, tmp_path: Path
) -> None:
    run("psql", "--quiet", f"--dbname={empty}", f"--file={dumped(database, tmp_path / 'dump')}")
    assert (await migrate(empty)).mended
    await goes_on(empty, books, kept)


async def test_a_dump_restored_where_the_roles_are_needs_no_mending(
    database: str, books: Books, kept: str, empty: str, tmp_path: Path
) -> None:
    root = await asyncpg.connect(empty)
    await create_roles(root)
    await root.close()
    dump = dumped(database, tmp_path / "dump", "--format=custom")
    assert run("pg_restore", "--exit-on-error", f"--dbname={empty}", dump) == 0
    assert (await migrate(empty)).mended == []
    await goes_on(empty, books, kept)


async def test_triggers_that_a_broken_off_restore_left_disabled_fire_again(
    database: str, books: Books, kept: str, empty: str, tmp_path: Path
) -> None:
    dump = dumped(database, tmp_path / "dump", "--format=custom")
    run("pg_restore", f"--dbname={empty}", dump)
    root = await asyncpg.connect(empty)
    for table in ("events", "leaves", "checkpoints", "attestations"):
        await root.execute(f"ALTER TABLE jejak.{table} DISABLE TRIGGER ALL")  # what --disable-triggers begins with
    await migrate(empty)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="final"):
        await root.execute("DELETE FROM jejak.events")
    await root.close()
    await goes_on(empty, books, kept)


async def test_a_login_that_does_not_own_what_was_restored_is_told_so_and_changes_nothing(
    database: str, kept: str, empty: str, tmp_path: Path
) -> None:
    run("pg_restore", f"--dbname={empty}", dumped(database, tmp_path / "dump", "--format=custom"))
    root = await asyncpg.connect(empty)
    await root.execute("CREATE ROLE test_deployer LOGIN CREATEROLE")
    with pytest.raises(MigrationNotAllowed, match="owner"):
        await migrate(empty.replace("postgres@", "test_deployer@", 1))
    assert await root.fetchval("SELECT tableowner FROM pg_tables WHERE tablename = 'events'") == "postgres"
    await root.close()
