"""Brings a database to the schema that this code expects: that of sql/baseline/, and what sql/migrations/ adds."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import asyncpg

from ledger.db.mending import grant_as_released, take_over
from ledger.db.schema import SQL
from ledger.errors import EarlierSchema, MigrationEdited, MigrationNotAllowed, MigrationUnknown

BASELINE = "0000_baseline"
PIECES = ("tables/*.sql", "types.sql", "functions/*.sql", "views/*.sql", "grants.sql")
"""The files of the baseline: what comes later may name what came before."""

ROLE_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: the whole baseline, or a file of sql/migrations/."""

    name: str
    text: str

    @property
    def sha256(self) -> bytes:
        """Of the text as UTF-8, lines ended by a line feed on every platform."""
        return sha256(self.text.encode()).digest()


@cache
def baseline(sql: Path = SQL) -> Migration:
    """The schema of the first release: its pieces one after the other, each kind in the order of the names."""
    pieces = [path for pattern in PIECES for path in sorted((sql / "baseline").glob(pattern))]
    return Migration(BASELINE, "\n".join(path.read_text(encoding="utf-8") for path in pieces))


def load(sql: Path = SQL) -> list[Migration]:
    """The baseline, then the migrations in the order in which they are applied, that of their names."""
    files = sorted((sql / "migrations").glob("*.sql"))
    return [baseline(sql), *(Migration(path.stem, path.read_text(encoding="utf-8")) for path in files)]


@dataclass(frozen=True, slots=True)
class Migrated:
    """The names of the migrations that were applied, and the statements that set right what a restore had lost."""

    applied: list[str]
    mended: list[str]


async def migrate(dsn: str, migrations: Sequence[Migration] | None = None) -> Migrated:
    """Applies what the database at `dsn` lacks, and gives it the owners and rights of the release, all or nothing.

    Creates the roles if they are missing; several databases of a cluster, and several processes, may migrate
    at the same time. Raises EarlierSchema, MigrationEdited, MigrationUnknown or MigrationNotAllowed.
    """
    connection = await asyncpg.connect(dsn, server_settings={"application_name": "jejak migrate"})
    try:
        await create_roles(connection)
        async with connection.transaction(isolation="read_committed"):
            await connection.execute((SQL / "one_at_a_time.sql").read_text(encoding="utf-8"))
            taken = await take_over(connection)
            await connection.execute((SQL / "bootstrap.sql").read_text(encoding="utf-8"))
            applied = await apply(connection, load() if migrations is None else migrations)
            return Migrated(applied, [*taken, *await grant_as_released(connection)])
    except asyncpg.InsufficientPrivilegeError as error:
        raise MigrationNotAllowed(detail=str(error)) from error
    finally:
        await connection.close()


async def check(pool: asyncpg.Pool) -> None:
    """Whether the database stands on this code's baseline; which migrations came after it isn't checked.

    Raises EarlierSchema when it doesn't, an asyncpg error when it has no schema of ours at all.
    """
    try:
        found = await pool.fetchval("SELECT sha256 FROM jejak.migrations WHERE name = $1", BASELINE)
    except asyncpg.InsufficientPrivilegeError as error:  # this baseline lets every role read it
        raise EarlierSchema from error
    if found != baseline().sha256:
        raise EarlierSchema


async def create_roles(connection: asyncpg.Connection) -> None:
    """Creates the cluster's roles, even while other databases of the cluster do the same."""
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
    """Applies those of `migrations` that are missing; the caller holds the lock and the transaction."""
    first, *_ = migrations
    applied = await connection.fetch("SELECT name, sha256 FROM jejak.migrations ORDER BY name")
    if applied and (applied[0]["name"], applied[0]["sha256"]) != (first.name, first.sha256):
        raise EarlierSchema
    for position, record in enumerate(applied):
        if position >= len(migrations) or migrations[position].name != record["name"]:
            raise MigrationUnknown(name=record["name"])
        if migrations[position].sha256 != record["sha256"]:
            raise MigrationEdited(name=record["name"])
    missing = migrations[len(applied) :]
    for migration in missing:
        await connection.execute(migration.text)
        await connection.execute(
            "INSERT INTO jejak.migrations (name, sha256) VALUES ($1, $2)", migration.name, migration.sha256
        )
    return [migration.name for migration in missing]
