"""Clarification: asked of the proposer through the secretariat, without a return, and answered once and in time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.events.innovation import (
    ClarificationAnswered,
    ClarificationAsked,
    ClarificationRequested,
    ClarificationUnanswered,
    EvaluationClosed,
    InnovationRejected,
    ProposalAdmitted,
    ProposalReturned,
)
from domain.events.waits import Escalated, Reminded
from domain.innovation.decider import audience
from domain.innovation.view import view
from domain.notices import notice_for
from domain.refusals import Refusal
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.domain.journeys import (
    PANEL,
    admitted,
    closed,
    conflict,
    deciding,
    evaluating,
    piloting,
    proposed,
    returned,
    scaling,
    scored,
    scoring,
    until,
)
from tests.domain.spec import Life
from tests.domain.world import basis, person, wib

QUESTION = "Dari mana angka cakupan itu?"


def request(life: Life, who: str = "evaluator-1", question: str = QUESTION) -> Life:
    """An evaluator asks the secretariat."""
    return life.when(who, "request_clarification", question=question)


def forward(life: Life, number: int = 1, who: str = "operator", **words: str) -> Life:
    """The secretariat puts an evaluator's question to the proposer."""
    return life.when(who, "forward_clarification", clarification=number, **words)


def ask(life: Life, who: str = "operator") -> Life:
    """The secretariat asks by itself."""
    return life.when(who, "ask_clarification", question=QUESTION)


def answer(life: Life, number: int = 1, who: str = "proposer") -> Life:
    """Somebody answers."""
    return life.when(who, "answer_clarification", clarification=number, answer="Dari laporan bulanan.")


def tasks(life: Life, party: str) -> list[tuple[str, str]]:
    """What waits for a party: what, and about which."""
    return [(row.body["what"], row.body["subject"]) for row in view(life.state) if row.kind == f"task/{party}"]


def notice(life: Life) -> dict[str, Any]:
    """Who is told of the last event."""
    body = notice_for(life.events[-1], UUID(int=1), life.state.id, *audience(life.state, basis()))
    assert body is not None
    return body


# ---- an evaluator's question


def test_an_evaluator_with_a_seat_asks_the_secretariat_which_forwards_the_question() -> None:
    life = request(scoring()).then(ClarificationRequested)
    assert life.event(ClarificationRequested).question == QUESTION
    forward(life).then(ClarificationAsked)
    assert life.event(ClarificationAsked).question == QUESTION
    answer(life).then(ClarificationAnswered)
    assert life.event(ClarificationAnswered).answer == "Dari laporan bulanan."


def test_the_secretariat_may_put_it_in_other_words() -> None:
    life = forward(request(scoring()), question="Apa sumber angkanya?").then(ClarificationAsked)
    assert life.event(ClarificationAsked).question == "Apa sumber angkanya?"


def test_nothing_that_the_proposer_is_told_says_whose_question_it_is() -> None:
    life = answer(forward(request(scoring())))
    for event in (life.event(ClarificationAsked), life.event(ClarificationAnswered)):
        assert "evaluator" not in event.model_dump_json()
    assert "evaluator" not in str(notice(forward(request(scoring()))))


@pytest.mark.parametrize(
    ("who", "code"), [("evaluator-4", "not_on_panel"), ("minister", "role_missing"), ("nobody", "unknown_person")]
)
def test_only_who_has_a_seat_requests_a_clarification(who: str, code: str) -> None:
    request(scoring(), who).refused(code)


def test_who_declared_a_conflict_asks_nothing_more() -> None:
    request(conflict(scoring(), "evaluator-1")).refused("conflict_declared")


def test_before_there_is_a_panel_nobody_has_a_seat() -> None:
    request(evaluating()).refused("not_on_panel")


@pytest.mark.parametrize("life", [proposed, piloting, deciding, scaling])
def test_an_evaluator_asks_while_the_panel_scores_only(life: Callable[[], Life]) -> None:
    request(life()).refused("wrong_stage")


def test_a_question_is_forwarded_once_and_by_the_secretariat() -> None:
    life = request(scoring())
    forward(life, who="evaluator-1").refused("role_missing")
    forward(forward(life)).refused("already_forwarded")
    forward(ask(life), 2).refused("already_forwarded")
    forward(life, 3).refused("no_such_clarification")


def test_a_question_that_is_not_forwarded_is_none_to_the_proposer() -> None:
    answer(request(scoring())).refused("no_such_clarification")


def test_a_question_may_still_be_forwarded_while_the_decision_is_taken() -> None:
    life = closed(scored(request(scoring())))
    assert life.state.stage is Stage.DECISION
    answer(forward(life).then(ClarificationAsked)).then(ClarificationAnswered)


# ---- the secretariat's own


@pytest.mark.parametrize("life", [proposed, admitted, piloting, evaluating, scoring, deciding])
def test_the_secretariat_asks_by_itself_wherever_somebody_judges(life: Callable[[], Life]) -> None:
    answer(ask(life()).then(ClarificationAsked)).then(ClarificationAnswered)


@pytest.mark.parametrize("who", ["evaluator-1", "minister", "proposer", "officer-bandung"])
def test_nobody_else_asks_the_proposer(who: str) -> None:
    ask(scoring(), who).refused("role_missing")


def test_where_nobody_judges_nobody_asks() -> None:
    ask(scaling()).refused("wrong_stage")
    ask(proposed().when("operator", "reject")).refused("ended")


def test_a_proposal_that_is_returned_is_not_asked_about() -> None:
    ask(returned()).refused("already_returned")


def test_an_operator_of_the_proposing_agency_asks_and_forwards_nothing() -> None:
    life = request(scoring())
    life.people["colleague"] = person("colleague", Role.OPERATOR, "kota-surakarta")
    ask(life, "colleague").refused("same_agency")
    forward(life, who="colleague").refused("same_agency")


def test_several_are_open_at_once_under_their_numbers() -> None:
    life = ask(ask(request(scoring())))
    assert [event.number for event in life.events if isinstance(event, ClarificationAsked)] == [2, 3]
    answer(life, 3).then(ClarificationAnswered)
    answer(forward(life), 1).then(ClarificationAnswered)
    answer(life, 2).then(ClarificationAnswered)


# ---- the answer


@pytest.mark.parametrize(
    ("who", "code"), [("other-proposer", "other_agency"), ("operator", "role_missing"), ("evaluator-1", "role_missing")]
)
def test_only_the_agency_that_proposed_answers(who: str, code: str) -> None:
    answer(ask(scoring()), who=who).refused(code)


def test_anybody_who_proposes_for_the_agency_answers() -> None:
    life = ask(scoring())
    life.people["colleague"] = person("colleague", Role.PROPOSER, "kota-surakarta")
    answer(life, who="colleague").then(ClarificationAnswered)


def test_an_answer_is_given_once() -> None:
    life = answer(answer(ask(scoring()))).refused("already_answered")
    assert isinstance(life.last, Refusal)
    assert life.last.facts == {"clarification": "1"}


def test_a_question_that_was_never_asked_is_not_answered() -> None:
    answer(scoring()).refused("no_such_clarification")


def test_an_answer_that_does_not_come_is_reminded_of_then_recorded_as_missing_and_refused() -> None:
    """Three and five working days from Monday, 2 March 2026."""
    life = ask(proposed()).wait_until_due().then(Reminded)
    assert (life.now, life.event(Reminded).role) == (wib("2026-03-05"), Role.PROPOSER)
    life.wait_until_due().then(ClarificationUnanswered)
    assert life.now == wib("2026-03-09")
    assert life.event(ClarificationUnanswered).by is None
    assert life.state.waits_for(WaitKind.CLARIFICATION, "1") is None
    answer(life).refused("answer_late")
    ask(life).then(ClarificationAsked)


def test_an_answer_just_before_the_due_instant_is_in_time_and_at_it_is_late() -> None:
    life = ask(proposed())
    due_at = life.wait(WaitKind.CLARIFICATION, "1").due_at
    answer(ask(proposed()).at(due_at - timedelta(microseconds=1))).then(ClarificationAnswered)
    answer(life.at(due_at)).refused("answer_late")


def test_a_question_that_nobody_forwards_reminds_then_escalates_and_stays_open() -> None:
    life = request(scoring())
    until(life, WaitKind.CLARIFICATION_REQUEST, "1")
    assert [type(event) for event in life.events[-2:]] == [Reminded, Escalated]
    forward(life).then(ClarificationAsked)


# ---- what it leaves alone


def test_no_stage_waits_for_an_answer() -> None:
    ask(proposed()).when("operator", "admit").then(ProposalAdmitted)
    life = request(ask(scoring()), "evaluator-2")
    closed(scored(life))
    assert isinstance(life.events[-1], EvaluationClosed)


def test_a_question_stays_open_from_stage_to_stage_and_ends_with_judging() -> None:
    life = ask(proposed())
    life.when("operator", "admit")
    assert life.wait(WaitKind.CLARIFICATION, "1").awaits is Role.PROPOSER
    life.when("operator", "return_proposal").then(ProposalReturned)
    answer(life).then(ClarificationAnswered)
    rejected = ask(proposed()).when("operator", "reject").then(InnovationRejected)
    assert rejected.state.waits == {}
    answer(rejected).refused("ended")


def test_a_pause_gives_the_answer_its_remaining_time() -> None:
    life = ask(proposed())
    due_at = life.wait(WaitKind.CLARIFICATION, "1").due_at
    life.when("operator", "suspend").later(days=4)
    answer(life).refused("suspended")
    life.when("operator", "resume")
    assert life.wait(WaitKind.CLARIFICATION, "1").due_at == due_at + timedelta(days=4)


# ---- who is told, and whose task it is


def test_each_step_is_a_task_of_whom_it_waits_for() -> None:
    life = request(scoring())
    assert ("clarification_request", "1") in tasks(life, "operator")
    forward(life)
    assert ("clarification_request", "1") not in tasks(life, "operator")
    assert tasks(life, "proposer/kota-surakarta") == [("clarification", "1")]
    answer(life)
    assert tasks(life, "proposer/kota-surakarta") == []


def test_each_step_notifies_whom_it_concerns_and_answers_the_whole_panel() -> None:
    life = request(scoring())
    assert [each["role"] for each in notice(life)["roles"]] == [Role.OPERATOR]
    forward(life)
    assert notice(life)["roles"] == [{"role": Role.PROPOSER, "agency": "kota-surakarta", "region": None}]
    conflict(life, "evaluator-2")
    answer(life)
    assert [each["role"] for each in notice(life)["roles"]] == [Role.OPERATOR]
    assert notice(life)["people"] == ["evaluator-1", "evaluator-3"]
    missed = until(ask(scoring()), WaitKind.CLARIFICATION, "1")
    assert [each["role"] for each in notice(missed)["roles"]] == [Role.PROPOSER, Role.OPERATOR]
    assert notice(missed)["people"] == PANEL
