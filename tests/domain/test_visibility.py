"""Who may see what: for every role and relation, in both directions, as docs/domain.md shows it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.grants import Grant, Person
from domain.innovation.state import Innovation
from domain.visibility import (
    Attempt,
    Proposal,
    Question,
    Record,
    Sheet,
    Sight,
    Totals,
    Viewer,
    Words,
    may_see,
    may_see_everybody,
    may_see_everything,
    may_see_person,
)
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.agencies import register
from tests.domain.journeys import closed, conflict, deciding, in_check, pilots, put, scaling, score, scoring, until
from tests.domain.spec import Life
from tests.domain.walk import ANSWERS
from tests.domain.world import BANDUNG, MAKASSAR, PEOPLE, person, region_id, rules, successor, with_regions

DOCUMENT = Path(__file__).parents[2] / "docs/domain.md"
HEIR = successor("pewaris", "32.50", of=BANDUNG, since="2026-01-01")
REGIONS = with_regions(rules(), HEIR).regions


def viewer(who: Person, life: Life) -> Viewer:
    """Somebody who looks now."""
    return Viewer(who, life.now, REGIONS, register())


def holding(name: str, *held: Person) -> Person:
    """Somebody who holds what all of these hold."""
    return Person(name, version=1, grants={f"{n}": g for n, each in enumerate(held) for g in each.grants.values()})


def barred(state: Innovation, who: str) -> Innovation:
    """The innovation after somebody declared a conflict of interest."""
    return replace(state, conflicts=state.conflicts | {who})


def as_it_is(state: Innovation, _who: str) -> Innovation:
    return state


def of(role: Role, agency: str, region: str | None = None) -> Person:
    """Somebody who holds one role, and has done nothing here."""
    return person("somebody", role, agency, region)


def heir() -> Person:
    """An officer of a region that Bandung was split into."""
    grant = Grant(
        id="x", role=Role.REGIONAL_OFFICER, agency="kab", region=HEIR.id, valid_from=datetime(2026, 1, 1, tzinfo=UTC)
    )
    return Person("somebody", version=1, grants={grant.id: grant})


def retired() -> Person:
    """An auditor whose role has ended."""
    grant = next(iter(of(Role.AUDITOR, "bpk").grants.values()))
    ended = grant.model_copy(update={"valid_until": datetime(2026, 2, 1, tzinfo=UTC)})
    return Person("somebody", version=1, grants={ended.id: ended})


PROPOSING = "kota-surakarta"
SEATED = PEOPLE["evaluator-2"]

WHO: dict[str, tuple[Person, Callable[[Innovation, str], Innovation]]] = {
    "auditor": (of(Role.AUDITOR, "bpk"), as_it_is),
    "operator": (PEOPLE["operator"], as_it_is),
    "operator of the proposing agency": (of(Role.OPERATOR, PROPOSING), as_it_is),
    "operator of a unit of it": (of(Role.OPERATOR, "upt-surakarta"), as_it_is),
    "operator with a conflict": (PEOPLE["operator"], barred),
    "operator who has a seat too": (holding(SEATED.id, PEOPLE["operator"], SEATED), as_it_is),
    "operator who is an evaluator too": (holding("somebody", PEOPLE["operator"], PEOPLE["evaluator-4"]), as_it_is),
    "evaluator whose sheet it is": (PEOPLE["evaluator-1"], as_it_is),
    "evaluator of the same panel": (SEATED, as_it_is),
    "evaluator of a region that pilots": (person(SEATED.id, Role.EVALUATOR, "dinkes-bandung"), as_it_is),
    "evaluator with a conflict since": (SEATED, barred),
    "evaluator without a seat": (PEOPLE["evaluator-4"], as_it_is),
    "evaluator of the proposing agency": (of(Role.EVALUATOR, PROPOSING), as_it_is),
    "decision maker": (PEOPLE["minister"], as_it_is),
    "decision maker who is an evaluator too": (
        holding("somebody", PEOPLE["minister"], PEOPLE["evaluator-4"]),
        as_it_is,
    ),
    "decision maker of the proposing agency": (of(Role.DECISION_MAKER, PROPOSING), as_it_is),
    "decision maker who operated it": (person("operator", Role.DECISION_MAKER, "kemenpanrb"), as_it_is),
    "decision maker with a conflict": (PEOPLE["minister"], barred),
    "proposer of the agency": (PEOPLE["proposer"], as_it_is),
    "proposer with a conflict": (PEOPLE["proposer"], barred),
    "administrator of the agency itself": (PEOPLE["local-administrator"], as_it_is),
    "proposer of another agency": (PEOPLE["other-proposer"], as_it_is),
    "officer of the region": (PEOPLE["officer-bandung"], as_it_is),
    "officer of a region split from it": (heir(), as_it_is),
    "officer of another pilot or adopter": (PEOPLE["officer-makassar"], as_it_is),
    "officer of any other region": (PEOPLE["officer-jayapura"], as_it_is),
    "administrator": (of(Role.ADMINISTRATOR, "kemenpanrb"), as_it_is),
    "somebody whose role has ended": (retired(), as_it_is),
}
"""Everybody who might look, and what the innovation is to them."""

OPEN = score(scoring(), "evaluator-1", 90)
CLOSED = deciding()
LAST = CLOSED.state.closings[1].version
SCALED = scaling()

WHAT: dict[str, tuple[Life, Sight]] = {
    "proposal": (CLOSED, Proposal()),
    "reasons, notes, reports": (CLOSED, Words()),
    "those of a region": (CLOSED, Words(region_id(BANDUNG))),
    "sheet, panel open": (OPEN, Sheet("evaluator-1", 1)),
    "sheet, panel closed": (CLOSED, Sheet("evaluator-1", 1)),
    "evaluators' questions": (CLOSED, Question("evaluator-1")),
    "grade and totals": (CLOSED, Totals(1, LAST)),
    "others' refused commands": (CLOSED, Attempt("somebody-else")),
    "whole record": (CLOSED, Record()),
}


def matrix() -> list[str]:
    """The table, from the rule."""
    lines = ["| who | " + " | ".join(("outline", *WHAT)) + " |", "|---|" + ":-:|" * (1 + len(WHAT))]
    for name, (who, relation) in WHO.items():
        seen = [who.holds_a_role(CLOSED.now)]
        seen += [may_see(viewer(who, life), relation(life.state, who.id), sight) for life, sight in WHAT.values()]
        lines.append(f"| {name} | " + " | ".join("✓" if each else "–" for each in seen) + " |")
    return lines


def test_the_table_that_people_read_is_what_the_rule_gives() -> None:
    shown = re.search(r"\*\*Who may see what\.\*\*.*?\n\n(\|.*?)\n\n", DOCUMENT.read_text(), flags=re.DOTALL)
    assert shown is not None
    assert shown[1].splitlines() == matrix()


@pytest.mark.parametrize("who", [each for each, _ in WHO.values()], ids=list(WHO))
def test_everybody_sees_their_own_refused_commands_while_they_hold_a_role(who: Person) -> None:
    assert may_see(viewer(who, CLOSED), CLOSED.state, Attempt(who.id)) == who.holds_a_role(CLOSED.now)


@pytest.mark.parametrize("name", WHO)
def test_only_auditors_see_everything_and_only_three_roles_other_people(name: str) -> None:
    who, _ = WHO[name]
    assert may_see_everything(who, CLOSED.now) == (name == "auditor")
    roles = {grant.role for grant in who.grants.values() if grant.in_force(CLOSED.now)}
    assert may_see_everybody(who, CLOSED.now) == bool(roles & {Role.ADMINISTRATOR, Role.OPERATOR, Role.AUDITOR})


def test_an_agencys_own_administrator_sees_the_people_of_it_and_of_its_units_alone() -> None:
    administers = viewer(PEOPLE["local-administrator"], CLOSED)
    assert may_see_person(administers, "somebody", ["upt-surakarta"])
    assert may_see_person(administers, "somebody", ["kota-bandung", PROPOSING])
    assert not may_see_person(administers, "somebody", ["kota-bandung"])
    assert may_see_person(administers, "local-administrator", [])
    assert not may_see_person(viewer(PEOPLE["proposer"], CLOSED), "somebody", [PROPOSING])


def sees(who: str, life: Life, sight: Sight) -> bool:
    return may_see(viewer(PEOPLE[who], life), life.state, sight)


def test_a_sheet_is_confidential_again_while_its_panel_is_open_again() -> None:
    life = deciding(85, 85, 85)
    sheet = Sheet("evaluator-1", 1)
    assert sees("evaluator-2", life, sheet)
    conflict(life, "evaluator-3")
    conflict(life, "evaluator-2")  # the quorum is lost
    life.people["evaluator-5"] = person("evaluator-5", Role.EVALUATOR, "universitas-e")
    put(put(life, "evaluator-2", "evaluator-4"), "evaluator-3", "evaluator-5")
    assert 1 not in life.state.closings
    assert not sees("evaluator-4", life, sheet)
    assert not sees("minister", life, sheet)
    assert sees("evaluator-1", life, sheet)
    closed(score(score(life, "evaluator-4", 85), "evaluator-5", 85))
    assert sees("evaluator-4", life, sheet)
    assert sees("minister", life, sheet)
    assert not sees("evaluator-2", life, sheet)
    assert sees("evaluator-2", life, Sheet("evaluator-2", 1))


def test_the_proposer_sees_what_the_last_closing_came_to_and_not_one_before_it() -> None:
    """Both together would tell whose sheet was voided, and what its successor gave."""
    life = deciding(85, 85, 88)
    before = life.state.closings[1].version
    conflict(life, "evaluator-3")
    conflict(life, "evaluator-2")
    assert not sees("proposer", life, Totals(1, before))
    life.people["evaluator-5"] = person("evaluator-5", Role.EVALUATOR, "universitas-e")
    put(put(life, "evaluator-2", "evaluator-4"), "evaluator-3", "evaluator-5")
    closed(score(score(life, "evaluator-4", 91), "evaluator-5", 91))
    assert not sees("proposer", life, Totals(1, before))
    assert sees("proposer", life, Totals(1, life.state.closings[1].version))
    assert sees("evaluator-1", life, Totals(1, before))


def test_who_may_still_score_sees_no_sheet_before_the_panel_closes() -> None:
    """Neither whoever missed the deadline, nor an operator who could be given a seat."""
    life = until(score(score(scoring(), "evaluator-1", 90), "evaluator-2", 90), WaitKind.SCORING)
    both = holding("both", person("both", Role.OPERATOR, "bkn"), person("both", Role.EVALUATOR, "bkn"))
    for sight in (Sheet("evaluator-1", 1), Totals(1, life.state.closings[1].version), Attempt("evaluator-1"), Record()):
        assert not may_see(viewer(both, life), life.state, sight)
        assert sees("operator", life, sight)
    assert may_see(viewer(both, life), life.state, Words())
    assert may_see(viewer(both, life), life.state, Attempt("both"))
    assert life.state.stage is Stage.DECISION
    assert sees("evaluator-2", life, Sheet("evaluator-1", 1))
    assert not sees("evaluator-3", life, Sheet("evaluator-1", 1))
    put(conflict(life, "evaluator-1"), "evaluator-1", "evaluator-4")
    closed(score(score(life, "evaluator-3", 90), "evaluator-4", 90))
    assert sees("evaluator-3", life, Sheet("evaluator-2", 1))


def test_who_can_no_longer_be_seated_reads_what_their_other_role_opens() -> None:
    """Because they operated or decided on it, or because it is decided."""
    both = holding("both", person("both", Role.OPERATOR, "bkn"), person("both", Role.EVALUATOR, "bkn"))
    sight = Sheet("evaluator-1", 1)
    life = score(scoring(), "evaluator-1", 90)
    life.people["both"] = both
    assert not may_see(viewer(both, life), life.state, sight)
    life.when("both", "note", text="Catatan")
    assert may_see(viewer(both, life), life.state, sight)
    decides = holding("decides", PEOPLE["minister"], PEOPLE["evaluator-4"])
    life = deciding()
    assert not may_see(viewer(decides, life), life.state, sight)
    life.people["decides"] = decides
    life.when("decides", "decide", choice="scale_regions", adopters=[BANDUNG], instrument="SK 1")
    assert may_see(viewer(decides, life), life.state, sight)
    assert may_see(viewer(decides, SCALED), SCALED.state, sight)


def test_a_panel_sees_the_sheets_of_its_own_round_alone() -> None:
    life = deciding().when("minister", "decide", choice="repeat_pilot")
    life.when("operator", "plan_pilots", pilots=pilots(BANDUNG)).when("operator", "close_pilots")
    life.when("operator", "assign_panel", evaluators=["evaluator-1", "evaluator-2", "evaluator-4"])
    score(life, "evaluator-2", 95)
    assert sees("evaluator-1", life, Sheet("evaluator-2", 1))
    assert not sees("evaluator-1", life, Sheet("evaluator-2", 2))
    assert not sees("evaluator-4", life, Sheet("evaluator-2", 1))
    assert sees("proposer", life, Totals(1, life.state.closings[1].version))


def test_who_may_assess_a_check_reads_what_was_reported_on_it() -> None:
    life = in_check()
    assert not sees("evaluator-4", life, Words())
    life.when("proposer", "report_check", check=1, answers=ANSWERS)
    assert sees("evaluator-4", life, Words())
    assert not sees("other-proposer", life, Words())


def test_an_officer_of_one_region_reads_nothing_of_anothers() -> None:
    assert sees("officer-bandung", CLOSED, Words(region_id(BANDUNG)))
    assert not sees("officer-bandung", CLOSED, Words(region_id(MAKASSAR)))
    assert not sees("officer-bandung", CLOSED, Words())
