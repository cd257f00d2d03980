"""Reads events by the rules: whether each can be read, follows from those before it, and comes from an act."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg

from domain import codec
from domain.events import Event
from domain.streams import REFUSALS, exists, kind_of, refusals_stream
from engine.kinds import decider_of
from engine.versions import EventReader
from ledger.db.connect import is_passing
from ledger.db.process_pool import Processes
from ledger.db.together import together
from ledger.log.daybooks import DAYBOOKS
from ledger.model import StoredEvent
from ledger.store import Ledger
from ledger.verify.report import Layer, Problem, Report, Value, value
from proof.acts import Continuing, Opening, read_metadata, was_delayed
from proof.closing import CLOSINGS
from proof.errors import JejakError, Unfounded
from proof.event import microseconds
from proof.hashes import GENESIS
from proof.ids import refusal_id
from proof.streams import KEYS
from service.origin import Origin, Redecided, check_genesis

EVENTS_AT_ONCE = 500

OWN = {CLOSINGS, *(each.stream for each in DAYBOOKS)}
"""Streams of the ledger's own."""


async def read_streams(
    pages: AsyncIterator[list[str]],
    pool: asyncpg.Pool,
    processes: Processes | None,
    read: Callable[[int], None],
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


async def with_basis(ledger: Ledger, streams: list[str]) -> AsyncIterator[list[str]]:
    """These streams, then those that their decisions were made on, then those that theirs were, and so on."""
    known = set(streams)
    while streams:
        yield streams
        further: set[str] = set()
        for stream in streams:
            after = 0
            while stored := await ledger.read(stream, after=after, upto=after + EVENTS_AT_ONCE):
                for each in stored:
                    with suppress(Unfounded):
                        said = read_metadata(each.metadata)
                        further |= said.basis.keys() if isinstance(said, Opening) else set()
                after = stored[-1].version
        streams = sorted(each for each in further - known if exists(each))
        known |= further


async def read_page(streams: list[str], pool: asyncpg.Pool) -> Report:
    """Reads streams, each from its first event on."""
    found, ledger = Report(), Ledger(pool)
    origin = Origin(ledger)
    for stream in streams:
        if stream not in OWN:  # the ledger recomputes them
            await Reading(stream, origin, found).read(ledger)
    return found


class Reading:
    """One stream, read event by event; what is wrong goes into a report."""

    def __init__(self, stream: str, origin: Origin, found: Report) -> None:
        self._stream = stream
        self._origin = origin
        self._found = found
        self._act: Redecided | None = None
        self._broken: str | None = None
        """The command that was reported last, so that its other events aren't reported again."""
        self._chains = [GENESIS]
        self._ids: set[UUID] = set()
        self._said: dict[int, Opening | Continuing | None] = {}
        """What the metadata of each event at hand says; None where it isn't in its form."""
        self._refused: set[UUID] = set()
        """The commands of the events at hand that were refused as well."""

    async def read(self, ledger: EventReader) -> None:
        """Read up to the stream's end, or the first event that can't be read or doesn't follow."""
        stream, state, after, more = self._stream, None, 0, True
        while more and (stored := await ledger.read(stream, after=after, upto=after + EVENTS_AT_ONCE)):
            self._said = {each.version: _said(each) for each in stored}
            self._refused = await _refused_too(ledger, stream, self._said.values())
            for each in stored:
                try:
                    event = codec.decode(each.type, each.schema_version, each.data)
                    if stream.startswith(f"{REFUSALS}/"):  # they have no state
                        await self._check(each, self._origin.refused(stream, each, event, self._chains[-1]))
                    else:
                        decider = decider_of(kind_of(stream))
                        state = decider.initial(stream) if state is None else state
                        following = decider.evolve(state, event, each.occurred_at)
                        await self._check(each, self._comes_from(state, each, event))
                        state = following
                except Exception as error:  # whatever a forged event breaks is a finding, never a reason to stop
                    if is_passing(error):  # that the server has gone is none
                        raise
                    self._problem(each, "meaning", value("event_that_follows", type=each.type), _found(error))
                    return
                self._chains.append(each.chain)
                self._found.events += 1
            # Where versions are missing at the end of a page, hashing has found that.
            after, more = stored[-1].version, stored[-1].version == after + EVENTS_AT_ONCE
        if self._act is not None and not self._act.whole:
            self._cut_off(after)

    async def _comes_from(self, state: Any, stored: StoredEvent, event: Event) -> None:
        """Check that an event begins an act, or continues the one that is under way. Raises Unfounded."""
        if (self._stream, stored.version) == (KEYS, 1):
            check_genesis(stored, event)
            return
        said, act = self._said[stored.version], self._act
        if said is None:
            raise Unfounded("no_act")
        if isinstance(said, Opening):
            if act is not None and not act.whole:
                self._cut_off(stored.version - 1)
            self._act = None
            if said.signed is not None and said.signed.act.id in self._refused:
                raise Unfounded("two_outcomes", id=said.id, stream=refusals_stream(self._stream))
            self._act = act = await self._origin.decision(self._stream, state, stored, said, self._chains)
            self._found.delayed += was_delayed(said, microseconds(stored.recorded_at))
        elif act is None or act.whole or (str(act.command.id), act.done) != (said.id, said.n):
            raise Unfounded("no_act")
        act.take(stored)

    async def _check(self, stored: StoredEvent, origin: Coroutine[Any, Any, None]) -> None:
        try:
            await origin
            if stored.event_id in self._ids:
                raise Unfounded("id_twice", id=stored.event_id)
            self._ids.add(stored.event_id)
        except Exception as error:  # as above
            if is_passing(error):
                raise
            command_id = _command_id(stored)
            if command_id is None or command_id != self._broken:  # what is wrong with an act is said once
                self._problem(stored, "origin", value("act", type=stored.type), _found(error))
            self._act, self._broken = None, command_id

    def _cut_off(self, version: int) -> None:
        """The act that is under way led to more events than there are."""
        act = self._act
        assert act is not None
        expected, found = (
            value("act", type=act.events[act.done][1]),
            Unfounded("cut_off", of=len(act.events), found=act.done),
        )
        self._found.problems.append(Problem(self._stream, version + 1, "origin", expected, found))

    def _problem(self, stored: StoredEvent, layer: Layer, expected: Value, found: Value | JejakError) -> None:
        self._found.problems.append(Problem(self._stream, stored.version, layer, expected, found))


def _said(stored: StoredEvent) -> Opening | Continuing | None:
    try:
        return read_metadata(stored.metadata)
    except Unfounded:
        return None


async def _refused_too(ledger: EventReader, stream: str, said: Iterable[Opening | Continuing | None]) -> set[UUID]:
    """The acts that these decisions of a stream come from, and that were refused as well."""
    if stream.startswith(f"{REFUSALS}/"):
        return set()
    acts = [each.signed.act.id for each in said if isinstance(each, Opening) and each.signed is not None]
    asked = {refusal_id(each): each for each in acts}
    found = await ledger.find([(refusals_stream(stream), each) for each in asked]) if asked else []
    return {asked[each.event_id] for each in found}


def _command_id(stored: StoredEvent) -> str | None:
    """The command that an event says it comes from; None if it says none."""
    try:
        return read_metadata(stored.metadata).id
    except Unfounded:
        return None


def _found(error: Exception) -> Value | JejakError:
    return error if isinstance(error, JejakError) else value("failure", name=type(error).__name__, detail=str(error))
