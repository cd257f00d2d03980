"""A server for a benchmark, fresh databases on it, and an event of the usual size."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from ledger.db.migrate import migrate
from stack.postgres import EmbeddedPostgres

METADATA = json.dumps({"command": "x" * 150}).encode()
DATA = json.dumps({"title": "y" * 390}).encode()


@asynccontextmanager
async def server() -> AsyncIterator[EmbeddedPostgres]:
    """A PostgreSQL of its own with its default settings: every commit waits for the disk."""
    with TemporaryDirectory(prefix="jejak-bench-") as parent:
        async with EmbeddedPostgres(Path(parent) / "data") as running:
            yield running


async def new_ledger(running: EmbeddedPostgres) -> str:
    """The DSN of an empty, migrated database."""
    name = f"bench_{uuid4().hex}"
    await running.ensure_database(name)
    await migrate(running.dsn(name))
    return running.dsn(name)
