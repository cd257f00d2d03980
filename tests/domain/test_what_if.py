"""Recorded commands decided again: the same rules come to the same life, other rules to the first difference."""

from dataclasses import replace
from datetime import datetime
from typing import Self

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.commands import PAYLOADS, Command
from domain.editions import parse_edition
from domain.events import Event
from domain.events.innovation import EditionMoved, EvaluationClosed, PilotsPlanned, ProposalRevised
from domain.events.waits import Escalated, Reminded
from domain.grants import Person
from domain.innovation.state import Innovation
from domain.innovation.what_if import (
    GivenCommand,
    Life,
    RulesAt,
    Step,
    StepPair,
    decide_again,
    side_by_side,
    with_form_of,
)
from domain.refusals import Code, Refusal
from domain.rules import Rules
from domain.vocabulary import Stage
from domain.waits import WaitKind
from tests.domain import spec
from tests.domain.asking import EVERYBODY, asked_of, people, plausible, right_next_thing
from tests.domain.journeys import INSTRUMENT, PANEL, PROPOSAL, closed, pilots, sheet
from tests.domain.world import BANDUNG, ROOT, SURAKARTA, region_id, rules
from tests.forms import NOTE


class Remembered(spec.Life):
    """A life that keeps what people and adoptions asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[GivenCommand] = []

    def _decided(self, asked: Command) -> list[Event] | Refusal:
        if asked.type != "time_reached":
            self.asked.append(GivenCommand(asked, self.people.get(asked.actor, Person(asked.actor)), self.people))
        return super()._decided(asked)

    def proposed(self) -> Self:
        """Proposed by Surakarta."""
        where = {"agency": "kota-surakarta", "region": SURAKARTA}
        return self.when("proposer", "propose", reason=None, edition="kipp-2025", proposal=PROPOSAL, **where)

    def scored(self, score: int) -> Self:
        """Piloted, and scored by the whole panel."""
        self.proposed().later(days=1).when("operator", "admit").later(days=1)
        self.when("operator", "plan_pilots", pilots=pilots(BANDUNG)).wait_until_due()
        self.when("officer-bandung", "report_measurement", region=BANDUNG, values={"coverage": "41.5", "days": "5"})
        self.when("operator", "close_pilots").when("operator", "assign_panel", evaluators=PANEL).later(days=1)
        for evaluator in PANEL:
            self.when(evaluator, "score", scores=sheet(self, score), note=NOTE)
        closed(self)
        return self

    def under(self, rules: RulesAt | Rules) -> Life:
        """The same commands under other rules, up to this life's present."""
        return decide_again(
            "innovation/test", self.asked, (lambda *_: rules) if isinstance(rules, Rules) else rules, self.now
        )


def changed(old: str, new: str) -> Rules:
    """The rules with one line of the edition changed."""
    text = (ROOT / "editions/kipp-2025.toml").read_text()
    assert text.count(old) == 1, old
    edition = parse_edition(text.replace(old, new))
    return replace(
        rules(), edition=edition.model_copy(update={"pilot": edition.pilot.model_copy(update={"shortest": None})})
    )


def first_difference(one: Life, other: Life) -> StepPair:
    """The first step that isn't the same."""
    return next(pair for pair in side_by_side(one, other) if not pair.same)


def both(pair: StepPair) -> tuple[Step, Step]:
    """The step in each life; it must be in both."""
    assert pair.one is not None
    assert pair.other is not None
    return pair.one, pair.other


def kinds(step: Step | None) -> list[type[Event]]:
    """What a step came to, which mustn't be a refusal."""
    assert step is not None
    assert not isinstance(step.outcome, Refusal)
    return [type(event) for event in step.outcome]


def happened(life: Life) -> list[tuple[Event, datetime]]:
    """Every event of a life, with when it occurred."""
    return [(event, step.at) for step in life.steps if not isinstance(step.outcome, Refusal) for event in step.outcome]


def test_the_same_rules_give_the_same_life_with_its_refusals_and_what_fell_due() -> None:
    life = Remembered().scored(90)
    life.when("evaluator-1", "decide", choice="decline").refused("role_missing")
    life.wait_until_due().when("minister", "decide", choice="decline")
    again = life.under(rules())
    assert again.state == replace(life.state, id=again.state.id)
    assert happened(again) == list(zip(life.events, life.instants, strict=True))
    assert [step.outcome.code for step in again.steps if isinstance(step.outcome, Refusal)] == [Code.ROLE_MISSING]
    assert all(pair.same for pair in side_by_side(again, life.under(rules())))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), turns=st.lists(st.sampled_from(["on", "on", "on", "wait", "anything"]), min_size=8, max_size=60))
def test_any_life_is_relived_as_it_was(data: st.DataObject, turns: list[str]) -> None:
    life = Remembered().proposed()
    life.people = dict(EVERYBODY)
    for turn in turns:
        life.fall_due(life.now)
        if turn == "wait":
            life.later(days=data.draw(st.floats(0, 40)))
        elif turn == "on" and (ask := right_next_thing(life)) is not None:
            who, command, payload = ask
            life.when(who, command, **payload)
        elif turn == "anything":
            command = data.draw(st.sampled_from([each for each in asked_of("innovation") if each != "propose"]))
            life.when(data.draw(people), command, **data.draw(plausible(PAYLOADS[command])))
    life.fall_due(life.now)
    again = life.under(rules())
    assert again.state == replace(life.state, id=again.state.id)
    assert happened(again) == list(zip(life.events, life.instants, strict=True))


def test_another_passing_grade_changes_what_comes_of_the_evaluation() -> None:
    life = Remembered().scored(80)
    lenient = changed("passing_grade = 85", "passing_grade = 75")
    one, other = both(first_difference(life.under(rules()), life.under(lenient)))
    assert one.asked is other.asked is None
    assert one.at == other.at == life.now
    assert kinds(one) == kinds(other) == [EvaluationClosed]
    assert [name.kind for name in life.under(rules()).state.waits] == [WaitKind.REJECTION]
    assert [name.kind for name in life.under(lenient).state.waits] == [WaitKind.DECISION]


def test_a_refused_command_may_succeed_under_other_rules() -> None:
    life = Remembered().proposed().later(days=1).when("operator", "admit")
    life.when("operator", "plan_pilots", pilots=pilots(BANDUNG, lasts="P13M")).refused("pilot_too_long")
    longer = changed('longest = "P12M"', 'longest = "P2Y"')
    one, other = both(first_difference(life.under(rules()), life.under(longer)))
    assert isinstance(one.outcome, Refusal)
    assert kinds(other) == [PilotsPlanned]


def test_what_falls_due_is_reckoned_anew_up_to_the_instant_asked_for() -> None:
    life = Remembered().proposed().later(days=9)
    sooner = changed('screening = { due = "14wd", remind = "10wd"', 'screening = { due = "5wd", remind = "3wd"')
    pairs = list(side_by_side(life.under(rules()), life.under(sooner)))
    assert [pair.one is None for pair in pairs] == [False, True, True]
    assert [kinds(pair.other) for pair in pairs[1:]] == [[Reminded], [Escalated]]


def test_a_later_command_meets_what_fell_due_before_it_under_other_rules() -> None:
    life = Remembered().proposed().later(days=1).when("operator", "return_proposal").later(days=10)
    life.when("proposer", "revise", title="Judul baru").then(ProposalRevised)
    lapsing = changed('revision = { due = "P1M", remind = "P3W" }', 'revision = { due = "P1W", remind = "P5D" }')
    difference = first_difference(life.under(rules()), life.under(lapsing))
    assert difference.one is None
    assert kinds(difference.other) == [Reminded]
    other = life.under(lapsing)
    assert other.state.stage is Stage.WITHDRAWN
    assert isinstance(other.steps[-1].outcome, Refusal)
    assert other.steps[-1].outcome.code == Code.ENDED


def test_a_proposal_counts_as_one_for_the_edition_that_is_asked_about() -> None:
    life = Remembered().proposed()
    other = life.under(with_form_of(rules().edition, rules("kipp-2023")))
    assert other.state.edition == rules("kipp-2023").edition_pin
    assert [pair.same for pair in side_by_side(life.under(rules()), other)] == [True]


def test_another_edition_that_asks_other_questions_refuses_no_proposal_that_was_never_asked_them() -> None:
    life = Remembered().proposed().later(days=1).when("operator", "admit")
    asked_anew = life.under(rules("kipp-2023"))
    assert isinstance(asked_anew.steps[0].outcome, Refusal)
    assert asked_anew.steps[0].outcome.code == "answers_invalid"
    assert life.under(with_form_of(rules().edition, rules("kipp-2023"))).state.stage is Stage.PILOT


def test_the_law_may_follow_the_edition_that_the_innovation_moved_to() -> None:
    moved_to = rules("kipp-2023")
    life = Remembered().proposed().later(days=1)
    life.when("operator", "move_edition", edition="kipp-2023").refused("unknown_edition")  # this life knows no other
    life.asked[-1] = replace(life.asked[-1], named_edition=moved_to.edition_pin)

    def law(state: Innovation, at: datetime) -> Rules:
        return moved_to if state.edition == moved_to.edition_pin else rules()

    moved = life.under(law)
    assert moved.state.edition == moved_to.edition_pin
    assert kinds(moved.steps[-1]) == [EditionMoved]


def test_what_adoptions_reported_is_taken_as_it_was_reported() -> None:
    life = Remembered().scored(90)
    life.when("minister", "decide", choice="scale_regions", adopters=[BANDUNG], instrument=INSTRUMENT)
    life.when("deputy", "endorse").when("operator", "plan_waves", waves=[{"adopters": [BANDUNG]}])
    life.system("adoption_moved", adopter=region_id(BANDUNG), adoption_version=2, milestone="completed")
    assert life.under(rules()).state.stage is Stage.SUSTAINING
    strict = life.under(changed("passing_grade = 85", "passing_grade = 95"))
    assert strict.steps[-1].outcome == ()
    assert strict.state.stage is Stage.DECISION
