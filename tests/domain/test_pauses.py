"""Any life with pauses is the life without them, with its waits moved. Time is exact in the compressed edition."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings

from domain.events import Event
from domain.events.innovation import (
    CorrectionRequired,
    InnovationResumed,
    InnovationSuspended,
    MeasurementMissed,
    PilotsClosed,
    WaveEnded,
)
from tests.domain.acts import ANSWERS, Pauses, any_pauses, lived
from tests.domain.histories import compressed, compressed_scaling, measure, plan_two_waves
from tests.domain.journeys import completed
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, MAKASSAR, START, region_id


def unsuspended(life: Life) -> list[tuple[datetime, type[Event], dict[str, Any]]]:
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
@given(any_pauses)
def test_pilots_with_any_pauses_are_the_unsuspended_ones_with_their_waits_moved(pauses: Pauses) -> None:
    acts: list[tuple[float, Callable[[Life], object]]] = [(3.5, measure), (10.000001, measure), (33, measure)]
    plain = lived(compressed(), acts, 90, [])
    assert {MeasurementMissed, PilotsClosed} <= {type(event) for event in plain.events}
    moved = lived(compressed(), acts, 90, pauses)
    assert unsuspended(moved) == unsuspended(plain)
    assert remaining(moved) == remaining(plain)


def report_open_check(life: Life) -> object:
    number = max(life.state.checks)
    return life.when("proposer", "report_check", check=number, answers=ANSWERS)


@settings(max_examples=120, deadline=None)
@given(any_pauses)
def test_a_life_with_any_pauses_is_the_unsuspended_one_with_its_waits_moved(pauses: Pauses) -> None:
    acts: list[tuple[float, Callable[[Life], object]]] = [
        (2, plan_two_waves),
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
