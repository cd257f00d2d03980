"""A story of real commands: each is asked for in a person's name, and what the ledger records is shown."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from rich.markup import escape

from cli import output
from domain.commands import SYSTEM
from domain.events import Event
from domain.events.refusal import CommandRefused
from domain.names import Names
from domain.refusals import Code, Refused
from domain.streams import innovation_stream
from service import auditing, commanding
from service.commanding import Outcome, RefusedCommand, Request, Submitted
from service.names import names_of
from service.reading import Reader
from texts import Lang, text, title
from texts.events import people_in, sentence

E = TypeVar("E", bound=Event)

LOOK_EVERY_S = 0.2
ANSWER_WITHIN = timedelta(seconds=60)
HAPPENS_WITHIN_S = 120.0
"""Longer than anything that a story waits for takes on a slow machine; after that something is wrong."""


class Story:
    """Asks for one innovation, in people's names, and shows every event of its streams as it appears to the reader."""

    def __init__(self, reader: Reader, lang: Lang) -> None:
        self._reader = reader
        self._lang = lang
        self._began = time.monotonic()
        self._shown: set[tuple[str, int]] = set()
        self._entries: list[auditing.Entry] = []
        self.innovation = ""

    async def propose(self, person: str, payload: dict[str, Any]) -> None:
        """Begin the life that the story is about."""
        self.innovation, outcome = await commanding.propose(self._reader.connections, payload, _request(person))
        _accepted(outcome)
        await self.look()

    async def ask(
        self,
        person: str,
        command: str,
        payload: dict[str, Any] | None = None,
        *,
        reason: str | None = None,
        region: str | None = None,
    ) -> None:
        """Ask for a change of the innovation, or of the region's adoption.

        Raises:
            Refused: by a rule.
        """
        stream = innovation_stream(self.innovation)
        if region is not None:
            stream = await self._reader.adoption(self.innovation, region)
        request = _request(person, reason)
        outcome = await commanding.ask(self._reader.connections, stream, command, payload or {}, request)
        await self.look()
        _accepted(outcome)

    async def refused(self, code: Code, person: str, command: str, payload: dict[str, Any] | None = None) -> None:
        """Ask for what a rule forbids, and go on when it was refused for that reason."""
        try:
            await self.ask(person, command, payload)
        except Refused as refused:
            if refused.refusal.code is code:
                return
            raise
        raise AssertionError(f"{command} by {person} was to be refused with {code}")

    async def until(self, event: type[E], fits: Callable[[E], bool] = lambda _: True) -> E:
        """The first such event that fits, as soon as the ledger shows it.

        Raises:
            TimeoutError: it doesn't.
        """
        async with asyncio.timeout(HAPPENS_WITHIN_S):
            while (found := self.seen(event, fits)) is None:
                await asyncio.sleep(LOOK_EVERY_S)
                await self.look()
        return found

    def seen(self, event: type[E], fits: Callable[[E], bool] = lambda _: True) -> E | None:
        """The first such event that fits among those shown so far, or None."""
        found = (entry.event for entry in self._entries if isinstance(entry.event, event))
        return next((each for each in found if fits(each)), None)

    async def look(self) -> None:
        """Show what the ledger recorded since the last look."""
        history = await auditing.history(self._reader, self.innovation)
        new = [each for each in history if (each.stored.stream_id, each.stored.version) not in self._shown]
        named = {each.actor for each in new if each.actor}.union(*(people_in(each.event) for each in new))
        names = await names_of(self._reader.states, await self._reader.names(named))
        for entry in new:
            self._shown.add((entry.stored.stream_id, entry.stored.version))
            self._entries.append(entry)
            self._show(entry, names)

    def chapter(self, stage: str) -> None:
        """Say which stage comes next."""
        output.heading(title("stage", stage, self._lang))

    def _show(self, entry: auditing.Entry, names: Names) -> None:
        style = "yellow" if isinstance(entry.event, CommandRefused) else "default"
        since = f"[dim]{time.monotonic() - self._began:5.1f} s[/dim]"
        actor = text("actor.system", self._lang) if entry.actor == SYSTEM else names.person(entry.actor or output.GAP)
        who = f"[cyan]{escape(actor):19}[/cyan]"
        what = f"[{style}]{escape(sentence(entry.event, self._lang, names))}[/{style}]"
        output.console().print(f"{since}  {who}  {what}", soft_wrap=True)


def _request(person: str, reason: str | None = None) -> Request:
    return Request(person=person, reason=reason, timeout=ANSWER_WITHIN)


def _accepted(outcome: Outcome | Submitted) -> None:
    if isinstance(outcome, RefusedCommand):
        raise Refused(outcome.refusal)
