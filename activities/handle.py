"""Handling: verify, read, decide, append. The one place where a command becomes a fact.

Everything here may run again at any time, in any worker: ids follow from the command, metadata is a function
of the command alone, and the ledger answers a repeated append with its first receipt.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import takewhile
from typing import Any
from uuid import UUID

import structlog

from activities import metrics
from activities.contract import Envelope, Handled, Outcome, Receipt, Rejection, Work
from activities.signatures import KeyRing
from domain import codec
from domain.commands import PAYLOADS, Command
from domain.events import Event
from domain.events.refusal import CommandRefused
from domain.grants import Person
from domain.innovation import decider
from domain.notices import notice
from domain.progress import Progress
from domain.refusals import Code, Refusal, Refused
from domain.streams import correlation_of, kind_of, refusals_stream
from engine.kinds import Kind, all_kinds
from ledger.db.connect import is_connection_error
from ledger.errors import IdReused, WrongVersion
from ledger.model import Append, Appended, NewEvent, Notice, Row, StoredEvent
from ledger.store import Ledger
from proof import ids

log = structlog.get_logger()

ATTEMPTS = 5
"""After so many failures that aren't the connection's, a command is given up as `internal_error`."""

PAUSE_S = 0.05
SKEW = timedelta(seconds=5)
"""How far Temporal's clock may be ahead of a worker's: a wake-up that fired would otherwise seem too early."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LONGEST_FACT = 2000
"""Characters of a refusal's fact: an answer has to fit through Temporal."""


class Handler:
    """Handles work on any stream. `clock` tells the present; no stream's time runs ahead of it by more than `SKEW`."""

    def __init__(self, ledger: Ledger, keys: KeyRing, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._keys = keys
        self._clock = clock
        self.kinds, self._rulebook = all_kinds(ledger)

    async def handle(self, work: Work) -> Handled:
        """Do the work, and answer with what came of it and the stream's progress.

        Raises:
            OSError, asyncpg errors: the database can't be reached; the same work may be tried again.
        """
        command, rejection = self._opened(work)
        if not _exists(work.stream):
            return Handled(outcome=rejection, progress=Progress(stream=work.stream))

        async def attempt() -> Handled:
            if rejection is not None:
                return Handled(outcome=rejection, progress=await self._progress(work.stream))
            return await self._handle(work, command)

        handled = await self._patiently(work.stream, attempt)
        if handled is not None:
            return handled
        metrics.INTERNAL_ERRORS.inc()
        log.error("work given up", stream=work.stream, command=str(command.id) if command else None)
        if command is not None:
            rejection = Rejection(command_id=command.id, refusal=Refusal(code=Code.INTERNAL_ERROR))
        return Handled(outcome=rejection)

    async def load(self, stream: str) -> Handled:
        """Only the progress of a stream, or None where the rules fail on it.

        Raises:
            OSError, asyncpg errors: the database can't be reached; the same work may be tried again.
        """
        if not _exists(stream):
            return Handled(progress=Progress(stream=stream))

        async def attempt() -> Handled:
            return Handled(progress=await self._progress(stream))

        return await self._patiently(stream, attempt) or Handled()

    async def _patiently(self, stream: str, attempt: Callable[[], Awaitable[Handled]]) -> Handled | None:
        """What an attempt comes to; None after `ATTEMPTS` failures that aren't the connection's.

        Whoever loses a race for a version reads and decides again: that somebody else got on is no failure.
        """
        failures = 0
        while failures < ATTEMPTS:
            try:
                return await attempt()
            except WrongVersion:
                self.kinds[kind_of(stream)].states.drop(stream)
                continue
            except IdReused as error:  # the same command was being recorded; now it is to be found
                log.info("id met again", stream=stream, error=str(error))
            except Exception as error:
                if is_connection_error(error):
                    raise
                log.exception("handling failed", stream=stream, failures=failures)
            self.kinds[kind_of(stream)].states.drop(stream)
            failures += 1
            await asyncio.sleep(PAUSE_S * failures)
        return None

    async def _progress(self, stream: str) -> Progress:
        kind = self.kinds[kind_of(stream)]
        return await kind.progress(await kind.states.get(stream))

    def _opened(self, work: Work) -> tuple[Command | None, Rejection | None]:
        """The command in the envelope, if a trusted key signed it for this stream, and for people; or why not.

        Nothing of this is recorded: an id that only claims to be somebody's stays theirs.
        """
        envelope = work.envelope
        if envelope is None:
            return None, None
        try:
            if not self._keys.trusts(envelope):
                raise ValueError("the signature doesn't verify")
            command = Command.model_validate_json(envelope.command)
        except ValueError as error:
            metrics.FORGED.inc()
            log.warning("envelope not authentic", stream=work.stream, key_id=envelope.key_id, why=str(error))
            return None, Rejection(command_id=None, refusal=Refusal(code=Code.NOT_AUTHENTIC))
        payload = PAYLOADS.get(command.type)
        if command.actor == decider.SYSTEM or (payload is not None and payload.system):
            refusal = Refusal(code=Code.SYSTEM_ONLY, facts={"command": command.type})
        elif command.stream != work.stream or not _exists(work.stream):
            refusal = Refusal(code=Code.WRONG_STREAM, facts={"stream": work.stream})
        else:
            return command, None
        return None, Rejection(command_id=command.id, refusal=refusal)

    async def _handle(self, work: Work, command: Command | None) -> Handled:
        kind = self.kinds[kind_of(work.stream)]
        now = min(work.now, self._clock() + SKEW)
        if command is None:
            state = await self._catch_up(
                kind, work.stream, now, work.told_by.root if work.told_by else None, waiting=False
            )
            return Handled(progress=await kind.progress(state))
        assert work.envelope is not None
        with structlog.contextvars.bound_contextvars(
            stream=work.stream, command=command.type, command_id=str(command.id), actor=command.actor
        ):
            outcome = await self._command(kind, command, work.envelope, now)
            state = await kind.states.get(work.stream)
            self._count(command, outcome)
        return Handled(outcome=outcome, progress=await kind.progress(state))

    async def _command(self, kind: Kind[Any], command: Command, envelope: Envelope, now: datetime) -> Outcome:
        state = await kind.states.get(command.stream)
        at = received_at(command.at, state.last_at, now)
        state = await self._catch_up(kind, command.stream, at, None, waiting=True)
        # Only after the state was read: an attempt that is given up elsewhere may record the command any moment,
        # and whoever saw that in the state must not decide again.
        seen = await self._seen(command, envelope)
        if seen is not None:
            return seen
        command = command.received(received_at(at, state.last_at, now))
        actor = await self._rulebook.person(command.actor)
        decision = await decided(kind, state, command, actor)
        if isinstance(decision, Refusal):
            return await self._refused(command, envelope, decision, state.version, command.at)
        appended = await self._record(kind, state, command, decision, _signed(envelope))
        return Receipt(
            command_id=command.id,
            stream=command.stream,
            version=appended.version,
            event_ids=appended.event_ids,
            chain=appended.chain.hex(),
        )

    async def _catch_up(
        self, kind: Kind[Any], stream: str, until: datetime, told_by: str | None, *, waiting: bool
    ) -> Any:
        """The state after everything that time, or another stream, has brought up to an instant."""
        state = await kind.states.get(stream)
        while (command := await kind.system_command(state, until, told_by, waiting)) is not None:
            text = command.model_dump_json(exclude_defaults=True)
            # What it tells has happened already, so its instant may lie after `until`.
            command = command.received(max(command.at, state.last_at or command.at))
            decision = await decided(kind, state, command, Person(decider.SYSTEM))
            if isinstance(decision, Refusal):
                raise RuntimeError(f"{command.type} of {stream} was refused: {decision.code} {decision.facts}")
            if not decision:
                break
            await self._record(kind, state, command, decision, {"command": text})
            state = await kind.states.get(stream)
        return state

    async def _record(
        self, kind: Kind[Any], state: Any, command: Command, events: list[Event], metadata: dict[str, str]
    ) -> Appended:
        first = json.dumps(metadata, ensure_ascii=False, separators=(",", ":")).encode()
        others = json.dumps({"command_id": str(command.id)}, separators=(",", ":")).encode()
        after = state
        for event in events:
            after = kind.evolve(after, event, command.at)
        agency, region = await kind.audience(after)
        new = tuple(
            _new(event, ids.event_id(command.id, ordinal), command.at, first if ordinal == 0 else others)
            for ordinal, event in enumerate(events)
        )
        notices = tuple(
            Notice(ids.notice_id(stored.event_id), body)
            for event, stored in zip(events, new, strict=True)
            if (body := notice(event, command.stream, agency, region)) is not None
        )
        appended = await self._ledger.append(
            Append(
                stream_id=command.stream,
                correlation_id=correlation_of(command.stream),
                expected_version=state.version,
                events=new,
                rows=tuple(Row(row.kind, row.key, row.body) for row in kind.rows(after)),
                notices=notices,
            )
        )
        if not appended.repeated:
            kind.states.put(command.stream, after)
        return appended

    async def _refused(
        self, command: Command, envelope: Envelope, refusal: Refusal, version: int, at: datetime
    ) -> Rejection:
        """Record who tried what, in a stream of its own; the meant stream doesn't move."""
        reused = refusal.code is Code.COMMAND_ID_REUSED
        event_id = ids.reuse_id(command.id, _wish(command)) if reused else ids.refusal_id(command.id)
        refusal = refusal.within(LONGEST_FACT)
        event = CommandRefused(
            command_type=command.type[:LONGEST_FACT],
            actor=command.actor,
            reason=command.reason,
            code=refusal.code,
            facts=refusal.facts,
            stream_version=version,
        )
        metadata = json.dumps(_signed(envelope), ensure_ascii=False, separators=(",", ":")).encode()
        stream = refusals_stream(command.stream)
        while True:
            head = await self._ledger.head(stream)
            request = Append(
                stream_id=stream,
                correlation_id=correlation_of(command.stream),
                expected_version=head.version if head else 0,
                events=(_new(event, event_id, at, metadata),),
            )
            try:
                await self._ledger.append(request)
                return Rejection(command_id=command.id, refusal=refusal)
            except WrongVersion:
                continue  # an innovation's streams share it: another refusal came between

    async def _seen(self, command: Command, envelope: Envelope) -> Outcome | None:
        """What the same command id came to before; None if it is new."""
        refusals = refusals_stream(command.stream)
        found = await self._ledger.find(
            [
                (command.stream, ids.event_id(command.id, 0)),
                (refusals, ids.refusal_id(command.id)),
                (refusals, ids.reuse_id(command.id, _wish(command))),
            ]
        )
        if not found:
            return None
        same = next((event for event in found if _recorded(event).same_wish(command)), None)
        if same is None:
            refusal = Refusal(code=Code.COMMAND_ID_REUSED, facts={"command_id": str(command.id)})
            return await self._refused(command, envelope, refusal, 0, found[0].occurred_at)
        if same.stream_id == command.stream:
            return await self._first_receipt(command, same)
        recorded = codec.read(same)
        assert isinstance(recorded, CommandRefused)
        refusal = Refusal(code=Code(recorded.code), facts=recorded.facts)
        return Rejection(command_id=command.id, refusal=refusal)

    async def _first_receipt(self, command: Command, first: StoredEvent) -> Receipt:
        following = await self._ledger.read(command.stream, after=first.version - 1)
        own = [
            event
            for _, event in takewhile(
                lambda each: each[1].event_id == ids.event_id(command.id, each[0]), enumerate(following)
            )
        ]
        return Receipt(
            command_id=command.id,
            stream=command.stream,
            version=own[-1].version,
            event_ids=tuple(event.event_id for event in own),
            chain=own[-1].chain.hex(),
        )

    def _count(self, command: Command, outcome: Outcome) -> None:
        known = command.type if command.type in PAYLOADS else "unknown"
        if isinstance(outcome, Receipt):
            metrics.COMMANDS.labels(known, "done").inc()
            log.info("command done", version=outcome.version, events=len(outcome.event_ids))
        else:
            metrics.COMMANDS.labels(known, outcome.refusal.code).inc()
            log.info("command refused", code=outcome.refusal.code)


async def decided(kind: Kind[Any], state: Any, command: Command, actor: Person) -> list[Event] | Refusal:
    """The decision, whether the refusal came as a value or was raised on the way to it."""
    try:
        return await kind.decide(state, command, actor)
    except Refused as refused:
        return refused.refusal


def _exists(stream: str) -> bool:
    """Whether a stream that commands may go to can have that name."""
    try:
        return bool(kind_of(stream))
    except Refused:
        return False


def received_at(stamp: datetime, last_at: datetime | None, now: datetime) -> datetime:
    """When a command counts: its stamp, not after now, and never before the stream's last event."""
    at = min(stamp, now)
    return at if last_at is None else max(at, last_at)


def _new(event: Event, event_id: UUID, at: datetime, metadata: bytes) -> NewEvent:
    return NewEvent(
        event_id=event_id,
        type=type(event).__name__,
        schema_version=event.SCHEMA_VERSION,
        occurred_at=at,
        metadata=metadata,
        data=codec.encode(event),
    )


def _signed(envelope: Envelope) -> dict[str, str]:
    return {"command": envelope.command, "key_id": envelope.key_id, "signature": envelope.signature}


def _wish(command: Command) -> str:
    """SHA-256 of what a command asks, whenever it was received, in hex."""
    return sha256(command.received(EPOCH).model_dump_json().encode()).hexdigest()


def _recorded(first: StoredEvent) -> Command:
    """The command that an event's metadata holds whole."""
    return Command.model_validate_json(json.loads(first.metadata)["command"])
