"""Handling: open, read, decide, record. The one place where a command becomes events.

Everything here may run again at any time, in any worker: ids follow from the command, metadata is a function
of the command and its basis, and the ledger answers a repeated append with its first receipt.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import structlog

from activities import metrics
from activities.contract import Envelope, Handled, Outcome, Receipt, RefusedCommand, Work
from activities.opening import opened
from activities.recording import Origin, Recorder, receipt_of
from activities.refusing import first_answer, refuse
from domain.commands import PAYLOADS, Command
from domain.events import Event
from domain.keys import Keys
from domain.model import recordable
from domain.progress import Progress
from domain.refusals import Code, Refusal
from domain.streams import exists
from domain.vocabulary import Purpose
from engine.deciding import Standing, decided, not_before_last, standing
from engine.states import Held, States
from ledger.db.connect import is_passing
from ledger.errors import IdReused, TooLate, WrongVersion
from ledger.model import Appended
from ledger.store import Ledger
from proof.acts import SKEW, Signed
from proof.errors import JejakError, Kind
from proof.hashes import GENESIS
from proof.streams import KEYS

log = structlog.get_logger()
T = TypeVar("T")

ATTEMPTS = 5
"""After this many failures other than a lost connection, a command is given up as `internal_error`."""

PAUSE_S = 0.05
MARGIN = timedelta(minutes=1)
"""How long before an act expires it is no longer begun with, so that none is recorded afterwards."""

LATEST = datetime.max.replace(tzinfo=UTC)


class UntrustedWorker(JejakError):
    """The key with which this worker signs isn't one of the ledger's."""

    code = "untrusted_worker"
    kind = Kind.UNAVAILABLE


class Handler:
    """Handles work on any stream. No stream's time runs ahead of `clock` by more than `SKEW`."""

    def __init__(self, ledger: Ledger, recorder: Recorder, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._recorder = recorder
        self._clock = clock
        self.states = States(ledger)

    async def handle(self, work: Work) -> Handled:
        """Do the work, and answer with its outcome and the stream's progress.

        Raises:
            OSError, asyncpg errors: the database can't be reached; the same work may be tried again.
        """
        keys = await self._keys()
        asked = opened(work, keys)
        if isinstance(asked, RefusedCommand) or not exists(work.stream):
            outcome = asked if isinstance(asked, RefusedCommand) else None
            return Handled(outcome=outcome, progress=(await self.load(work.stream)).progress)
        handled = await self._retrying(work.stream, lambda: self._handle(work, asked))
        if handled is not None:
            return handled
        metrics.INTERNAL_ERRORS.inc()
        log.error("work given up", stream=work.stream, command=str(asked[0].id) if asked else None)
        if asked is None:
            return Handled()
        return Handled(outcome=RefusedCommand(command_id=asked[0].id, refusal=Refusal(code=Code.INTERNAL_ERROR)))

    async def load(self, stream: str) -> Handled:
        """Read the progress of a stream; None where the rules fail on it.

        Raises:
            OSError, asyncpg errors: the database can't be reached; the same work may be tried again.
        """
        if not exists(stream):
            return Handled(progress=Progress(stream=stream))
        found = await self._retrying(stream, lambda: standing(self.states, stream))
        return Handled(progress=found.progress if found else None)

    async def _keys(self) -> Keys:
        """The ledger's keys, by which this worker may decide.

        Raises:
            UntrustedWorker: it may not; another worker may do the work.
        """
        keys = await self.states.get(Keys, KEYS)
        self._require_trusted(keys)
        return keys

    def _require_trusted(self, keys: Keys) -> None:
        if not keys.serves(self._recorder.key, Purpose.DECISIONS):
            raise UntrustedWorker(key=self._recorder.key)

    async def _retrying(self, stream: str, attempt: Callable[[], Awaitable[T]]) -> T | None:
        """The result of an attempt; None after `ATTEMPTS` failures other than a lost connection.

        Losing a race for a version isn't a failure: it reads and decides again.
        """
        failures = 0
        while failures < ATTEMPTS:
            try:
                return await attempt()
            except WrongVersion:
                self.states.drop(stream)
                continue
            except UntrustedWorker:
                raise
            except TooLate as error:  # it waited for so long that what it was decided on may have changed
                log.warning("decision came too late", stream=stream, error=str(error))
            except IdReused as error:  # the same command was being recorded; now it can be found
                log.info("id met again", stream=stream, error=str(error))
            except Exception as error:
                if is_passing(error):
                    raise
                log.exception("handling failed", stream=stream, failures=failures)
            self.states.drop(stream)
            failures += 1
            await asyncio.sleep(PAUSE_S * failures)
        return None

    async def _handle(self, work: Work, asked: tuple[Command, Signed] | None) -> Handled:
        now = min(work.now, self._clock() + SKEW)
        moved = work.signalled_by.root if work.signalled_by and asked is None else None
        before = await standing(self.states, work.stream, moved)
        # A key may have been retired since the command was opened; what counts is what the decision is made on.
        self._require_trusted(before.keys)
        if asked is not None and not before.keys.serves(asked[1].key, Purpose.RECEIPTS):
            refused = RefusedCommand(command_id=None, refusal=Refusal(code=Code.NOT_AUTHENTIC))
            return Handled(outcome=refused, progress=before.progress)
        if asked is None:
            # What another stream records has happened already, whatever this worker's clock shows.
            after = await self._catch_up(before, now, LATEST)
            return Handled(progress=after.progress)
        assert work.envelope is not None
        command, signed = asked
        with structlog.contextvars.bound_contextvars(
            stream=work.stream, command=command.type, command_id=str(command.id), actor=command.actor
        ):
            outcome, after = await self._command(before, command, signed, work.envelope)
            _count(command, outcome)
        return Handled(outcome=outcome, progress=after.progress)

    async def _command(
        self, before: Standing, command: Command, signed: Signed, envelope: Envelope
    ) -> tuple[Outcome, Standing]:
        if command.at > self._clock() + SKEW:
            return _not_recorded(command, Code.STAMPED_AHEAD, at=command.at), before
        at = not_before_last(before.state, command.at)
        before = await self._catch_up(before, at, at)
        # Only after the state was read: an attempt that was given up elsewhere may record the command at any moment,
        # and a state that includes it must not be decided on again.
        answer = await first_answer(self._ledger, self._recorder, before, command, envelope)
        if answer is not None:
            return answer, before
        if signed.act.expires is not None and signed.act.expires < self._clock() + MARGIN:
            return _not_recorded(command, Code.EXPIRED, expires=signed.act.expires), before
        if signed.act.seen is not None and not await self._is_past(before, *signed.act.seen):
            return _not_recorded(command, Code.SEEN_OTHERWISE, version=signed.act.seen[0]), before
        command = command.received_at(not_before_last(before.state, at))
        before, decision = await decided(self.states, before, command)
        if isinstance(decision, Refusal):
            return await refuse(self._ledger, self._recorder, before, command, envelope, decision), before
        appended, after = await self._record(before, command, decision, Origin.act(envelope))
        return receipt_of(command, appended), after

    async def _catch_up(self, before: Standing, until: datetime, moved_until: datetime) -> Standing:
        """The standing after everything that time or another stream caused up to these instants is recorded."""
        while (command := before.decider.due(before.state, before.basis, until, moved_until)) is not None:
            caused = command
            # What another stream records has happened already, so its instant may lie after `until`.
            command = command.received_at(not_before_last(before.state, command.at))
            before, decision = await decided(self.states, before, command)
            if isinstance(decision, Refusal):
                raise RuntimeError(f"{command.type} of {before.stream} was refused: {decision.code} {decision.facts}")
            if not decision:
                break
            _, before = await self._record(before, command, decision, Origin.cause(caused))
        return before

    async def _record(
        self, before: Standing, command: Command, events: list[Event], origin: Origin
    ) -> tuple[Appended, Standing]:
        state = before.evolved(events, command.at)
        appended = await self._ledger.append(self._recorder.append_of(before, state, command, events, origin))
        if not appended.repeated:
            self.states.put(before.stream, Held(state, appended.chain))
            return appended, before.at(state, appended.chain)
        # Another attempt recorded it, and perhaps more.
        held = (await self.states.read([before.stream]))[before.stream]
        return appended, before.at(held.state, held.chain)

    async def _is_past(self, before: Standing, version: int, chain: str) -> bool:
        """Whether the stream had that chain hash at that version."""
        if version in (0, before.state.version):
            return chain == (before.chain if version else GENESIS).hex()
        found = await self._ledger.read(before.stream, after=version - 1, upto=version)
        return bool(found) and found[0].chain.hex() == chain


def _not_recorded(command: Command, code: Code, **facts: object) -> RefusedCommand:
    """The answer to what can't be recorded any more, or not yet; it uses up no id."""
    return RefusedCommand(command_id=command.id, refusal=Refusal(code=code, facts=recordable(facts)))


def _count(command: Command, outcome: Outcome) -> None:
    known = command.type if command.type in PAYLOADS else "unknown"
    if isinstance(outcome, Receipt):
        metrics.COMMANDS.labels(known, "done").inc()
        log.info("command done", version=outcome.version, events=len(outcome.event_ids))
    else:
        metrics.COMMANDS.labels(known, outcome.refusal.code).inc()
        log.info("command refused", code=outcome.refusal.code)
