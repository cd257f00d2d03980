"""Time travel: the state of an innovation at any moment, folded from the events of all its streams.

A moment is meant in one of three ways: by what had occurred, by what the ledger knew, or by a version of the
innovation's own stream.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from domain import codec
from domain.adoption.evolve import evolve as evolve_adoption
from domain.adoption.state import Adoption
from domain.events import Event
from domain.innovation.evolve import evolve
from domain.innovation.state import Innovation
from domain.readings import Reading
from domain.refusals import Code, require
from domain.shown import shown_adoption, shown_state
from domain.streams import adopter_of, innovation_stream
from domain.visibility import may_see_everything
from ledger.model import StoredEvent
from ledger.store import Ledger
from service.afar import over_url
from service.auditing import state_json
from service.reading import Reader
from wiring.errors import NotPossible

Happened = tuple[str, Event, datetime]
"""An event with its stream, and when it occurred."""

CLOCKS_APART = timedelta(minutes=5)
"""How far another machine's clock may be ahead before a time counts as one to come."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment to look at. Without anything it is the present.

    `occurred_by`: what had occurred by then. `known_by`: what was recorded by then; with both, what was known then of
    what had occurred by the first. `version`: that version of the innovation's stream, the adoptions as they were known
    when it was recorded.
    """

    occurred_by: datetime | None = None
    known_by: datetime | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Then:
    """An innovation and its adoptions, by adopter, at some moment, as far as they are open to whoever looks."""

    innovation: Innovation
    adoptions: Mapping[str, Adoption]
    not_open: tuple[str, ...] = ()
    """The paths of what isn't open to them, in the innovation or `adoptions.ADOPTER`."""


@over_url
async def replay(reader: Reader, innovation: str, moment: Moment) -> dict[str, Any]:
    """The state of an innovation and its adoptions as JSON, as far as it is open to the reader, and the paths of what
    isn't; the same events always give the same. Raises as `then`.
    """
    found = await then(reader, innovation, moment)
    paths = [each if each.startswith("adoptions.") else f"innovation.{each}" for each in found.not_open]
    return {**_json(found.innovation, found.adoptions), "not_open": paths}


async def then(reader: Reader, innovation: str, moment: Moment) -> Then:
    """How an innovation stood at a moment.

    Raises:
        Refused: it doesn't exist.
        NotPossible: it has no such version, nothing of it was there by then, or that is still to come.
        UnreadableEvent: an event that this version doesn't know.
        Unrecorded: as `Reader.record`.
    """
    stored = await _by(reader.ledger, innovation, moment)
    own = innovation_stream(innovation)
    if not any(each.stream_id == own for each in stored):
        instants = [each for each in (moment.occurred_by, moment.known_by) if each]
        raise NotPossible("nothing_by_then", at=min(instants))
    view = await _view(reader, innovation, Reading.PAST)
    return view(*_folded(innovation, ((e.stream_id, codec.read(e), e.occurred_at) for e in stored)))


Spot = tuple[str, int]
"""An event, by its stream and version."""


async def around(
    reader: Reader, innovation: str, stored: Iterable[StoredEvent], wanted: Collection[Spot]
) -> dict[Spot, tuple[Then, Then]]:
    """How it stood before and after each of the wanted ones among all its events, which are in the ledger's order; of
    the adoptions, the one whose event it is.

    Raises UnreadableEvent.
    """
    view, found = await _view(reader, innovation, Reading.HISTORY), dict[Spot, tuple[Then, Then]]()
    state, adoptions = Innovation(innovation), dict[str, Adoption]()
    for each in stored:
        spot, its = (each.stream_id, each.version), adopter_of(each.stream_id)
        before = (state, {its: adoptions[its]} if its in adoptions else {})
        state = _step(innovation, state, adoptions, (each.stream_id, codec.read(each), each.occurred_at))
        if spot in wanted:
            found[spot] = view(*before), view(state, {its: adoptions[its]} if its else {})
    return found


async def _view(reader: Reader, innovation: str, what: Reading) -> Callable[[Innovation, Mapping[str, Adoption]], Then]:
    """Shows a state of an innovation as far as it is open to the reader. Raises Unrecorded."""
    if may_see_everything(reader.who, reader.at):
        await reader.record(what, innovation_stream(innovation))
        return Then
    viewer, now = await reader.viewer(), await reader.states.get(Innovation, innovation_stream(innovation))
    await reader.record_of(what, now, viewer)

    def shown(state: Innovation, adoptions: Mapping[str, Adoption]) -> Then:
        own = shown_state(viewer, now, state)
        parts = {adopter: shown_adoption(viewer, now, each) for adopter, each in adoptions.items()}
        paths = [f"adoptions.{adopter}.{path}" for adopter in sorted(parts) for path in parts[adopter].not_open]
        values = {adopter: part.value for adopter, part in parts.items()}
        return Then(own.value, values, (*own.not_open, *paths))

    return shown


def state_of(innovation: str, events: Iterable[Happened]) -> dict[str, Any]:
    """The state of an innovation and of its adoptions as JSON; refusals have none. Raises whatever the rules raise."""
    return _json(*_folded(innovation, events))


def _folded(innovation: str, events: Iterable[Happened]) -> tuple[Innovation, dict[str, Adoption]]:
    """An innovation and its adoptions, by adopter."""
    state, adoptions = Innovation(innovation), dict[str, Adoption]()
    for each in events:
        state = _step(innovation, state, adoptions, each)
    return state, adoptions


def _step(innovation: str, state: Innovation, adoptions: dict[str, Adoption], happened: Happened) -> Innovation:
    """The innovation after one more event; of an adoption, that adoption is."""
    stream, event, at = happened
    if stream == innovation_stream(innovation):
        return evolve(state, event, at)
    if adopter := adopter_of(stream):
        adoptions[adopter] = evolve_adoption(adoptions.get(adopter, Adoption(stream)), event, at)
    return state


def _json(state: Innovation, adoptions: Mapping[str, Adoption]) -> dict[str, Any]:
    return {
        "innovation": state_json(state),
        "adoptions": {adopter: state_json(adoptions[adopter]) for adopter in sorted(adoptions)},
    }


def differences(before: Any, after: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """What differs between two states as JSON: each changed value with its path, what it was and what it is."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from differences(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif before != after:
        yield {"path": path, "before": before, "after": after}


async def _by(ledger: Ledger, innovation: str, moment: Moment) -> list[StoredEvent]:
    """The events of a moment."""
    for instant in (moment.occurred_by, moment.known_by):
        if instant is not None and instant > datetime.now(UTC) + CLOCKS_APART:
            raise NotPossible("still_to_come", at=instant)
    own = innovation_stream(innovation)
    head = await ledger.head(own)
    require(head, Code.UNKNOWN_INNOVATION, innovation=innovation)
    assert head is not None
    version, known_by = moment.version, moment.known_by
    if version is not None:
        if not 1 <= version <= head.version:
            raise NotPossible("no_such_version", given=version, last=head.version)
        [last] = await ledger.read(own, after=version - 1, upto=version)
        known_by = last.recorded_at
    stored = await ledger.read_correlation(innovation, recorded_by=known_by, occurred_by=moment.occurred_by)
    # What was recorded at the very instant of that version, behind it, came later all the same.
    return [each for each in stored if version is None or each.stream_id != own or each.version <= version]
