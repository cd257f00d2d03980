"""Who is notified from scaling on: each event of real lives, with its recipients."""

from collections.abc import Callable
from uuid import UUID

import pytest

from domain.events import Event, adoption
from domain.events.waits import Reminded
from domain.notices import notice_for
from domain.vocabulary import Role
from domain.waits import WaitKind
from tests.domain.acts import (
    checked,
    discontinuation_proposed,
    institutionalised,
    report,
    resume,
    revoked,
    suspend,
)
from tests.domain.histories import committed, offered
from tests.domain.journeys import in_check, in_waves, piloting, scaling, scoring, sustaining, until
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, region_id, rules

EVENT_ID = UUID(int=1)


def recipients(event: Event, region: str | None = "worigin") -> list[tuple[Role, str | None, str | None]]:
    """Which roles, of which agency and region."""
    body = notice_for(event, EVENT_ID, "innovation/test", "kota-surakarta", region)
    return [] if body is None else [(r["role"], r["agency"], r["region"]) for r in body["roles"]]


PROPOSER = (Role.PROPOSER, "kota-surakarta", None)
OPERATOR = (Role.OPERATOR, None, None)
EVALUATOR = (Role.EVALUATOR, None, None)
DECISION_MAKER = (Role.DECISION_MAKER, None, None)


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        (scaling, [OPERATOR, PROPOSER]),
        (in_check, [PROPOSER]),
        (lambda: report(in_check(), 1), [EVALUATOR]),
        (lambda: until(in_check(), WaitKind.CHECK_REPORT, "1"), [PROPOSER, OPERATOR]),
        (lambda: checked(sustaining(), "lapsed", "lapsed"), [PROPOSER]),
        (discontinuation_proposed, [DECISION_MAKER]),
        (lambda: scaling().when("minister", "discontinue"), [PROPOSER, OPERATOR]),
        (institutionalised, [PROPOSER, OPERATOR]),
        (lambda: scaling().when("minister", "revoke"), [DECISION_MAKER]),
        (revoked, [PROPOSER, OPERATOR]),
        (lambda: suspend(scaling()), [PROPOSER]),
        (lambda: resume(suspend(scaling())), [PROPOSER]),
        (lambda: until(in_waves(), WaitKind.WAVE_ENDS, "1"), [OPERATOR]),
        (lambda: scaling().when("operator", "note", text="x"), []),
        (lambda: in_waves().when("third", "declare_conflict"), []),
    ],
)
def test_each_event_notifies_those_it_concerns(
    life: Callable[[], Life], expected: list[tuple[Role, str | None, str | None]]
) -> None:
    assert recipients(life().events[-1]) == expected


def test_a_reminder_goes_to_the_awaited_party_and_an_escalation_to_the_one_the_edition_names() -> None:
    life = scaling().wait_until_due()
    assert recipients(life.events[-1]) == [OPERATOR]
    life.wait_until_due()
    assert recipients(life.events[-1]) == [(rules().edition.scaling.plan.escalate_to, None, None)]


def test_reminders_say_what_was_waited_for() -> None:
    life = in_check().wait_until_due()
    assert notice_for(life.events[-1], EVENT_ID, life.state.id, "kota-surakarta", None) == {
        "event": "Reminded",
        "event_id": str(EVENT_ID),
        "stream": life.state.id,
        "people": [],
        "roles": [{"role": "proposer", "agency": "kota-surakarta", "region": None}],
        "wait": "check_report",
        "subject": "1",
    }


def test_reminders_of_measurements_go_to_the_regions_that_measure() -> None:
    life = piloting().wait_until_due()
    reminded = {recipients(event)[0][2] for event in life.events if isinstance(event, Reminded)}
    assert reminded == set(life.state.pilots)


def test_at_half_time_only_those_are_reminded_who_have_not_scored() -> None:
    life = scoring().wait_until_due()
    body = notice_for(life.events[-1], EVENT_ID, life.state.id, "kota-surakarta", None)
    assert body is not None
    assert (body["roles"], body["people"]) == ([], ["evaluator-1", "evaluator-2", "evaluator-3"])


# ---- adoptions


def test_a_region_is_notified_of_its_offer_and_reminded() -> None:
    life = offered(in_waves())
    officers = [(Role.REGIONAL_OFFICER, None, region_id(BANDUNG))]
    assert recipients(life.events[-1], life.adopter) == officers
    life.wait_until_due()
    assert recipients(life.events[-1], life.adopter) == officers


def adoption_events() -> list[Event]:
    """Of one that lapses, and of one that is suspended, resumed and discontinued."""
    lapsing = committed(in_waves()).until(WaitKind.COMPLETION)
    released = committed(in_waves())
    suspend(released.life.later(days=1))
    resume(released.life).when("minister", "discontinue")
    return [*lapsing.events, *released.catch_up().events]


@pytest.mark.parametrize(
    "kind",
    [
        adoption.AdoptionOffered,
        adoption.AdoptionLapsed,
        adoption.AdoptionFrozen,
        adoption.AdoptionThawed,
        adoption.AdoptionReleased,
    ],
)
def test_a_region_is_notified_of_what_happens_to_its_adoption(kind: type[Event]) -> None:
    event = next(event for event in adoption_events() if isinstance(event, kind))
    assert recipients(event, "wx") == [(Role.REGIONAL_OFFICER, None, "wx")]


def test_a_region_is_not_notified_of_its_own_acts() -> None:
    assert recipients(committed(in_waves()).events[-1]) == []
