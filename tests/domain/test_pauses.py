"""Any life with pauses is the life without them, with its waits moved. Time is exact in the compressed edition."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events import Event
from domain.events.innovation import (
    CorrectionRequired,
    InnovationResumed,
    InnovationSuspended,
    MeasurementMissed,
    PilotsClosed,
    WaveEnded,
)
from tests.domain.histories import compressed, compressed_scaling
from tests.domain.journeys import completed
from tests.domain.spec import Life
from tests.domain.test_suspension import measure, resume, suspend
from tests.domain.test_sustaining import ANSWERS
from tests.domain.world import BANDUNG, MAKASSAR, START, region_id

Pauses = list[tuple[float, float]]
_SPANS = st.floats(0.000001, 30, allow_nan=False).map(lambda span: round(span, 6))
_PAUSES = st.lists(st.tuples(_SPANS, _SPANS), max_size=4)


def lived(life: Life, acts: list[tuple[float, Callable[[Life], object]]], end: float, pauses: Pauses) -> Life:
    """A life with acts at seconds since its beginning, and pauses: seconds since the one before, and their length.

    Pauses stretch time: an act at second 10 happens ten seconds of unsuspended life after the beginning.
    """
    began, stretched, second = life.now, timedelta(), timedelta()
    stops = []
    for after, length in pauses:
        second += timedelta(seconds=after)
        stops.append((second, timedelta(seconds=length)))
    matters = sorted(
        [(timedelta(seconds=at), 0, act, timedelta()) for at, act in acts]
        + [(at, 1, None, length) for at, length in stops if at < timedelta(seconds=end)],
        key=lambda matter: matter[:2],
    )
    for at, _, act, length in matters:
        life.at(began + at + stretched)
        life.fall_due(life.now)
        if act is not None:
            act(life)
            continue
        suspend(life).at(life.now + length)
        resume(life)
        stretched += length
    life.at(began + timedelta(seconds=end) + stretched)
    life.fall_due(life.now)
    return life


def unsuspended(life: Life) -> list[tuple[datetime, type[Event], object]]:
    """What happened and when, in unsuspended time, without the pauses themselves and what follows from instants."""
    happened = []
    pause, since = timedelta(), START
    for event, at in zip(life.events, life.instants, strict=True):
        match event:
            case InnovationSuspended():
                since = at
            case InnovationResumed():
                pause += at - since
            case _:
                plain = event.model_dump(exclude={"opens", "ends_at", "reports_due", "pilots"})
                happened.append((at - pause, type(event), plain))
    return happened


def remaining(life: Life) -> dict[object, timedelta]:
    return {name: w.wait.due_at - life.now for name, w in life.state.waits.items() if not w.fallen_due}


@settings(max_examples=120, deadline=None)
@given(_PAUSES)
def test_pilots_with_any_pauses_are_the_unsuspended_ones_with_their_waits_moved(pauses: Pauses) -> None:
    acts: list[tuple[float, Callable[[Life], object]]] = [(3.5, measure), (10.000001, measure), (33, measure)]
    plain = lived(compressed(), acts, 90, [])
    assert {MeasurementMissed, PilotsClosed} <= {type(event) for event in plain.events}
    moved = lived(compressed(), acts, 90, pauses)
    assert unsuspended(moved) == unsuspended(plain)
    assert remaining(moved) == remaining(plain)


def plan(life: Life) -> object:
    adopters = [place.code for place in life.state.decision.adopters] if life.state.decision else []
    first, *rest = adopters
    waves = [{"adopters": [first]}, {"adopters": rest, "opens_after": "PT9S"}]
    return life.when("operator", "plan_waves", waves=waves)


def report_open_check(life: Life) -> object:
    number = max(life.state.checks)
    return life.when("proposer", "report_check", check=number, answers=ANSWERS)


@settings(max_examples=120, deadline=None)
@given(_PAUSES)
def test_a_life_with_any_pauses_is_the_unsuspended_one_with_its_waits_moved(pauses: Pauses) -> None:
    acts: list[tuple[float, Callable[[Life], object]]] = [
        (2, plan),
        (11, lambda life: completed(life, region_id(BANDUNG))),
        (26, lambda life: completed(life, region_id(MAKASSAR))),
        (37.25, report_open_check),
        (80, lambda life: life.when("proposer", "report_correction", action="Diperbaiki")),
    ]
    plain = lived(compressed_scaling(), acts, 100, [])
    moved = lived(compressed_scaling(), acts, 100, pauses)
    assert {WaveEnded, CorrectionRequired} <= {type(event) for event in plain.events}
    assert unsuspended(moved) == unsuspended(plain)
    assert remaining(moved) == remaining(plain)
