"""What now: the acts that answer what waits for a person come first, then what else makes sense; never another's."""

from dataclasses import replace

from domain import next_acts
from domain.commands import PAYLOADS
from domain.commands.adoption import Adopt
from domain.commands.innovation import DeclareConflict
from domain.rows import Prompt
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.domain.acts import discontinuation_proposed, institutionalised, report, suspend
from tests.domain.histories import AdoptionLife, committed, offered
from tests.domain.journeys import (
    admitted,
    conflict,
    decided,
    deciding,
    evaluating,
    in_check,
    in_waves,
    piloting,
    proposed,
    returned,
    score,
    scoring,
    until,
)
from tests.domain.spec import Life
from tests.domain.test_agencies import Registry
from tests.domain.test_determination import record
from tests.domain.world import BANDUNG, JAYAPURA, MAKASSAR, PEOPLE, region_id

Names = list[str]


def acts(life: Life, who: str) -> tuple[Names, Names]:
    """What waits for somebody, and what else they may do, of an innovation."""
    return told_apart(of(life, who))


def of(life: Life, who: str) -> list[next_acts.NextAct]:
    """What somebody may do of an innovation."""
    return next_acts.of_innovation(PEOPLE[who], life.state, life.rules, life.now)


def adoption_acts(adoption: AdoptionLife, who: str) -> tuple[Names, Names]:
    """The same of a region's adoption."""
    life = adoption.life
    return told_apart(next_acts.of_adoption(PEOPLE[who], adoption.state, life.state, life.rules, life.now))


def told_apart(found: list[next_acts.NextAct]) -> tuple[Names, Names]:
    """By whether it is waited for. That anybody may declare a conflict is left out."""
    named = [each for each in found if each.payload is not DeclareConflict]
    awaited = [each.payload.name for each in named if each.task is not None]
    return awaited, sorted(each.payload.name for each in named[len(awaited) :])


def test_every_task_that_waits_for_a_person_has_acts_that_answer_it() -> None:
    by_itself = {WaitKind.AMENDING, WaitKind.PILOTS_END, WaitKind.WAVE_OPENS, WaitKind.WAVE_ENDS, WaitKind.CHECK_OPENS}
    assert set(next_acts.ANSWERS) == {*WaitKind, *Prompt} - by_itself


def test_what_waits_for_the_secretariat_comes_before_what_it_may_always_do() -> None:
    always = ["ask_clarification", "attach_evidence", "move_edition", "note", "suspend"]
    assert acts(proposed(), "operator") == (["admit", "return_proposal", "reject"], always)
    assert acts(admitted(), "operator")[0] == ["plan_pilots"]


def test_what_only_answers_a_wait_is_not_named_without_it() -> None:
    assert acts(returned(), "operator") == (
        [],
        ["ask_clarification", "attach_evidence", "move_edition", "note", "reject", "suspend"],
    )
    assert acts(returned(), "proposer") == (["revise"], ["withdraw"])
    assert acts(proposed(), "proposer") == ([], ["withdraw"])
    for planned in (piloting(), scoring(), in_waves()):
        named = [name for names in acts(planned, "operator") for name in names]
        assert not {"plan_pilots", "assign_panel", "plan_waves"} & set(named)


def test_an_officer_is_told_of_their_own_region_only() -> None:
    act, _ = of(piloting(), "officer-bandung")
    assert (act.payload.name, act.region) == ("report_measurement", region_id(BANDUNG))
    assert acts(piloting(), "officer-jayapura") == ([], [])


def test_closing_the_pilots_is_awaited_once_all_is_reported_and_possible_before() -> None:
    life = piloting(BANDUNG, lasts="P10D")
    assert "close_pilots" in acts(life, "operator")[1]
    life.when("officer-bandung", "report_measurement", region=BANDUNG, values={"coverage": "41.5", "days": "5"})
    assert acts(life, "operator")[0] == ["close_pilots"]
    assert acts(life, "officer-bandung") == ([], ["amend_measurement"])


def test_a_panel_that_is_incomplete_is_mended_and_not_assigned_again() -> None:
    assert acts(evaluating(), "operator")[0] == ["assign_panel"]
    life = scoring()
    for who in ("evaluator-1", "evaluator-2"):
        conflict(life, who)
    assert acts(life, "operator")[0] == ["replace_evaluator"]


def test_whoever_takes_part_may_declare_a_conflict_once() -> None:
    life = scoring()
    for who in ("evaluator-1", "operator", "minister", "proposer", "officer-bandung"):
        assert DeclareConflict in {act.payload for act in of(life, who)}
        assert DeclareConflict not in {act.payload for act in of(conflict(life, who), who)}
    assert of(life, "auditor") == []


def test_a_seat_scores_once_and_nobody_else_is_asked_to() -> None:
    life = scoring()
    assert acts(life, "evaluator-1") == (["score"], ["request_clarification"])
    assert acts(life, "evaluator-4") == ([], ["request_clarification"])
    score(life, "evaluator-1", 90)
    assert acts(life, "evaluator-1") == ([], ["amend_score", "request_clarification"])
    assert acts(conflict(life, "evaluator-2"), "evaluator-2") == ([], [])


def test_who_missed_the_deadline_may_still_score_while_the_others_may_amend() -> None:
    life = until(score(scoring(), "evaluator-1", 90), WaitKind.SCORING)
    score(life, "evaluator-2", 90)
    assert "score" in [name for names in acts(life, "evaluator-3") for name in names]
    assert "score" not in [name for names in acts(life, "evaluator-2") for name in names]


def test_a_clarification_waits_for_the_secretariat_and_then_for_the_proposer() -> None:
    life = scoring().when("evaluator-1", "request_clarification", question="Berapa puskesmas yang ikut?")
    assert acts(life, "operator")[0] == ["forward_clarification"]
    assert acts(life, "proposer")[0] == []
    life.when("operator", "forward_clarification", clarification=1)
    (act,) = [each for each in of(life, "proposer") if each.task is not None]
    assert (act.payload.name, act.subject) == ("answer_clarification", "1")
    assert "forward_clarification" not in [name for names in acts(life, "operator") for name in names]


def test_who_decided_is_not_asked_to_endorse_and_who_is_partial_is_asked_nothing() -> None:
    assert acts(deciding(), "minister") == (["decide"], [])
    assert acts(deciding(), "mayor") == ([], [])
    assert acts(deciding(80, 80, 80), "minister") == ([], [])
    assert acts(deciding(80, 80, 80), "operator")[0] == ["reject"]
    assert acts(conflict(deciding(), "third"), "third") == ([], [])
    assert acts(decided(), "minister") == ([], [])
    assert acts(decided(), "deputy") == (["endorse", "object"], [])


def test_a_decree_is_recorded_once_there_is_a_decision_and_confirmed_by_another_once_it_is_recorded() -> None:
    assert not {"record_decree", "confirm_decree"} & {*acts(deciding(), "operator")[1]}
    life = decided()
    awaited, possible = acts(life, "operator")
    assert awaited == []
    assert "record_decree" in possible
    assert "confirm_decree" not in possible
    record(life)
    awaited, possible = acts(life, "operator")
    assert "confirm_decree" not in (*awaited, *possible)
    assert "record_decree" in possible
    assert acts(life, "operator-2")[0] == ["confirm_decree"]


def test_while_suspended_only_what_is_possible_then_is_named() -> None:
    assert acts(suspend(piloting()), "operator") == ([], ["resume"])
    assert acts(suspend(piloting()), "officer-bandung") == ([], [])
    assert acts(suspend(proposed()), "proposer") == ([], ["withdraw"])


def test_what_was_proposed_waits_for_another_decision_maker() -> None:
    assert acts(discontinuation_proposed(), "minister")[0] == ["discontinue", "require_correction"]
    life = institutionalised().when("minister", "revoke")
    assert life.state.stage is Stage.INSTITUTIONALISED
    assert acts(life, "minister") == ([], [])
    assert acts(life, "deputy") == (["revoke"], [])


def test_a_check_waits_for_the_proposer_and_takes_each_regions_part_once() -> None:
    life = in_check()
    assert acts(life, "proposer") == (["report_check"], [])
    _, part = of(life, "officer-bandung")
    assert (part.payload.name, part.subject, part.region, part.task) == ("report_check", "1", region_id(BANDUNG), None)
    assert acts(report(life, 1, "officer-bandung", region=BANDUNG), "officer-bandung") == ([], ["amend_check_report"])
    assert acts(life, "officer-jayapura") == ([], [])


def test_what_waits_for_an_agency_waits_for_whoever_took_its_place() -> None:
    life = returned()
    merged = Registry().when("merge_agency", agency="kota-surakarta", into="kota-bandung").state
    for agencies, awaited in ((life.rules.agencies, []), (merged, ["revise"])):
        rules = replace(life.rules, agencies=agencies)
        assert told_apart(next_acts.of_innovation(PEOPLE["other-proposer"], life.state, rules, life.now))[0] == awaited


def test_an_amendment_is_named_to_who_handed_it_in_and_its_answer_to_another() -> None:
    life = piloting(BANDUNG, lasts="P10D")
    assert "amend_measurement" not in acts(life, "officer-bandung")[1]
    life.when("officer-bandung", "report_measurement", region=BANDUNG, values={"coverage": "41.5", "days": "5"})
    life.when("officer-bandung", "amend_measurement", region=BANDUNG, report=1, values={"coverage": "42", "days": "5"})
    assert acts(life, "operator")[0] == ["close_pilots", "accept_amendment", "reject_amendment"]
    assert not {"accept_amendment", "reject_amendment"} & {
        *acts(life, "officer-bandung")[1],
        *acts(life, "proposer")[1],
    }


def test_nobody_else_is_told_of_anything() -> None:
    for who, person in PEOPLE.items():
        if {grant.role for grant in person.grants.values()} <= {Role.ADMINISTRATOR, Role.AUDITOR}:
            assert acts(piloting(), who) == ([], [])
    assert acts(returned(), "other-proposer") == ([], [])


# ---- adoptions


def test_a_region_answers_an_offer_then_reports_and_completes() -> None:
    adoption = offered(in_waves())
    assert adoption_acts(adoption, "officer-bandung") == (["commit_adoption", "decline_adoption"], [])
    assert adoption_acts(adoption, "officer-makassar") == ([], [])
    adoption.when("officer-bandung", "commit_adoption")
    assert adoption_acts(adoption, "officer-bandung") == (["report_adoption", "complete_adoption"], [])
    assert adoption_acts(adoption.when("officer-bandung", "complete_adoption"), "officer-bandung") == ([], [])


def test_a_region_that_declined_may_still_commit() -> None:
    adoption = offered(in_waves()).when("officer-bandung", "decline_adoption")
    assert adoption_acts(adoption, "officer-bandung") == ([], ["commit_adoption"])


def test_a_region_without_an_adoption_may_adopt_where_that_is_possible() -> None:
    assert adoption_acts(AdoptionLife(in_waves(), JAYAPURA), "officer-jayapura") == ([], [Adopt.name])
    assert adoption_acts(AdoptionLife(deciding(), JAYAPURA), "officer-jayapura") == ([], [])
    assert adoption_acts(AdoptionLife(in_waves(), JAYAPURA), "officer-bandung") == ([], [])


def test_a_frozen_or_released_adoption_asks_nothing() -> None:
    adoption = committed(in_waves(BANDUNG, MAKASSAR))
    suspend(adoption.life.later(days=1))
    assert adoption_acts(adoption.catch_up(), "officer-bandung") == ([], [])
    released = committed(in_waves())
    released.life.when("minister", "discontinue")
    assert adoption_acts(released.catch_up(), "officer-bandung") == ([], [])


def test_what_is_asked_by_nobody_is_named_to_nobody() -> None:
    system = {name for name, payload in PAYLOADS.items() if payload.system}
    for life in (proposed(), piloting(), in_waves(), in_check()):
        for who in PEOPLE:
            assert not system & {name for names in acts(life, who) for name in names}
