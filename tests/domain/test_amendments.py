"""Amendments: who handed something in corrects it, another person answers, and the later version counts."""

from dataclasses import replace
from decimal import Decimal

from domain.events.amendments import AmendmentAccepted, AmendmentProposed, AmendmentRejected, Measurement
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.domain.acts import resume, suspend
from tests.domain.amending import (
    BANDUNG_ID,
    CORRECTED,
    VALUES,
    accept,
    amend_measurement,
    amend_score,
    measured,
    reject,
    standing,
)
from tests.domain.journeys import admitted, closed, conflict, piloting, pilots, score, scored, scoring, until
from tests.domain.world import BANDUNG, JAYAPURA, person

# ---- proposing


def test_whoever_reported_a_measurement_proposes_the_whole_report_as_it_should_read() -> None:
    life = amend_measurement(measured(), note="Salah ketik").then(AmendmentProposed)
    proposed = life.event(AmendmentProposed)
    assert (proposed.number, proposed.reason) == (1, "Alasan")
    assert proposed.by is not None
    assert proposed.by.person == "officer-bandung"
    assert proposed.statement == Measurement(
        region=BANDUNG_ID,
        number=1,
        values={"coverage": Decimal("14.5"), "days": Decimal(5)},
        note="Salah ketik",
    )


def test_until_it_is_accepted_the_earlier_version_counts() -> None:
    life = amend_measurement(measured())
    assert [each.values["coverage"] for each in standing(life)] == [Decimal("41.5")]
    accept(life).then(AmendmentAccepted)
    assert [each.values["coverage"] for each in standing(life)] == [Decimal("14.5")]


def test_an_amendment_takes_a_reason() -> None:
    amend_measurement(measured(), reason=None).refused("reason_required")
    life = amend_measurement(measured())
    reject(life, reason=None).refused("reason_required")
    life.when("operator-2", "accept_amendment", reason=None, amendment=1).then(AmendmentAccepted)


def test_who_holds_another_role_or_another_region_amends_no_measurement() -> None:
    amend_measurement(measured(), "proposer").refused("role_missing")
    amend_measurement(measured(), "officer-makassar").refused("other_region")


def test_only_the_author_amends_a_statement() -> None:
    life = measured()
    life.people["colleague"] = person("colleague", Role.REGIONAL_OFFICER, "kota-bandung", BANDUNG)
    amend_measurement(life, "colleague").refused("anothers_statement")


def test_what_was_not_handed_in_is_not_amended() -> None:
    amend_measurement(measured(), report=2).refused("nothing_to_amend")
    amend_measurement(piloting()).refused("nothing_to_amend")
    amend_measurement(measured(), region=JAYAPURA).refused("no_such_pilot")
    amend_measurement(admitted()).refused("pilots_not_planned")
    amend_score(scoring(), "evaluator-1", 90).refused("nothing_to_amend")


def test_an_amendment_corrects_something() -> None:
    amend_measurement(measured(), values=VALUES).refused("nothing_amended")
    amend_measurement(measured(), values={"coverage": "41.50", "days": "5"}).refused("nothing_amended")
    amend_score(score(scoring(), "evaluator-1", 90), "evaluator-1", 90).refused("nothing_amended")


def test_one_amendment_of_a_statement_waits_at_a_time() -> None:
    life = amend_measurement(measured())
    amend_measurement(life, note="Lagi").refused("amendment_open")
    reject(life)
    amend_measurement(life, note="Lagi").then(AmendmentProposed)
    assert life.event(AmendmentProposed).number == 2


def test_amendments_of_several_statements_wait_beside_each_other() -> None:
    life = measured().later(days=31)
    life.when("officer-bandung", "report_measurement", region=BANDUNG, values=VALUES)
    amend_measurement(amend_measurement(life), report=2)
    accept(life, 2).then(AmendmentAccepted)
    accept(life, 1).then(AmendmentAccepted)


def test_an_amended_measurement_has_every_indicator() -> None:
    amend_measurement(measured(), values={"coverage": "1"}).refused("indicator_missing")
    amend_measurement(measured(), values=CORRECTED | {"charm": "1"}).refused("unknown_indicator")


# ---- answering


def test_an_amendment_is_not_answered_by_whom_what_they_did_before_excludes() -> None:
    life = measured()
    officer = person("officer-bandung", Role.OPERATOR, "kota-bandung")
    both = life.people["officer-bandung"].grants | officer.grants
    life.people["officer-bandung"] = replace(life.people["officer-bandung"], grants=both)
    amend_measurement(life)
    accept(life, who="officer-bandung").refused("excluding_capacity")
    reject(life, who="officer-bandung").refused("excluding_capacity")
    accept(life, who="operator").then(AmendmentAccepted)


def test_only_an_operator_answers() -> None:
    accept(amend_measurement(measured()), who="minister").refused("role_missing")
    reject(amend_measurement(measured()), who="evaluator-1").refused("role_missing")


def test_an_operator_of_the_proposing_agency_answers_no_amendment() -> None:
    life = amend_measurement(measured())
    life.people["operator-surakarta"] = person("operator-surakarta", Role.OPERATOR, "kota-surakarta")
    accept(life, who="operator-surakarta").refused("same_agency")
    reject(life, who="operator-surakarta").refused("same_agency")


def test_what_does_not_wait_for_an_answer_is_not_answered() -> None:
    life = amend_measurement(measured())
    accept(life, 2).refused("no_amendment_open")
    accept(life)
    accept(life).refused("no_amendment_open")
    reject(life).refused("no_amendment_open")
    accept(measured()).refused("no_amendment_open")


def test_a_rejection_leaves_the_statement_as_it_was() -> None:
    life = reject(amend_measurement(measured())).then(AmendmentRejected)
    assert (life.event(AmendmentRejected).proposed_by, life.event(AmendmentRejected).reason) == (
        "officer-bandung",
        "Alasan",
    )
    assert [each.values["coverage"] for each in standing(life)] == [Decimal("41.5")]


def test_an_accepted_version_may_be_amended_again_by_its_author() -> None:
    life = accept(amend_measurement(measured()))
    amend_measurement(life).refused("nothing_amended")
    amend_measurement(life, values=VALUES).then(AmendmentProposed)


def test_an_amendment_waits_no_more_once_its_author_declared_a_conflict() -> None:
    life = conflict(amend_measurement(measured()), "officer-bandung")
    accept(life).refused("no_amendment_open")


def test_suspended_nothing_is_amended_or_answered() -> None:
    life = suspend(amend_measurement(measured()))
    amend_measurement(life, note="Lagi").refused("suspended")
    accept(life).refused("suspended")
    accept(resume(life.later(days=1))).then(AmendmentAccepted)


# ---- a measurement: until evaluation closes


def test_a_measurement_is_amended_after_its_pilot_was_aborted_or_over() -> None:
    aborted = measured().when("operator", "abort_pilot", region=BANDUNG)
    amend_measurement(aborted).then(AmendmentProposed)
    amend_measurement(until(measured(), WaitKind.PILOTS_END)).then(AmendmentProposed)


def test_a_measurement_is_amended_until_evaluation_closes() -> None:
    life = measured().when("operator", "close_pilots")
    life.when("operator", "assign_panel", evaluators=["evaluator-1", "evaluator-2", "evaluator-3"])
    amend_measurement(scored(life)).then(AmendmentProposed)
    closed(closed(life))
    accept(life).refused("wrong_stage")
    amend_measurement(life).refused("wrong_stage")


def test_a_measurement_of_an_evaluation_that_had_closed_is_final_though_it_reopens() -> None:
    life = measured().when("operator", "close_pilots")
    life.when("operator", "assign_panel", evaluators=["evaluator-1", "evaluator-2", "evaluator-3"])
    conflict(closed(scored(life, 95, 80, 80)), "evaluator-1")
    assert life.state.stage is Stage.EVALUATION
    amend_measurement(life).refused("nothing_to_amend")
    amend_score(life, "evaluator-2", 90).refused("nothing_to_amend")


def test_an_amendment_of_a_proposal_that_went_back_waits_no_more() -> None:
    life = amend_measurement(measured()).when("operator", "return_proposal")
    assert not life.state.statements.amendments
    life.when("proposer", "revise", title="Judul baru").when("operator", "admit")
    accept(life).refused("no_amendment_open")
    life.when("operator", "plan_pilots", pilots=pilots(BANDUNG))
    amend_measurement(life).refused("nothing_to_amend")
