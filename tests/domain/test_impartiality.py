"""Separation of duties: nobody of the proposer's agency has power, and nobody acts in two capacities that exclude."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from domain.agencies import Register
from domain.events.innovation import (
    ConflictDeclared,
    DecisionEndorsed,
    InnovationProposed,
    NoteMade,
    PanelAssigned,
    PilotsPlanned,
    ProposalAdmitted,
    ScoreSubmitted,
)
from domain.grants import Grant, Person
from domain.innovation.impartiality import OF_ROLE, exclude_each_other
from domain.vocabulary import WITH_POWER, Capacity, Role
from tests.agencies import register
from tests.domain import matrix
from tests.domain.histories import AdoptionLife
from tests.domain.journeys import (
    INSTRUMENT,
    PANEL,
    PROPOSAL,
    admitted,
    closed,
    decided,
    deciding,
    evaluating,
    in_waves,
    pilots,
    proposed,
    put,
    score,
    scored,
    scoring,
)
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, PEOPLE, START, SURAKARTA, person, region_id

UNIT, SUBUNIT = "disdukcapil-surakarta", "upt-surakarta"


def joined(life: Life, *people: Person) -> Life:
    """The life with more people in it."""
    life.people |= {each.id: each for each in people}
    return life


def held(who: Person, agency: str, role: Role, *, since: timedelta, until: timedelta | None = None) -> Person:
    """Somebody who also held a role for another agency, from and to so long after the start."""
    ends = None if until is None else START + until
    grant = Grant(id="formerly", role=role, agency=agency, valid_from=START + since, valid_until=ends)
    return replace(who, grants={**who.grants, grant.id: grant})


def moonlighter() -> Person:
    """Bandung's officer, who is an operator as well."""
    operator = person("officer-bandung", Role.OPERATOR, "kota-bandung")
    return replace(operator, grants={**PEOPLE["officer-bandung"].grants, **operator.grants})


def propose(life: Life, who: str, agency: str, region: str | None = None) -> Life:
    where = {"region": region} if region else {}
    return life.when(who, "propose", edition="kipp-2025", agency=agency, proposal=PROPOSAL, **where)


# ---- the agency that proposed


@pytest.mark.parametrize("agency", ["kota-surakarta", UNIT, SUBUNIT])
def test_no_operator_of_the_agency_that_proposed_or_of_its_units_has_power_over_it(agency: str) -> None:
    life = joined(proposed(), person("camat", Role.OPERATOR, agency))
    for command in ("admit", "return_proposal", "reject", "suspend"):
        life.when("camat", command).refused("same_agency")
    life.when("camat", "note", text="Titip.").refused("same_agency")


@pytest.mark.parametrize("agency", ["prov-jawa-tengah", "kota-bandung", "imigrasi-surakarta"])
def test_a_province_another_city_and_a_ministrys_unit_in_town_are_others(agency: str) -> None:
    joined(proposed(), person("lain", Role.OPERATOR, agency)).when("lain", "admit").then(ProposalAdmitted)


def test_an_agency_that_was_held_at_any_time_since_the_proposal_counts() -> None:
    left = held(person("pindah", Role.OPERATOR, "kemenpanrb"), UNIT, Role.PROPOSER, since=-timedelta(days=9))
    gone = replace(
        left, grants={**left.grants, "formerly": left.grants["formerly"].model_copy(update={"valid_until": START})}
    )
    life = joined(proposed(), gone).later(days=1)
    life.when("pindah", "admit").then(ProposalAdmitted)  # they had left by then
    before, after = timedelta(days=-9), timedelta(hours=1)
    stayed = held(person("pindah", Role.OPERATOR, "kemenpanrb"), UNIT, Role.PROPOSER, since=before, until=after)
    joined(proposed(), stayed).later(days=1).when("pindah", "admit").refused("same_agency")


def test_what_became_of_the_agency_that_proposed_is_its_agency() -> None:
    agencies = {
        **register().agencies,
        "kota-surakarta": register().agencies["kota-surakarta"].model_copy(update={"valid_until": START.date()}),
        "kota-solo": register()
        .agencies["kota-surakarta"]
        .model_copy(update={"id": "kota-solo", "predecessors": ("kota-surakarta",)}),
    }
    life = proposed()
    life.rules = replace(life.rules, agencies=Register(register().id, 2, agencies=agencies))
    joined(life, person("walikota", Role.OPERATOR, "kota-solo"), person("penerus", Role.PROPOSER, "kota-solo"))
    life.when("walikota", "admit").refused("same_agency")
    life.when("operator", "return_proposal").when("penerus", "revise", title="Kartu Anak")
    assert life.state.content is not None
    assert life.state.content.title == "Kartu Anak"


def test_whoever_runs_the_scaling_up_proposes_nothing() -> None:
    life = joined(Life(), person("biro", Role.PROPOSER, "kemenpanrb"))
    propose(life, "biro", "kemenpanrb").refused("runs_it")


def test_an_agency_proposes_with_its_own_region_or_without_any() -> None:
    life = propose(Life(), "proposer", "kota-surakarta").then(InnovationProposed)
    assert life.state.origin is not None
    assert life.state.origin.id == region_id(SURAKARTA)
    propose(Life(), "proposer", "kota-surakarta", BANDUNG).refused("region_of_other")
    ministry = joined(Life(), person("ditjen", Role.PROPOSER, "kemendagri"))
    assert propose(ministry, "ditjen", "kemendagri").then(InnovationProposed).state.origin is None
    propose(joined(Life(), person("ditjen", Role.PROPOSER, "kemendagri")), "ditjen", "kemendagri", BANDUNG).refused(
        "region_of_other"
    )


# ---- pilots


def test_nobody_of_a_region_that_piloted_judges() -> None:
    life = joined(evaluating(), person("tetangga", Role.EVALUATOR, "dinkes-bandung"))
    life.when("operator", "assign_panel", evaluators=["tetangga", *PANEL[:2]]).refused("pilot_region")
    life.when("operator", "assign_panel", evaluators=PANEL).then(PanelAssigned)
    life.when("operator", "replace_evaluator", evaluator=PANEL[0], successor="tetangga").refused("pilot_region")


def test_a_ministry_without_a_region_may_be_piloted_anywhere() -> None:
    life = joined(Life(), person("ditjen", Role.PROPOSER, "kemendagri"))
    propose(life, "ditjen", "kemendagri").when("operator", "admit")
    life.when("operator", "plan_pilots", pilots=pilots(BANDUNG)).then(PilotsPlanned)


# ---- capacities


def test_only_proposing_goes_with_reporting_and_overseeing_with_deciding_or_determining() -> None:
    together = {frozenset(pair) for pair in combinations(Capacity, 2) if not exclude_each_other(*pair)}
    assert together == {
        frozenset({Capacity.PROPOSING, Capacity.REPORTING}),
        frozenset({Capacity.DECIDING, Capacity.OVERSEEING}),
        frozenset({Capacity.DETERMINING, Capacity.OVERSEEING}),
    }
    assert all(not exclude_each_other(each, each) for each in Capacity)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (Role.OPERATOR, Role.EVALUATOR),
        (Role.OPERATOR, Role.DECISION_MAKER),
        (Role.EVALUATOR, Role.OPERATOR),
        (Role.EVALUATOR, Role.DECISION_MAKER),
        (Role.DECISION_MAKER, Role.OPERATOR),
    ],
)
def test_whoever_acted_in_one_capacity_acts_in_no_other(first: Role, then: Role) -> None:
    acts: dict[Role, tuple[str, dict[str, Any]]] = {
        Role.OPERATOR: ("note", {"text": "x"}),
        Role.EVALUATOR: ("assess_check", {"check": 1, "verdict": "sustained"}),
        Role.DECISION_MAKER: ("discontinue", {}),
    }
    capacity = OF_ROLE[first]
    life = in_waves() if then is not Role.EVALUATOR else scoring()
    life = joined(life, person("rangkap", then, "universitas-e"))
    life.state = replace(life.state, acted={**life.state.acted, capacity: frozenset({"rangkap"})})
    if then is Role.EVALUATOR:
        life.when("operator", "replace_evaluator", evaluator=PANEL[0], successor="rangkap")
    else:
        command, payload = acts[then]
        life.when("rangkap", command, **payload)
    life.refused("excluding_capacity")


def test_who_has_a_seat_operates_no_more_until_it_goes_to_somebody_else() -> None:
    teacher, both = PEOPLE["evaluator-1"], person("evaluator-1", Role.OPERATOR, "universitas-a")
    life = joined(scoring(), replace(teacher, version=9, grants={**teacher.grants, **both.grants}))
    life.when("evaluator-1", "note", text="Titip.").refused("excluding_capacity")
    put(life, "evaluator-1", "evaluator-4").when("evaluator-1", "note", text="Boleh.").then(NoteMade)


def test_the_act_says_in_which_capacity_it_was_done() -> None:
    note = proposed().when("operator", "note", text="Lengkap.").event(NoteMade)
    assert note.by is not None
    assert note.by.capacity is Capacity.OPERATING
    endorsed = decided().when("deputy", "endorse").event(DecisionEndorsed)
    assert endorsed.by is not None
    assert endorsed.by.capacity is Capacity.DETERMINING


def test_whoever_reported_an_adoption_has_no_power_over_the_innovation_afterwards() -> None:
    life = joined(in_waves(), moonlighter())
    adoption = AdoptionLife(life, BANDUNG).when("officer-bandung", "commit_adoption")
    adoption.report_milestones()
    assert "officer-bandung" in life.state.acted_as(Capacity.REPORTING)
    life.when("officer-bandung", "note", text="Titip.").refused("excluding_capacity")


def test_whoever_had_power_over_it_reports_no_adoption() -> None:
    life = joined(in_waves(), moonlighter()).when("officer-bandung", "note", text="x")
    AdoptionLife(life, BANDUNG).when("officer-bandung", "commit_adoption").refused("excluding_capacity")


def test_a_proposer_may_be_the_regions_officer_in_an_agency_of_one() -> None:
    life = admitted().when("operator", "plan_pilots", pilots=pilots(SURAKARTA, BANDUNG))
    sole = person("proposer", Role.REGIONAL_OFFICER, "kota-surakarta", SURAKARTA)
    both = replace(sole, grants={**sole.grants, **life.people["proposer"].grants})
    life = joined(life, both)
    life.when("proposer", "report_measurement", region=SURAKARTA, values={"coverage": "41", "days": "5"})
    assert {"proposer"} == life.state.acted_as(Capacity.PROPOSING) & life.state.acted_as(Capacity.REPORTING)


def test_a_conflict_that_was_declared_ends_every_part_for_good() -> None:
    life = score(scoring(), PANEL[0], 90).then(ScoreSubmitted)
    life.when("operator", "declare_conflict").then(ConflictDeclared)
    life.when("operator", "suspend").refused("conflict_declared")
    life.when("operator", "declare_conflict").refused("already_declared")


# ---- all of it


def test_the_table_of_who_may_ask_what_is_that_of_the_rules() -> None:
    assert matrix.FILE.read_text(encoding="utf-8") == matrix.table()


@pytest.mark.parametrize("row", list(matrix.rows()), ids=lambda row: f"{row[0]}-{row[1]}")
def test_power_is_never_in_own_hands_nor_beside_a_conflict_or_another_capacity(row: tuple[str, ...]) -> None:
    act, role, own, unit, another, conflict, otherwise = row
    if act == "`declare_conflict`":
        assert {own, unit, another, otherwise} == {"✓"}
    elif role in WITH_POWER:
        assert (own, unit, another) == ("`same_agency`", "`same_agency`", "✓")
        assert (conflict, otherwise) == ("`conflict_declared`", "`excluding_capacity`")
    else:
        assert "✓" in (own, another)


def decided_again(choice: str) -> Life:
    """The deputy repeated the pilot, or returned the innovation; in the next round it is to be decided again."""
    life = deciding().when("deputy", "decide", choice=choice)
    if choice == "return":
        life.when("proposer", "revise", title="Lain").when("operator", "admit")
    life.when("operator", "plan_pilots", pilots=pilots(BANDUNG)).when("operator", "close_pilots")
    life.when("operator", "assign_panel", evaluators=PANEL)
    return closed(scored(life))


@pytest.mark.parametrize("choice", ["repeat_pilot", "return"])
def test_who_decided_in_an_earlier_round_determines_what_another_proposes_in_this_one(choice: str) -> None:
    life = decided_again(choice)
    assert life.state.round == 2
    life.when("minister", "decide", choice="scale_regions", adopters=[BANDUNG], instrument=INSTRUMENT)
    life.when("minister", "endorse").refused("excluding_capacity")
    life.when("deputy", "endorse").then(DecisionEndorsed)


def test_who_decided_in_an_earlier_round_operates_and_judges_no_more() -> None:
    both = person("deputy", Role.OPERATOR, "kemenpanrb")
    deputy = PEOPLE["deputy"]
    life = joined(decided_again("repeat_pilot"), replace(deputy, version=9, grants={**deputy.grants, **both.grants}))
    life.when("deputy", "note", text="Titip.").refused("excluding_capacity")
