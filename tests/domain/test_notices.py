"""Notices: who is notified of what, by opaque ids only."""

from typing import Any
from uuid import UUID

import pytest

from domain.events import EVENTS, Event
from domain.events.waits import Escalated, Reminded
from domain.notices import TO_ROLES, notice_for
from domain.vocabulary import Role
from domain.waits import WaitKind
from tests.domain.walk import one_of_each

EACH = one_of_each()
EVENT_ID = UUID(int=1)
TOLD = (
    Reminded,
    Escalated,
    EVENTS["PanelAssigned"],
    EVENTS["EvaluatorReplaced"],
    EVENTS["AmendmentAccepted"],
    EVENTS["AmendmentRejected"],
)


def notice(event: Event) -> dict[str, Any] | None:
    return notice_for(event, EVENT_ID, "innovation/1", "kota-surakarta", "region-1")


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_an_event_notifies_exactly_the_roles_and_people_it_concerns(name: str) -> None:
    event = EACH[name]
    body = notice(event)
    if type(event) not in TO_ROLES and type(event) not in TOLD:
        assert body is None
        return
    assert body is not None
    assert (body["event"], body["stream"]) == (name, "innovation/1")
    assert body["roles"] or body["people"]


def test_a_proposers_notice_goes_to_the_proposing_agency_and_an_officers_to_the_region() -> None:
    body = notice(EACH["ProposalReturned"])
    assert body is not None
    assert body["roles"] == [{"role": Role.PROPOSER, "agency": "kota-surakarta", "region": None}]
    body = notice(EACH["AdoptionOffered"])
    assert body is not None
    assert body["roles"] == [{"role": Role.REGIONAL_OFFICER, "agency": None, "region": "region-1"}]


def test_any_other_role_is_notified_as_a_whole() -> None:
    body = notice(EACH["DecisionTaken"])
    assert body is not None
    assert body["roles"] == [{"role": Role.DECISION_MAKER, "agency": None, "region": None}]


def test_an_escalation_goes_to_the_role_that_the_edition_names() -> None:
    body = notice(Escalated(kind=WaitKind.SCREENING, role=Role.DECISION_MAKER))
    assert body is not None
    assert [each["role"] for each in body["roles"]] == [Role.DECISION_MAKER]
    assert (body["wait"], body["subject"]) == (WaitKind.SCREENING, "")


def test_a_reminder_of_scores_goes_to_the_people_who_have_not_scored_and_to_nobody_else() -> None:
    body = notice(Reminded(kind=WaitKind.SCORING, people=("evaluator-1",)))
    assert body is not None
    assert (body["people"], body["roles"]) == (["evaluator-1"], [])
    assert notice(Reminded(kind=WaitKind.SCORING)) is None


def test_a_reminder_of_a_measurement_goes_to_the_measuring_region() -> None:
    body = notice(Reminded(kind=WaitKind.MEASUREMENT, subject="region-2", role=Role.REGIONAL_OFFICER))
    assert body is not None
    assert [each["region"] for each in body["roles"]] == ["region-2"]


def test_a_panel_and_a_successor_are_notified_by_name() -> None:
    panel, successor = notice(EACH["PanelAssigned"]), notice(EACH["EvaluatorReplaced"])
    assert panel is not None
    assert successor is not None
    assert panel["people"] == ["evaluator-1", "evaluator-2", "evaluator-3"]
    assert successor["people"] == ["evaluator-4"]


def test_an_amendment_is_the_secretariats_to_answer_and_the_answer_its_authors_to_know() -> None:
    asked = notice(EACH["AmendmentProposed"])
    assert asked is not None
    assert ([each["role"] for each in asked["roles"]], asked["people"]) == ([Role.OPERATOR], [])
    for answer, author in (("AmendmentAccepted", "operator"), ("AmendmentRejected", "evaluator-2")):
        body = notice(EACH[answer])
        assert body is not None
        assert (body["roles"], body["people"]) == ([], [author])


def test_every_end_but_the_proposers_own_notifies_the_proposer() -> None:
    ends = ["Rejected", "Declined", "Discontinued", "Institutionalised", "Revoked"]
    for end in ends:
        assert Role.PROPOSER in TO_ROLES[EVENTS[f"Innovation{end}"]]
