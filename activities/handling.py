"""Handling: open, read, decide, record. The one place where a command becomes events.

Everything here may run again at any time, in any worker: ids follow from the command, metadata is a function
of the command alone, and the ledger answers a repeated append with its first receipt.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import structlog

from activities import metrics
from activities.command_keys import KeyRing
from activities.contract import Envelope, Handled, Outcome, Receipt, RefusedCommand, Work
from activities.opening import opened
from activities.recording import append_of, receipt_of, signed, unsigned
from activities.refusing import first_answer, refuse
from domain.commands import PAYLOADS, Command
from domain.events import Event
from domain.progress import Progress
from domain.refusals import Code, Refusal
from domain.streams import exists
from engine.deciding import Standing, decided, standing
from engine.states import States
from ledger.db.connect import is_passing
from ledger.errors import IdReused, WrongVersion
from ledger.model import Appended
from ledger.store import Ledger

log = structlog.get_logger()
T = TypeVar("T")

ATTEMPTS = 5
"""After this many failures other than a lost connection, a command is given up as `internal_error`."""

PAUSE_S = 0.05
SKEW = timedelta(seconds=5)
"""How far Temporal's clock may be ahead of a worker's; otherwise a wake-up that fired would seem too early."""

LATEST = datetime.max.replace(tzinfo=UTC)


class Handler:
    """Handles work on any stream. No stream's time runs ahead of `clock` by more than `SKEW`."""

    def __init__(self, ledger: Ledger, keys: KeyRing, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._keys = keys
        self._clock = clock
        self.states = States(ledger)

    async def handle(self, work: Work) -> Handled:
        """Do the work, and answer with its outcome and the stream's progress.

        Raises:
            OSError, asyncpg errors: the database can't be reached; the same work may be tried again.
        """
        command = opened(work, self._keys)
        if isinstance(command, RefusedCommand) or not exists(work.stream):
            outcome = command if isinstance(command, RefusedCommand) else None
            return Handled(outcome=outcome, progress=(await self.load(work.stream)).progress)
        handled = await self._retrying(work.stream, lambda: self._handle(work, command))
        if handled is not None:
            return handled
        metrics.INTERNAL_ERRORS.inc()
        log.error("work given up", stream=work.stream, command=str(command.id) if command else None)
        if command is None:
            return Handled()
        return Handled(outcome=RefusedCommand(command_id=command.id, refusal=Refusal(code=Code.INTERNAL_ERROR)))

    async def load(self, stream: str) -> Handled:
        """Read the progress of a stream; None where the rules fail on it.

        Raises:
            OSError, asyncpg errors: the database can't be reached; the same work may be tried again.
        """
        if not exists(stream):
            return Handled(progress=Progress(stream=stream))
        found = await self._retrying(stream, lambda: standing(self.states, stream))
        return Handled(progress=found.progress if found else None)

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

    async def _handle(self, work: Work, command: Command | None) -> Handled:
        now = min(work.now, self._clock() + SKEW)
        before = await standing(self.states, work.stream, work.signalled_by.root if work.signalled_by else None)
        if command is None:
            # What another stream records has happened already, whatever this worker's clock shows.
            after = await self._catch_up(before, now, LATEST)
            return Handled(progress=after.progress)
        assert work.envelope is not None
        with structlog.contextvars.bound_contextvars(
            stream=work.stream, command=command.type, command_id=str(command.id), actor=command.actor
        ):
            outcome, after = await self._command(before, command, work.envelope, now)
            _count(command, outcome)
        return Handled(outcome=outcome, progress=after.progress)

    async def _command(
        self, before: Standing, command: Command, envelope: Envelope, now: datetime
    ) -> tuple[Outcome, Standing]:
        at = before.not_before_last(min(command.at, now))
        before = await self._catch_up(before, at, at)
        # Only after the state was read: an attempt that was given up elsewhere may record the command at any moment,
        # and a state that includes it must not be decided on again.
        answer = await first_answer(self._ledger, command, envelope)
        if answer is not None:
            return answer, before
        command = command.received_at(before.not_before_last(at))
        before, decision = await decided(self.states, before, command)
        if isinstance(decision, Refusal):
            version = before.state.version
            return await refuse(self._ledger, command, envelope, decision, command.at, version, before.read), before
        appended, after = await self._record(before, command, decision, signed(envelope, before.read))
        return receipt_of(command, appended), after

    async def _catch_up(self, before: Standing, until: datetime, moved_until: datetime) -> Standing:
        """The standing after everything that time or another stream caused up to these instants is recorded."""
        while (command := before.decider.due(before.state, before.basis, until, moved_until)) is not None:
            caused = command
            # What another stream records has happened already, so its instant may lie after `until`.
            command = command.received_at(before.not_before_last(command.at))
            before, decision = await decided(self.states, before, command)
            if isinstance(decision, Refusal):
                raise RuntimeError(f"{command.type} of {before.stream} was refused: {decision.code} {decision.facts}")
            if not decision:
                break
            _, before = await self._record(before, command, decision, unsigned(caused, before.read))
        return before

    async def _record(
        self, before: Standing, command: Command, events: list[Event], metadata: bytes
    ) -> tuple[Appended, Standing]:
        after = before.after(events, command.at)
        appended = await self._ledger.append(append_of(before, after, command, events, metadata))
        if not appended.repeated:
            self.states.put(after.stream, after.state)
            return appended, after
        # Another attempt recorded it, and perhaps more.
        return appended, before.at(await self.states.get(object, before.stream))


def _count(command: Command, outcome: Outcome) -> None:
    known = command.type if command.type in PAYLOADS else "unknown"
    if isinstance(outcome, Receipt):
        metrics.COMMANDS.labels(known, "done").inc()
        log.info("command done", version=outcome.version, events=len(outcome.event_ids))
    else:
        metrics.COMMANDS.labels(known, outcome.refusal.code).inc()
        log.info("command refused", code=outcome.refusal.code)
