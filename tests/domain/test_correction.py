"""Corrections: two failed checks in a row require one, another failed one puts up for discontinuation."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events.innovation import (
    CheckAssessed,
    CheckUnanswered,
    CorrectionReported,
    CorrectionRequired,
    DiscontinuationProposed,
    InnovationDiscontinued,
)
from domain.events.waits import Escalated, Reminded
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.domain.acts import assess, checked, corrected, report
from tests.domain.journeys import sustaining, until
from tests.domain.world import rules, wib

# ---- required


@pytest.mark.parametrize(
    "verdicts",
    [
        ("lapsed", "lapsed"),
        ("lapsed", "no_response"),
        ("no_response", "lapsed"),
        ("no_response", "no_response"),
        ("lapsed", "at_risk", "lapsed"),
        ("at_risk", "no_response", "at_risk", "at_risk", "no_response"),
        ("sustained", "lapsed", "lapsed"),
        ("lapsed", "sustained", "lapsed", "lapsed"),
    ],
)
def test_two_failed_checks_in_a_row_require_a_correction_by_themselves(verdicts: tuple[str, ...]) -> None:
    life = checked(sustaining(), *verdicts)
    required = life.event(CorrectionRequired)
    assert (required.check, required.automatic, required.by) == (len(verdicts), True, None)
    assert life.wait(WaitKind.CORRECTION_REPORT).awaits is Role.PROPOSER


@pytest.mark.parametrize(
    "verdicts",
    [
        ("lapsed",),
        ("at_risk", "at_risk", "at_risk"),
        ("lapsed", "at_risk"),
        ("lapsed", "sustained", "lapsed"),
        ("no_response", "sustained_with_notes", "no_response"),
        ("lapsed", "at_risk", "sustained", "lapsed"),
    ],
)
def test_anything_less_requires_none(verdicts: tuple[str, ...]) -> None:
    assert checked(sustaining(), *verdicts).state.correction is None


def test_a_check_not_yet_assessed_neither_counts_nor_breaks_the_row() -> None:
    life = checked(sustaining(), "lapsed")
    report(until(life, WaitKind.CHECK_OPENS, "2"), 2)
    until(life, WaitKind.CHECK_OPENS, "3")
    assert life.state.correction is None
    until(life, WaitKind.CHECK_REPORT, "3").then(CheckUnanswered, CorrectionRequired)


def test_a_check_assessed_late_counts_at_its_own_place_in_the_row() -> None:
    life = checked(sustaining(), "lapsed")
    report(until(life, WaitKind.CHECK_OPENS, "2"), 2)
    report(until(life, WaitKind.CHECK_OPENS, "3"), 3)
    assess(life, 3, "at_risk").then(CheckAssessed)
    assess(life, 2, "lapsed").then(CheckAssessed, CorrectionRequired)


def test_a_correction_answers_every_failure_known_by_then() -> None:
    life = report(until(sustaining(), WaitKind.CHECK_OPENS, "1"), 1)
    checked(life, "no_response")
    assess(life, 1, "lapsed").then(CheckAssessed, CorrectionRequired)
    assert life.event(CorrectionRequired).check == 2


def test_a_late_good_verdict_breaks_the_row_at_its_own_place() -> None:
    life = checked(sustaining(), "lapsed")
    report(until(life, WaitKind.CHECK_OPENS, "2"), 2)
    report(until(life, WaitKind.CHECK_OPENS, "3"), 3)
    assess(life, 2, "sustained")
    assess(life, 3, "lapsed").then(CheckAssessed)
    assert life.state.consecutive_failures == 1


def test_the_correction_is_due_by_the_edition_reminded_and_escalated_once_and_stays_open() -> None:
    life = checked(sustaining(), "no_response", "no_response")
    assert life.now == wib("2028-05-02")
    assert life.wait(WaitKind.CORRECTION_REPORT).due_at == wib("2028-08-02")
    life.wait_until_due().then(Reminded)
    assert life.event(Reminded).role is Role.PROPOSER
    life.wait_until_due().then(Escalated)
    assert life.event(Escalated).role is rules().edition.sustaining.correction.escalate_to
    corrected(life).then(CorrectionReported)
    assert life.state.waits_for(WaitKind.CORRECTION_REPORT) is None


def test_a_correction_is_reported_by_the_proposing_agency_once() -> None:
    life = checked(sustaining(), "lapsed", "lapsed")
    life.when("other-proposer", "report_correction", action="x").refused("other_agency")
    life.when("operator", "report_correction", action="x").refused("role_missing")
    corrected(corrected(life)).refused("no_correction_open")


def test_no_correction_is_reported_where_none_was_required() -> None:
    corrected(sustaining()).refused("no_correction_open")


# ---- required by a decision maker


def test_a_decision_maker_may_require_a_correction_at_any_time_with_a_reason() -> None:
    life = sustaining()
    life.when("minister", "require_correction", reason=None).refused("reason_required")
    life.when("minister", "require_correction").then(CorrectionRequired)
    assert not life.event(CorrectionRequired).automatic


@pytest.mark.parametrize(("who", "code"), [("operator", "role_missing"), ("mayor", "same_agency")])
def test_only_an_impartial_decision_maker_requires_one(who: str, code: str) -> None:
    sustaining().when(who, "require_correction").refused(code)


def test_only_one_correction_is_open_at_a_time() -> None:
    life = checked(sustaining(), "lapsed", "lapsed").when("minister", "require_correction")
    life.refused("correction_open")
    corrected(life).when("minister", "require_correction").then(CorrectionRequired)


def test_another_failed_check_after_a_decision_makers_correction_puts_up_as_well() -> None:
    life = checked(sustaining(), "lapsed").when("minister", "require_correction")
    assess(report(until(corrected(life), WaitKind.CHECK_OPENS, "2"), 2), 2, "lapsed")
    life.then(CheckAssessed, DiscontinuationProposed)


@pytest.mark.parametrize("before", [(), ("sustained",)])
def test_it_does_so_whatever_came_before(before: tuple[str, ...]) -> None:
    life = corrected(checked(sustaining(), *before).when("minister", "require_correction"))
    assert checked(life, "no_response").state.discontinuation_proposed


def test_a_good_verdict_on_the_check_that_was_open_then_begins_the_row_anew() -> None:
    life = report(until(checked(sustaining(), "lapsed"), WaitKind.CHECK_OPENS, "2"), 2)
    corrected(life.when("minister", "require_correction"))
    assess(life, 2, "sustained")
    checked(life, "lapsed")
    assert not life.state.discontinuation_proposed


# ---- put up for discontinuation


@pytest.mark.parametrize("last", ["lapsed", "no_response"])
@pytest.mark.parametrize("between", [(), ("at_risk",), ("at_risk", "at_risk")])
def test_another_failed_check_after_the_correction_puts_it_up_for_discontinuation(
    between: tuple[str, ...], last: str
) -> None:
    life = checked(corrected(checked(sustaining(), "lapsed", "lapsed")), *between, last)
    assert life.event(DiscontinuationProposed).check == 3 + len(between)
    assert life.state.discontinuation_proposed


def test_that_the_correction_was_not_reported_does_not_prevent_it() -> None:
    assert checked(sustaining(), "lapsed", "lapsed", "lapsed").state.discontinuation_proposed


def test_a_check_from_before_the_correction_does_not_put_it_up_when_it_is_assessed_late() -> None:
    life = report(until(sustaining(), WaitKind.CHECK_OPENS, "1"), 1)
    checked(life, "lapsed", "no_response")
    assert life.event(CorrectionRequired).check == 3
    assess(life, 1, "lapsed").then(CheckAssessed)
    assert not life.state.discontinuation_proposed


def test_being_put_up_is_never_the_end_by_itself_and_is_said_once() -> None:
    life = checked(corrected(checked(sustaining(), "lapsed", "lapsed")), *["no_response"] * 4)
    assert life.state.stage is Stage.SUSTAINING
    assert sum(isinstance(event, DiscontinuationProposed) for event in life.events) == 1
    life.when("minister", "discontinue").then(InnovationDiscontinued)
    assert not life.state.discontinuation_proposed


@pytest.mark.parametrize("verdict", ["sustained", "sustained_with_notes"])
def test_a_good_check_takes_it_off_again_and_resets_the_count(verdict: str) -> None:
    life = checked(corrected(checked(sustaining(), "lapsed", "lapsed")), "lapsed", verdict)
    assert not life.state.discontinuation_proposed
    checked(life, "lapsed")
    assert not life.state.discontinuation_proposed
    checked(life, "no_response")
    assert life.event(CorrectionRequired).check == 6


def test_a_check_at_risk_does_not_take_it_off() -> None:
    life = checked(sustaining(), "lapsed", "lapsed", "lapsed", "at_risk")
    assert life.state.discontinuation_proposed


def test_a_good_check_resets_the_count_even_while_the_correction_is_unreported() -> None:
    life = checked(sustaining(), "lapsed", "lapsed", "sustained")
    corrected(checked(life, "lapsed"))
    assert not life.state.discontinuation_proposed
    checked(life, "lapsed")
    assert life.event(CorrectionRequired).check == 5


def test_two_more_failures_require_a_correction_anew_though_the_first_was_never_reported() -> None:
    life = checked(sustaining(), "lapsed", "lapsed", "sustained", "no_response", "no_response")
    assert life.wait(WaitKind.CORRECTION_REPORT).due_at == wib("2031-08-02")
    assert not life.state.discontinuation_proposed


def test_a_decision_maker_who_requires_another_correction_answers_the_proposal() -> None:
    life = checked(corrected(checked(sustaining(), "lapsed", "lapsed")), "lapsed")
    life.when("minister", "require_correction").then(CorrectionRequired)
    assert not life.state.discontinuation_proposed
    checked(life, "no_response")
    assert life.state.discontinuation_proposed


# ---- every sequence

LETTERS = {"sustained": "S", "sustained_with_notes": "S", "at_risk": "-", "lapsed": "F", "no_response": "F"}


class Oracle:
    """The policy written once more, on the string of checks: F failed, S good, - at risk, ? not assessed."""

    def __init__(self) -> None:
        self.row = ""
        self.correction = 0
        """After which check the last correction was required; 0 for none."""
        self.discontinuation_proposed = False

    def verdict(self, number: int, verdict: str) -> None:
        letter = LETTERS[verdict]
        self.row = self.row[: number - 1] + letter + self.row[number:]
        last_good = self.row.rfind("S") + 1
        stands = self.correction and self.correction >= last_good
        if letter == "S" and not stands:
            self.discontinuation_proposed = False
        if letter != "F":
            return
        if stands and number > self.correction:
            self.discontinuation_proposed = True
        elif not stands and re.search(r"F[-?]*F[-?]*$", self.row):
            self.correction = self.row.rfind("F") + 1


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*LETTERS, "pending", "pending"]),
            st.booleans(),
            st.sampled_from(["sustained", "at_risk", "lapsed", "lapsed"]),
        ),
        max_size=9,
    )
)
def test_any_sequence_of_checks_leads_to_what_the_policy_says(
    years: list[tuple[str, bool, str]],
) -> None:
    """Checks come year by year; some are assessed in later years, and corrections are reported now and then."""
    life, oracle = sustaining(), Oracle()
    pending: list[int] = []
    for number, (verdict, catches_up, late) in enumerate(years, start=1):
        until(life, WaitKind.CHECK_OPENS, str(number))
        oracle.row += "?"
        if verdict == "pending":
            report(life, number)
            pending.append(number)
        elif verdict == "no_response":
            until(life, WaitKind.CHECK_REPORT, str(number))
            oracle.verdict(number, verdict)
        else:
            assess(report(life, number), number, verdict)
            oracle.verdict(number, verdict)
        if catches_up:
            if life.state.waits_for(WaitKind.CORRECTION_REPORT):
                corrected(life).then(CorrectionReported)
            if pending:
                oldest = pending.pop(0)
                assess(life, oldest, late)
                oracle.verdict(oldest, late)
        correction = life.state.correction.check if life.state.correction else 0
        assert (correction, life.state.discontinuation_proposed) == (
            oracle.correction,
            oracle.discontinuation_proposed,
        ), oracle.row
        assert life.state.stage is Stage.SUSTAINING
