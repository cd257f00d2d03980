"""What if an innovation had been under another edition: its recorded commands, decided again.

First under the editions that did govern it, as a check of the comparison: that must come to the recorded events.
Whoever asked stands as their own stream stood then; calendar and regions are those that were published then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from activities.acts import command_of
from domain import codec
from domain.codec import UnreadableEvent
from domain.commands import Command, TimeReached, named_in
from domain.events import Event
from domain.events.innovation import EditionMoved, InnovationProposed
from domain.events.refusal import CommandRefused
from domain.innovation.state import Innovation
from domain.innovation.what_if import (
    GivenCommand,
    Life,
    Step,
    StepPair,
    decide_again,
    side_by_side,
    with_form_of,
)
from domain.model import Pinned
from domain.readings import Reading
from domain.refusals import Code, Refusal, require
from domain.rules import Rules, edition_named
from domain.streams import edition_stream, innovation_stream, refusals_stream
from ledger.model import StoredEvent
from proof.acts import Continuing, Opening, read_metadata
from proof.errors import Unfounded
from service.afar import over_url
from service.as_of import Past
from service.reading import Reader

NOT_BY_RULES = (Code.VERSION_MOVED, Code.COMMAND_ID_REUSED)
"""Refusals that came of what others did at the same time, or of a repeated id."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was recorded beside what would have been under another edition."""

    edition: Pinned
    recorded: Life
    otherwise: Life
    pairs: tuple[StepPair, ...]
    deviation: tuple[str, int] | None
    """The first recorded event, by stream and version, that today's rules don't come to under the same editions."""

    @property
    def first_difference(self) -> StepPair | None:
        """The first step that would have come to something else, if any."""
        return next((pair for pair in self.pairs if not pair.same), None)

    def as_json(self, innovation: str) -> dict[str, Any]:
        """Every step of both lives, side by side, as `what-if --json` gives it."""
        steps = [
            {"recorded": _step_json(pair.one), "otherwise": _step_json(pair.other), "same": pair.same}
            for pair in self.pairs
        ]
        at = self.deviation
        return {
            "innovation": innovation,
            "edition": self.edition.model_dump(),
            "reproduced": at is None,
            "deviation": None if at is None else dict(zip(("stream", "version"), at, strict=True)),
            "first_difference": next((number for number, step in enumerate(steps) if not step["same"]), None),
            "recorded": _life_json(self.recorded),
            "otherwise": _life_json(self.otherwise),
            "steps": steps,
        }


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A command as it was recorded: with its events, or with its refusal."""

    command: Command
    stored: tuple[StoredEvent, ...]
    events: tuple[Event, ...]

    @property
    def refusal(self) -> CommandRefused | None:
        first = self.events[0]
        return first if isinstance(first, CommandRefused) else None


@over_url
async def what_if(reader: Reader, innovation: str, edition: str) -> Comparison:
    """An innovation's recorded life beside the one under an edition as published last, both up to the present.

    It decides on everything recorded, and what it comes to tells of score sheets: so it is for whoever may see all of
    that.

    Raises:
        Refused: the innovation or the edition doesn't exist, or its whole record isn't open to the reader.
        UnreadableEvent: an event that this version doesn't know.
    """
    ledger = reader.ledger
    stream = innovation_stream(innovation)
    stored = await ledger.read(stream)
    require(stored, Code.UNKNOWN_INNOVATION, innovation=innovation)
    await reader.require_record(innovation, Reading.WHAT_IF)
    other = edition_named(await reader.states.basis([edition_stream(edition)]), edition)
    past = Past(ledger)
    decisions = _decisions(stored, await ledger.read(refusals_stream(stream)))
    asked = [await _asked(past, each) for each in decisions if each.command.type != TimeReached.name]
    pins = {
        each.stored[0].occurred_at: event.edition
        for each in decisions
        for event in each.events
        if isinstance(event, InnovationProposed | EditionMoved)
    }
    own = list(pins.values())
    named = [each.named_edition for each in asked if each.named_edition]
    rules = await past.rules((other, *own, *named))
    decided_at = {each.stored[0].occurred_at: each.stored[0].recorded_at for each in decisions}

    def as_recorded(state: Innovation, at: datetime) -> Rules:
        return rules(state.edition or own[0], decided_at.get(at, at))

    def otherwise(state: Innovation, at: datetime) -> Rules:
        known_at = decided_at.get(at, at)
        [*_, governing] = [pin for since, pin in pins.items() if since <= at]
        return with_form_of(rules(governing, known_at).edition, rules(other, known_at))

    last = max(each.stored[0].occurred_at for each in decisions)
    now = max(last, datetime.now(UTC))
    lives = decide_again(innovation, asked, as_recorded, now), decide_again(innovation, asked, otherwise, now)
    return Comparison(
        edition=other,
        recorded=lives[0],
        otherwise=lives[1],
        pairs=tuple(side_by_side(*lives)),
        deviation=_deviation(decisions, decide_again(innovation, asked, as_recorded, last)),
    )


def _decisions(stored: list[StoredEvent], refused: list[StoredEvent]) -> list[_Recorded]:
    """Every decision on an innovation in its order; what was refused stands behind the version it was refused on."""
    placed: list[tuple[int, _Recorded]] = [(each.stored[0].version - 1, each) for each in _grouped(stored)]
    for each in _grouped(refused):
        refusal = each.refusal
        if refusal is None or each.command.stream != stored[0].stream_id or refusal.code in NOT_BY_RULES:
            continue
        if refusal.stream_version > 0:  # before it was proposed there was nothing to decide on
            placed.append((refusal.stream_version, each))
    return [each for _, each in sorted(placed, key=lambda each: (each[0], each[1].refusal is None))]


def _grouped(stored: list[StoredEvent]) -> Iterator[_Recorded]:
    """The events of each command together: the first holds it whole."""
    together: list[StoredEvent] = []
    for each in stored:
        if together and isinstance(_said(each), Opening):
            yield _recorded(together)
            together = []
        together.append(each)
    if together:
        yield _recorded(together)


def _said(stored: StoredEvent) -> Opening | Continuing:
    try:
        return read_metadata(stored.metadata)
    except Unfounded as error:
        with codec.placed(stored.stream_id, stored.version):
            raise UnreadableEvent(stored.type, stored.schema_version, "no_command") from error


def _recorded(stored: list[StoredEvent]) -> _Recorded:
    first = stored[0]
    said = _said(first)
    with codec.placed(first.stream_id, first.version):
        if not isinstance(said, Opening):
            raise UnreadableEvent(first.type, first.schema_version, "no_command")
        try:
            command = command_of(said.signed) if said.signed else Command.model_validate(said.caused)
        except ValueError as error:
            raise UnreadableEvent(first.type, first.schema_version, "no_command") from error
    events = tuple(map(codec.read, stored))
    return _Recorded(command.received_at(first.occurred_at), tuple(stored), events)


async def _asked(past: Past, decision: _Recorded) -> GivenCommand:
    """A command with the people and the edition that it named, as they stood; what it waited to see unchanged, was."""
    command, known_at = decision.command, decision.stored[0].recorded_at
    by = decision.events[0].by
    payload = named_in(command)
    named, people = (payload.named_edition(), payload.named_people()) if payload else (None, ())
    return GivenCommand(
        command=command.model_copy(update={"on_version": None}),
        actor=await past.person(command.actor, known_at=known_at, version=by.person_version if by else None),
        people={each: await past.person(each, known_at=known_at) for each in people},
        named_edition=await past.edition_named(named, known_at) if named else None,
    )


def _deviation(decisions: list[_Recorded], life: Life) -> tuple[str, int] | None:
    for decision, step in zip_longest(decisions, life.steps):
        if decision is None or step is None or not _reproduces(step, decision):
            first = (decision or decisions[-1]).stored[0]
            return first.stream_id, first.version
    return None


def _reproduces(step: Step, decision: _Recorded) -> bool:
    if step.at != decision.command.at:
        return False
    if isinstance(step.outcome, Refusal):
        return decision.refusal is not None and decision.refusal.code == step.outcome.code
    return step.outcome == decision.events


def _life_json(life: Life) -> dict[str, Any]:
    return {"stage": life.state.stage, "version": life.state.version}


def _step_json(step: Step | None) -> dict[str, Any] | None:
    if step is None:
        return None
    command, came_to = step.asked, step.outcome
    refusal = came_to.model_dump(mode="json") if isinstance(came_to, Refusal) else None
    events = () if isinstance(came_to, Refusal) else came_to
    return {
        "at": step.at.isoformat(),
        "command": {"id": str(command.id), "type": command.type, "actor": command.actor} if command else None,
        "stage": step.stage,
        "refusal": refusal,
        "events": [
            {"type": type(each).__name__, "data": each.model_dump(mode="json", exclude_defaults=True)}
            for each in events
        ],
    }
