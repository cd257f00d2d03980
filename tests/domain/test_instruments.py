"""Instruments: what is issued after the decree, such as a sector's regulation, is added to it when it comes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from domain.events.innovation import InstrumentAdded
from domain.innovation.dossier import dossier_of
from tests.domain.acts import discontinued, institutionalised, suspend
from tests.domain.journeys import INSTRUMENT, deciding, in_waves, scaling, sustaining
from tests.domain.spec import Life

REGULATION: dict[str, Any] = {"number": "Permendagri 2/2027", "dated": "2026-01-02", "title": "Kartu Identitas Anak"}


def add(life: Life, who: str = "operator", **changes: Any) -> Life:
    """A regulation is added."""
    return life.when(who, "add_instrument", reason=None, **(REGULATION | changes))


@pytest.mark.parametrize("life", [scaling, in_waves, sustaining, institutionalised])
def test_a_regulation_is_added_once_the_decision_is_in_force(life: Callable[[], Life]) -> None:
    living = life()
    before = living.state
    add(living, sha256="ab" * 32).then(InstrumentAdded)
    event = living.event(InstrumentAdded)
    assert (event.number, event.dated, event.sha256) == ("Permendagri 2/2027", date(2026, 1, 2), "ab" * 32)
    assert (living.state.stage, living.state.waits) == (before.stage, before.waits)


@pytest.mark.parametrize(("life", "code"), [(deciding, "wrong_stage"), (discontinued, "ended")])
def test_nothing_is_added_to_what_is_not_in_force(life: Callable[[], Life], code: str) -> None:
    add(life()).refused(code)


def test_each_is_added_once_and_the_decree_stands_there_already() -> None:
    add(add(scaling())).refused("instrument_known")
    add(scaling(), number=INSTRUMENT).refused("instrument_known")


@pytest.mark.parametrize("again", ["permendagri 2/2027", "  PERMENDAGRI  2/2027 ", "Permendagri\u00a02/2027"])
def test_a_number_written_otherwise_is_the_same_instrument(again: str) -> None:
    add(add(scaling()), number=again).refused("instrument_known")
    add(add(scaling()), number="Permendagri 22/027").then(InstrumentAdded)


def test_what_is_not_issued_yet_is_not_added() -> None:
    life = scaling()
    add(life, dated=str(life.now.date().replace(year=life.now.year + 1))).refused("instrument_dated")


@pytest.mark.parametrize(("who", "code"), [("minister", "role_missing"), ("proposer", "role_missing")])
def test_the_secretariat_adds_it(who: str, code: str) -> None:
    add(scaling(), who).refused(code)
    add(suspend(scaling())).refused("suspended")


def test_the_dossier_lists_what_the_scaling_up_rests_on() -> None:
    life = add(institutionalised())
    innovation = dossier_of(
        life.state.id, zip(life.events, life.instants, strict=True), {life.rules.edition_pin.sha256: life.rules.edition}
    )
    decree, award, regulation = innovation.instruments
    assert (decree.number, decree.title) == (INSTRUMENT, None)
    assert award.number
    assert (regulation.number, regulation.title) == ("Permendagri 2/2027", "Kartu Identitas Anak")
    assert regulation.at == life.now
