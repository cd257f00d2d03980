"""What people do in the specs of the later stages, and where that leads."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st

from domain.events.innovation import InnovationSuspended
from domain.grants import Person
from domain.vocabulary import Role
from domain.waits import WaitKind
from tests.domain.journeys import (
    admitted,
    deciding,
    evaluating,
    in_check,
    in_waves,
    piloting,
    proposed,
    returned,
    scaling,
    scored,
    scoring,
    sustaining,
    until,
)
from tests.domain.spec import Life
from tests.domain.world import person

ANSWERS = {"renewed": "Aplikasi", "adopters": "Tiga kota", "strengthened": "Perwali", "evaluation": "Baik"}


PAUSE = timedelta(days=17, hours=3, minutes=11, seconds=5, microseconds=123_457)


def scored_sheets() -> Life:
    """Every seat has scored; the sheets can still be amended."""
    return scored(scoring())


LIVES: dict[str, Callable[[], Life]] = {
    "proposal": proposed,
    "returned": returned,
    "pilot": admitted,
    "piloting": piloting,
    "evaluation": evaluating,
    "scoring": scoring,
    "amending": scored_sheets,
    "decision": deciding,
    "scaling": scaling,
    "waves": in_waves,
    "sustaining": sustaining,
    "check": in_check,
}
"""In every open stage."""

every_stage = pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)


# ---- checks


def report(life: Life, number: int, who: str = "proposer", **more: Any) -> Life:
    """Somebody reports on a check."""
    return life.when(who, "report_check", check=number, answers=ANSWERS, **more)


def assess(life: Life, number: int, verdict: str, who: str = "evaluator-4") -> Life:
    """Somebody assesses a check."""
    return life.when(who, "assess_check", check=number, verdict=verdict)


def checked(life: Life, *verdicts: str) -> Life:
    """One check after the other: opened, reported unless it is `no_response`, assessed."""
    for verdict in verdicts:
        number = len(life.state.checks) + 1
        while number not in life.state.checks:
            life.wait_until_due()
        if verdict == "no_response":
            until(life, WaitKind.CHECK_REPORT, str(number))
        else:
            assess(report(life, number), number, verdict)
    return life


def corrected(life: Life) -> Life:
    """The proposer reports the corrective action."""
    return life.when("proposer", "report_correction", action="Layanan dibuka kembali")


def discontinuation_proposed() -> Life:
    """Put up for discontinuation: a check failed after the correction."""
    return checked(corrected(checked(sustaining(), "lapsed", "lapsed")), "lapsed")


# ---- suspension


def suspend(life: Life) -> Life:
    """The secretariat suspends it."""
    return life.when("operator", "suspend").then(InnovationSuspended)


def resume(life: Life) -> Life:
    """The secretariat resumes it."""
    return life.when("operator", "resume")


def paused(life: Life, pause: timedelta = PAUSE) -> Life:
    """Suspended now, and resumed after the pause."""
    suspend(life).at(life.now + pause)
    return resume(life)


Pauses = list[tuple[float, float]]
"""Seconds of unsuspended life since the pause before, and the pause's length in seconds."""

Acts = list[tuple[float, Callable[[Life], object]]]
"""What is done at which second of unsuspended life."""

_SPANS = st.floats(0.000001, 30, allow_nan=False).map(lambda span: round(span, 6))
any_pauses = st.lists(st.tuples(_SPANS, _SPANS), max_size=4)


def lived(life: Life, acts: Acts, end: float, pauses: Pauses) -> Life:
    """A life with acts at seconds since its beginning, and pauses: seconds since the one before, and their length.

    Pauses stretch time: an act at second 10 happens ten seconds of unsuspended life after the beginning.
    """
    began, stretched, second = life.now, timedelta(), timedelta()
    stops = []
    for since_last, length in pauses:
        second += timedelta(seconds=since_last)
        stops.append((second, timedelta(seconds=length)))
    steps = sorted(
        [(timedelta(seconds=at), 0, act, timedelta()) for at, act in acts]
        + [(at, 1, None, length) for at, length in stops if at < timedelta(seconds=end)],
        key=lambda step: step[:2],
    )
    for at, _, act, pause in steps:
        life.at(began + at + stretched)
        life.fall_due(life.now)
        if act is not None:
            act(life)
            continue
        paused(life, pause)
        stretched += pause
    life.at(began + timedelta(seconds=end) + stretched)
    life.fall_due(life.now)
    return life


# ---- ends


def institutionalise(life: Life, who: str = "minister", **changes: Any) -> Life:
    """Somebody institutionalises it."""
    return life.when(who, "institutionalise", **({"instrument": "Perpres 1/2030"} | changes))


def institutionalised() -> Life:
    """After two good checks."""
    return institutionalise(checked(sustaining(), "sustained", "sustained"))


def discontinued() -> Life:
    """While its first check was open."""
    return in_check().when("minister", "discontinue")


def revoke(life: Life, who: str, **more: Any) -> Life:
    """Somebody proposes a revocation, or makes it so."""
    return life.when(who, "revoke", **more)


def declined() -> Life:
    """The decision was not to scale it up."""
    return deciding().when("minister", "decide", choice="decline")


def rejected() -> Life:
    """By screening."""
    return proposed().when("operator", "reject")


def withdrawn() -> Life:
    """By its proposer."""
    return proposed().when("proposer", "withdraw")


def revoked() -> Life:
    """While it was scaled up."""
    return revoke(revoke(scaling(), "minister"), "deputy")


# ---- people


def both_roles(life: Life, name: str) -> Life:
    """That person is an evaluator and a decision maker."""
    roles = (Role.EVALUATOR, Role.DECISION_MAKER)
    grants = [grant for role in roles for grant in person(name, role, "bappenas").grants.values()]
    life.people[name] = Person(name, version=1, grants={grant.id: grant for grant in grants})
    return life
