"""Brings a database to the schema that this code expects."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import asyncpg

from ledger.errors import MigrationEdited, MigrationNotAllowed, MigrationUnknown

SQL = Path(__file__).parents[1] / "sql"
LOCK = 0x6A656A616B  # "jejak"; advisory locks are per database
ROLE_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of sql/migrations/."""

    name: str
    text: str

    @property
    def sha256(self) -> bytes:
        """Of the text as UTF-8, lines ended by a line feed on every platform."""
        return sha256(self.text.encode()).digest()


def load(directory: Path = SQL / "migrations") -> list[Migration]:
    """The migrations in the order in which they are applied, that of their names."""
    files = sorted(directory.glob("*.sql"))
    return [Migration(path.stem, path.read_text(encoding="utf-8")) for path in files]


async def migrate(dsn: str, migrations: Sequence[Migration] | None = None) -> list[str]:
    """Applies what the database at `dsn` lacks, all or nothing, and returns the names.

    Creates the roles if they are missing; several databases of a cluster, and several processes, may migrate
    at the same time. Raises MigrationEdited, MigrationUnknown or MigrationNotAllowed.
    """
    connection = await asyncpg.connect(dsn, server_settings={"application_name": "jejak migrate"})
    try:
        await create_roles(connection)
        async with connection.transaction(isolation="read_committed"):
            await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
            await connection.execute((SQL / "bootstrap.sql").read_text(encoding="utf-8"))
            return await apply(connection, load() if migrations is None else migrations)
    except asyncpg.InsufficientPrivilegeError as error:
        raise MigrationNotAllowed(str(error)) from error
    finally:
        await connection.close()


async def create_roles(connection: asyncpg.Connection) -> None:
    """Creates the roles of the cluster, however many other databases of it do the same right now."""
    for attempt in range(ROLE_ATTEMPTS):
        try:
            await connection.execute((SQL / "roles.sql").read_text(encoding="utf-8"))
            return
        except (asyncpg.InternalServerError, asyncpg.UniqueViolationError):
            # "tuple concurrently updated": two sessions changed the memberships of one role.
            if attempt == ROLE_ATTEMPTS - 1:
                raise
            await asyncio.sleep(0.05 * (attempt + 1))


async def apply(connection: asyncpg.Connection, migrations: Sequence[Migration]) -> list[str]:
    """Applies those of `migrations` that weren't; the caller holds the lock and the transaction."""
    applied = await connection.fetch("SELECT name, sha256 FROM jejak.migrations ORDER BY name")
    for position, record in enumerate(applied):
        if position >= len(migrations) or migrations[position].name != record["name"]:
            raise MigrationUnknown(record["name"])
        if migrations[position].sha256 != record["sha256"]:
            raise MigrationEdited(record["name"])
    missing = migrations[len(applied) :]
    for migration in missing:
        await connection.execute(migration.text)
        await connection.execute(
            "INSERT INTO jejak.migrations (name, sha256) VALUES ($1, $2)", migration.name, migration.sha256
        )
    return [migration.name for migration in missing]
