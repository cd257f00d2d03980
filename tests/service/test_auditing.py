"""States as JSON are the same for the same state, and differ only where they differ."""

from datetime import UTC, datetime

from domain.adoption.state import Adoption
from domain.innovation.state import Check, Innovation
from domain.vocabulary import Capacity
from domain.waits import OpenWait, Wait, WaitKind, ref_of
from service.auditing import state_json
from service.time_travel import differences

AT = datetime(2026, 1, 1, tzinfo=UTC)


def waiting(*kinds: WaitKind) -> Innovation:
    waits = [Wait(kind=kind, due_at=AT) for kind in kinds]
    return Innovation("x", waits={ref_of(wait): OpenWait(wait) for wait in waits})


def test_the_order_in_which_waits_were_opened_does_not_show() -> None:
    first, second = WaitKind.PANEL, WaitKind.DECISION
    assert state_json(waiting(first, second)) == state_json(waiting(second, first))
    assert [wait["kind"] for wait in state_json(waiting(first, second))["waits"]] == ["decision", "panel"]


def test_sets_are_sorted() -> None:
    people = frozenset(f"person-{number}" for number in range(50))
    assert state_json(Innovation("x", conflicts=people))["conflicts"] == sorted(people)
    acted = state_json(Innovation("x", acted={Capacity.JUDGING: people}))["acted"]
    assert acted == {"judging": sorted(people)}


def test_an_adoption_has_its_state_as_json_too() -> None:
    assert state_json(Adoption("adoption/x/y"))["status"] == "none"


def test_a_difference_is_reported_at_the_deepest_path() -> None:
    before = state_json(Innovation("x", checks={1: Check(1)}))
    after = state_json(Innovation("x", checks={1: Check(1, reported=True), 2: Check(2)}))
    changes = list(differences(before, after))
    assert [each["path"] for each in changes] == ["checks.1.reported", "checks.2"]
    assert changes[0] == {"path": "checks.1.reported", "before": False, "after": True}
    assert changes[1]["before"] is None
    assert list(differences(before, before)) == []
