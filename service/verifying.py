"""Verifying: every hash, leaf, checkpoint and closing recomputed, and every event read by the rules."""

import asyncio
import multiprocessing
import os
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from domain import codec
from domain.refusals import Code, require
from domain.streams import (
    REFUSALS,
    adoption_stream,
    correlation_of,
    innovation_stream,
    kind_of,
    refusals_stream,
)
from engine.kinds import decider_of
from ledger.db.connect import open_pool
from ledger.db.queries import query
from ledger.model import Head
from ledger.seal.sinks import FileSink, Kept
from ledger.store import Ledger
from ledger.verify.parallel import verify_in_parallel
from ledger.verify.problems import Problem
from ledger.verify.whole import verify
from proof.closing import CLOSINGS
from wiring.connections import AUDITOR, Connections
from wiring.errors import BadRequest
from wiring.keys import known_log_keys, log_keys, trusted_attestors
from wiring.settings import Settings

FEW_EVENTS = 20_000
"""So many are verified in this process before others have even started."""

STREAMS_AT_ONCE, EVENTS_AT_ONCE, HEADS_AT_ONCE = 200, 500, 5_000

Progress = Callable[[str, int, int], None]
"""Told of "hashes" and then of "events" how many were checked, and of how many."""


def no_progress(phase: str, done: int, total: int) -> None:
    """For whoever doesn't want to know."""


@dataclass(slots=True)
class Read:
    """How many events were read, and which didn't follow from those before them."""

    events: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)


async def verified(
    connections: Connections,
    innovation: str | None,
    *,
    since: str | None = None,
    progress: Progress = no_progress,
) -> dict[str, Any]:
    """An innovation's streams (None: the whole ledger, its log and what is kept outside) verified, as JSON.

    `since`, for the whole ledger, is the note of a checkpoint that the auditor kept: events in it aren't hashed or
    read again, but the log must begin with them. Memory stays constant but for the problems found.

    Raises:
        Refused: nothing of that innovation is recorded.
        BadCheckpointKey: a public key of the log can't be read, or `since` is given and there is none.
        NoteRefused, OtherLog: `since` is no checkpoint of this log.
        SettingsError: by whom attestations are trusted to be can't be read.
    """
    settings = connections.settings
    pool = await connections.pool(AUDITOR)
    total: int = await pool.fetchval(query("verify_total"))
    keys = known_log_keys(settings) if since is None else log_keys(settings)

    outside: list[Kept] = []

    def hashed(done: int, of: int) -> None:
        progress("hashes", done, of)

    if innovation is not None:
        outside = _kept(settings)
        report = await verify(pool, innovation, keys=keys, outside=outside, progress=hashed)
        misplaced = await _misplaced_streams(pool, innovation)
        require(report.streams or misplaced, Code.UNKNOWN_INNOVATION, innovation=innovation)
    else:
        outside, attestors = _kept(settings), trusted_attestors(settings)
        misplaced = await _misplaced(pool)
        if total <= FEW_EVENTS:
            report = await verify(pool, keys=keys, outside=outside, since=since, attestors=attestors, progress=hashed)
        else:
            report = await verify_in_parallel(
                settings.dsn(),
                role=AUDITOR,
                keys=keys,
                outside=outside,
                since=since,
                attestors=attestors,
                progress=hashed,
            )
    size = keys.open(since).size if keys and since else None
    pages = _pages(pool, innovation, size)
    read = await (_read_here if total <= FEW_EVENTS else _read_in_parallel)(settings.dsn(), pages, total, progress)
    problems = [*map(_problem, report.problems), *misplaced, *read.problems]
    return {
        "ok": not problems,
        "streams": report.streams,
        "events": report.events,
        "leaves": report.leaves,
        "closings": report.closings,
        "checkpoints": report.checkpoints,
        "outside": len(outside),
        "attestations": report.attestations,
        "unattributed": report.unattributed,
        "signed": report.signed,
        "since": size,
        "signatures_checked": keys is not None,
        "problems": problems,
    }


def _kept(settings: Settings) -> list[Kept]:
    """The checkpoints that are kept outside of the database."""
    directory = settings.checkpoints_directory
    try:
        return list(FileSink(directory).notes())
    except OSError as error:
        raise BadRequest("unreadable_file", file=directory, problem=error.strerror or error) from None


async def _misplaced(pool: asyncpg.Pool) -> list[dict[str, Any]]:
    """Every stream that the ledger counts among others than its name says: no hash covers that."""
    found, after = [], ""
    while page := await Ledger(pool).streams_like("", after=after, limit=HEADS_AT_ONCE):
        found += [_misplacing(each.stream_id, each.correlation_id) for each in page if not _in_place(each)]
        after = page[-1].stream_id
    return found


async def _misplaced_streams(pool: asyncpg.Pool, innovation: str) -> list[dict[str, Any]]:
    """The same of one innovation's streams, by their names, those among them that lost their heads."""
    own = innovation_stream(innovation)
    adoptions = adoption_stream(innovation, "")
    beyond = adoptions[:-1] + chr(ord("/") + 1)
    streams = await pool.fetch(query("named_streams"), [own, refusals_stream(own)], adoptions, beyond)
    return [_misplacing(stream, held) for stream, held in streams if held != innovation]


def _in_place(head: Head) -> bool:
    return head.correlation_id == _belonging(head.stream_id)


def _belonging(stream: str) -> str:
    """The correlation that a stream's name tells; refusals belong to what they refused."""
    return correlation_of(stream).removeprefix(f"{REFUSALS}/")


def _misplacing(stream: str, held: str | None) -> dict[str, Any]:
    return problem(stream, 0, "correlation", _belonging(stream), "no head row" if held is None else held)


async def _pages(pool: asyncpg.Pool, innovation: str | None, since: int | None) -> AsyncIterator[list[str]]:
    """The streams to read, some at a time: an innovation's, those that moved since a size of the log, or all."""
    ledger = Ledger(pool)
    if innovation is not None:
        yield [head.stream_id for head in await ledger.streams(innovation)]
    elif since is not None:
        streams = [record["stream_id"] for record in await pool.fetch(query("streams_since"), since)]
        for at in range(0, len(streams), STREAMS_AT_ONCE):
            yield streams[at : at + STREAMS_AT_ONCE]
    else:
        after = ""
        while page := await ledger.streams_like("", after=after, limit=STREAMS_AT_ONCE):
            yield [head.stream_id for head in page]
            after = page[-1].stream_id


async def _read_here(dsn: str, pages: AsyncIterator[list[str]], total: int, progress: Progress) -> Read:
    """Reads every event of the streams in this process."""
    read = Read()
    async for page in pages:
        _add(read, await _read_streams(dsn, page), total, progress)
    return read


async def _read_in_parallel(dsn: str, pages: AsyncIterator[list[str]], total: int, progress: Progress) -> Read:
    """Reads every event of the streams, one process for each processor."""
    read = Read()
    processes = os.cpu_count() or 1
    free = asyncio.Semaphore(2 * processes)
    executor = ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))

    async def one(page: list[str]) -> None:
        try:
            loop = asyncio.get_running_loop()
            _add(read, await loop.run_in_executor(executor, _read_apart, dsn, page), total, progress)
        finally:
            free.release()

    try:
        async with asyncio.TaskGroup() as tasks:
            async for page in pages:
                await free.acquire()
                tasks.create_task(one(page))
    finally:
        executor.shutdown(cancel_futures=True)
    return read


def _add(read: Read, more: Read, total: int, progress: Progress) -> None:
    read.events += more.events
    read.problems += more.problems
    progress("events", min(read.events, total), total)


def _read_apart(dsn: str, streams: list[str]) -> Read:
    """Reads streams in a process of its own."""
    return asyncio.run(_read_streams(dsn, streams))


async def _read_streams(dsn: str, streams: Iterable[str]) -> Read:
    """Reads streams, each from its first event on."""
    read = Read()
    async with await open_pool(dsn, role=AUDITOR, min_size=1, max_size=1, application_name="jejak-verify") as pool:
        ledger = Ledger(pool)
        for stream in streams:
            if stream != CLOSINGS:  # the ledger's own, and recomputed by it
                await _read_stream(read, ledger, stream)
    return read


async def _read_stream(read: Read, ledger: Ledger, stream: str) -> None:
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
                found = f"{each.type}: {error}"
                read.problems.append(problem(stream, each.version, "meaning", "an event that follows", found))
                return
            read.events += 1
        after = stored[-1].version


def problem(stream: str, version: int, layer: str, expected: str, found: str) -> dict[str, Any]:
    """Something that doesn't fit, as JSON."""
    return {"stream": stream, "version": version, "layer": layer, "expected": expected, "found": found}


def _problem(found: Problem) -> dict[str, Any]:
    return problem(found.stream_id, found.version, found.layer, found.expected, found.found)
