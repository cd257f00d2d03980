"""A process that appends to all streams at once; its arguments are DSN, NUMBER, ROUNDS and STREAMS."""

import asyncio
import sys

from ledger.db.connect import open_pool
from ledger.errors import WrongVersion
from ledger.store import Ledger

from .builders import append, event


async def write(ledger: Ledger, stream_id: str, writer: str, rounds: int) -> None:
    """Appends the numbers up to `rounds`, each again and again until it is recorded."""
    version = 0
    for n in range(rounds):
        one = event(str(n).encode(), metadata=writer.encode())
        while True:
            try:
                version = (await ledger.append(append(stream_id, version, one))).version
                break
            except WrongVersion as refusal:
                version = refusal.found


async def main(dsn: str, number: str, rounds: str, streams: str) -> None:
    """Writes to every stream, even writers in one order, odd ones in the other."""
    order = list(range(int(streams)))
    if int(number) % 2:
        order.reverse()
    async with await open_pool(
        dsn, role="jejak_worker", min_size=1, max_size=1, application_name=f"writer {number}"
    ) as pool:
        ledger = Ledger(pool)
        await asyncio.gather(*(write(ledger, f"s/{n}", number, int(rounds)) for n in order))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
