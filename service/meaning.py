"""Reads events by the rules: whether each can be read, and follows from those before it in its stream."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial

import asyncpg

from domain import codec
from domain.streams import REFUSALS, kind_of
from engine.kinds import decider_of
from ledger.db.process_pool import Processes
from ledger.db.together import together
from ledger.store import Ledger
from ledger.verify.report import Problem, Report, value
from proof.closing import CLOSINGS
from proof.errors import JejakError

EVENTS_AT_ONCE = 500


async def read_streams(
    pages: AsyncIterator[list[str]], pool: asyncpg.Pool, processes: Processes | None, read: Callable[[int], None]
) -> Report:
    """Reads every event of the streams on these pages, in this process or in others.

    `read` is called now and then with the number of events that were read since.
    """
    found = Report()
    free = asyncio.Semaphore(1 if processes is None else 2 * processes.count)

    async def one(page: list[str]) -> None:
        job = partial(read_page, page)
        part = await (job(pool) if processes is None else processes.run(job))
        free.release()
        found.add(part)
        read(part.events)

    async with together() as tasks:
        async for page in pages:
            await free.acquire()
            tasks.create_task(one(page))
    return found


async def read_page(streams: list[str], pool: asyncpg.Pool) -> Report:
    """Reads streams, each from its first event on."""
    found, ledger = Report(), Ledger(pool)
    for stream in streams:
        if stream != CLOSINGS:  # the ledger's own, and recomputed by it
            await _read_stream(found, ledger, stream)
    return found


async def _read_stream(found: Report, ledger: Ledger, stream: str) -> None:
    """Reads one stream up to its end, or the first event that can't be read or doesn't follow."""
    state, after = None, 0
    while stored := await ledger.read(stream, after=after, upto=after + EVENTS_AT_ONCE):
        for each in stored:
            try:
                event = codec.decode(each.type, each.schema_version, each.data)
                if not stream.startswith(f"{REFUSALS}/"):  # they have no state
                    decider = decider_of(kind_of(stream))
                    state = decider.evolve(decider.initial(stream) if state is None else state, event, each.occurred_at)
            except Exception as error:  # whatever a forged event breaks is a finding, never a reason to stop
                other = value("failure", name=type(error).__name__, detail=str(error))
                why = error if isinstance(error, JejakError) else other
                expected = value("event_that_follows", type=each.type)
                found.problems.append(Problem(stream, each.version, "meaning", expected, why))
                return
            found.events += 1
        after = stored[-1].version
