"""Does endless work in several processes: `python -m tests.ledger.endless_work DSN`; says so when one has begun."""

import asyncio
import os
import sys

import asyncpg

from ledger.db.process_pool import Processes
from processes.process import run


async def endless(_pool: asyncpg.Pool) -> None:
    """Never ends by itself."""
    os.write(1, b"begun\n")  # one write: of several processes that print, lines may be mixed
    await asyncio.Event().wait()


async def main() -> None:
    """One process works, others begin to while it does."""
    with Processes(sys.argv[1], role="jejak_auditor") as processes:
        await asyncio.gather(*(processes.run(endless) for _ in range(processes.count)))


if __name__ == "__main__":
    run(main())
