"""Verifying: every hash, leaf, checkpoint and closing recomputed, and every event read by the rules."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import asyncpg

from domain.refusals import Code, require
from domain.streams import REFUSALS, adoption_stream, correlation_of, innovation_stream, refusals_stream
from ledger.db.process_pool import Processes
from ledger.db.queries import query
from ledger.log.checkpoint_directory import CheckpointDirectory
from ledger.log.daybooks import DAYBOOKS
from ledger.model import Head
from ledger.store import Ledger
from ledger.verify.kept import check_kept
from ledger.verify.report import Problem, Report, Value, value
from ledger.verify.schema import check_schema
from ledger.verify.whole import verify
from proof.acts import genesis_of
from proof.errors import JejakError
from proof.streams import KEYS
from service.meaning import read_streams, with_basis
from service.short_ids import innovation_beginning
from wiring.connections import AUDITOR, Connections
from wiring.errors import BadRequest
from wiring.keys import known_log_keys, log_keys, trusted_attestors

FEW_EVENTS = 20_000
"""So many are verified in this process before others have even started."""

STREAMS_AT_ONCE, HEADS_AT_ONCE = 200, 5_000


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found, after a checkpoint of which size, and whether by signatures."""

    report: Report
    outside: int | None
    """How many checkpoints were found outside; None when nobody was to look there."""
    since: int | None
    signatures_checked: bool
    genesis: str | None
    """What the ledger is known by; None where it hasn't begun."""
    genesis_pinned: bool
    """Whether that is what was pinned here, and not only what the ledger says of itself."""

    def as_json(self) -> dict[str, Any]:
        """The same as JSON."""
        report = self.report
        return {
            "ok": report.ok,
            "streams": report.streams,
            "events": report.events,
            "leaves": report.leaves,
            "closings": report.closings,
            **{each.name: report.closed_rows[each.name] for each in DAYBOOKS},
            **{f"open_{each.name}": report.open_rows[each.name] for each in DAYBOOKS},
            "checkpoints": report.checkpoints,
            "outside": self.outside,
            "attestations": report.attestations,
            "unattributed": report.unattributed,
            "delayed": report.delayed,
            "signed": report.signed,
            "since": self.since,
            "signatures_checked": self.signatures_checked,
            "genesis": self.genesis,
            "genesis_pinned": self.genesis_pinned,
            "problems": [
                {
                    "stream": each.stream_id,
                    "version": each.version,
                    "layer": each.layer,
                    "expected": _plain(each.expected),
                    "found": _plain(each.found),
                }
                for each in report.problems
            ],
        }


def _plain(found: object) -> object:
    """A finding as JSON: its code beside its facts."""
    match found:
        case Value() | JejakError():
            return {"code": found.code, **{name: _plain(fact) for name, fact in found.facts.items()}}
        case str() | int() | None:
            return found
    return str(found)


async def verified(
    connections: Connections,
    innovation: str | None,
    *,
    since: str | None = None,
    genesis: str | None = None,
    without_outside: bool = False,
    shown: Callable[[str, int, int], None] = lambda phase, done, total: None,
) -> Verified:
    """Verifies an innovation's streams, or (None) the whole ledger, its log and what is kept outside.

    Nobody signs in for it: whose roles count is part of what is verified. So it says where something is wrong, and
    nothing of what an innovation holds. `innovation` is its id, or the beginning of that.

    `since`, for the whole ledger, is the note of a checkpoint that the auditor kept: events in it aren't hashed or
    read again, but the log must begin with them. `genesis` is the one that the auditor knows, otherwise that of the
    settings, if any. `without_outside`: the checkpoints and the keys that belong outside of
    the database aren't here, and so aren't missed. Memory stays constant but for the problems found. `shown` is called
    with "hashes" and then with "events", how many of them were checked, and of how many.

    Raises:
        Refused, BadRequest: nothing of that innovation is recorded, or its id begins like others.
        BadCheckpointKey: a public key of the log can't be read, or `since` is given and there is none.
        NoteRefused, OtherLog: `since` is no checkpoint of this log.
        SettingsError: by whom attestations are trusted to be can't be read.
    """
    settings = connections.settings
    pool = await connections.pool(AUDITOR)
    if innovation is not None:
        innovation = await innovation_beginning(Ledger(pool), innovation)
    total: int = await pool.fetchval(query("verify_total"))
    keys = known_log_keys(settings) if since is None else log_keys(settings)
    size = keys.open(since).size if keys and since else None
    directory = CheckpointDirectory(settings.checkpoints_directory)
    with _readable(directory):
        outside = [] if without_outside else list(directory.notes())

    def counting(phase: str) -> Callable[[int], None]:
        done = 0

        def more(events: int) -> None:
            nonlocal done
            done += events
            shown(phase, min(done, total), total)

        return more

    few = innovation is not None or total <= FEW_EVENTS
    with nullcontext() if few else Processes(settings.dsn(), role=AUDITOR) as processes:
        report = await verify(
            pool,
            innovation,
            keys=keys,
            outside=outside,
            since=since,
            trusted=trusted_attestors(settings),
            hashed=counting("hashes"),
            processes=processes,
        )
        misplaced = await (_misplaced(pool) if innovation is None else _misplaced_streams(pool, innovation))
        require(innovation is None or report.streams or misplaced, Code.UNKNOWN_INNOVATION, innovation=innovation)
        read = await read_streams(_pages(pool, innovation, size), pool, processes, counting("events"))
    async with pool.acquire() as connection:
        protection = await check_schema(connection)
        if not without_outside:
            with _readable(directory):
                protection += await check_kept(connection, directory, keys, settings.checkpoint_keys_directory)
    known, pinned = await _genesis(pool), genesis or settings.pinned_genesis()
    report.delayed = read.delayed
    report.problems += [*misplaced, *read.problems, *protection, *await _otherwise_begun(pool, known, pinned)]
    return Verified(
        report, None if without_outside else len(outside), size, keys is not None, known, pinned is not None
    )


async def _genesis(pool: asyncpg.Pool) -> str | None:
    """What the ledger says that it is known by."""
    first = await Ledger(pool).read(KEYS, upto=1)
    return genesis_of(first[0].data) if first else None


async def _otherwise_begun(pool: asyncpg.Pool, genesis: str | None, pinned: str | None) -> list[Problem]:
    """Where the ledger didn't begin with the genesis, or with the one that is pinned."""
    found = []
    if pinned is not None and genesis != pinned:
        found.append(Problem(KEYS, 1, "origin", value("genesis", genesis=pinned), value("genesis", genesis=genesis)))
    first: str | None = await pool.fetchval(query("first_leaf"))
    if first is not None and first != KEYS:
        found.append(Problem(first, 1, "origin", value("first_leaf", stream=KEYS), value("first_leaf", stream=first)))
    return found


@contextmanager
def _readable(directory: CheckpointDirectory) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadRequest("unreadable_file", file=directory.directory, cause=error) from None


async def _misplaced(pool: asyncpg.Pool) -> list[Problem]:
    """Every stream that the ledger counts among others than its name says: no hash covers that."""
    found, after = [], ""
    while page := await Ledger(pool).streams_like("", after=after, limit=HEADS_AT_ONCE):
        found += [_misplacing(each.stream_id, each.correlation_id) for each in page if not _in_place(each)]
        after = page[-1].stream_id
    return found


async def _misplaced_streams(pool: asyncpg.Pool, innovation: str) -> list[Problem]:
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


def _misplacing(stream: str, held: str | None) -> Problem:
    expected = value("correlation", correlation=_belonging(stream))
    found = value("no_head") if held is None else value("correlation", correlation=held)
    return Problem(stream, 0, "correlation", expected, found)


async def _pages(pool: asyncpg.Pool, innovation: str | None, since: int | None) -> AsyncIterator[list[str]]:
    """The streams to read, some at a time: an innovation's and all that its decisions were made on, those that moved
    since a size of the log, or all.
    """
    ledger = Ledger(pool)
    if innovation is not None:
        async for some in with_basis(ledger, [head.stream_id for head in await ledger.streams(innovation)]):
            yield some
    elif since is not None:
        streams = [record["stream_id"] for record in await pool.fetch(query("streams_since"), since)]
        for at in range(0, len(streams), STREAMS_AT_ONCE):
            yield streams[at : at + STREAMS_AT_ONCE]
    else:
        after = ""
        while page := await ledger.streams_like("", after=after, limit=STREAMS_AT_ONCE):
            yield [head.stream_id for head in page]
            after = page[-1].stream_id
