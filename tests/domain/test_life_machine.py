"""Any life at all: whatever anybody asks, in any order, with any payload, at any time, the promises hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import adoption, next_acts
from domain.adoption.decider import progress as adoption_progress
from domain.adoption.state import Adoption
from domain.adoption.view import view as adoption_view
from domain.basis import Basis
from domain.codec import decode, encode
from domain.commands import PAYLOADS, SYSTEM, Payload
from domain.commands.innovation import (
    AssessCheck,
    Decide,
    Discontinue,
    Endorse,
    Institutionalise,
    Object,
    ReportMeasurement,
    RequireCorrection,
    Revoke,
    Score,
    Withdraw,
)
from domain.events import Event
from domain.events import innovation as e
from domain.events.amendments import AmendmentAccepted, AmendmentProposed, AmendmentRejected, ScoreSheet
from domain.grants import Person
from domain.innovation.decider import may, policy_of
from domain.innovation.decider import progress as innovation_progress
from domain.innovation.evolve import evolve
from domain.innovation.stages.anywhere import open_stages
from domain.innovation.state import Innovation
from domain.innovation.view import view as innovation_view
from domain.notices import notice_for
from domain.refusals import Refusal
from domain.streams import innovation_stream
from domain.visibility import Attempt, Record, Sheet, Totals, Viewer, Words, may_see
from domain.vocabulary import ENDS, PROPOSING, Capacity, Role, Stage
from tests.agencies import register
from tests.domain.asking import (
    ANYTHING,
    EVERYBODY,
    TAKEN_AFTER,
    TEXT,
    asked_of,
    at_hand,
    barred,
    codes,
    garbled,
    people,
    plausible,
    right_next_thing,
    second_thoughts,
)
from tests.domain.histories import AdoptionLife
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, JAYAPURA, MAKASSAR, rules

pytestmark = pytest.mark.minutes

OFFICERS = {BANDUNG: "officer-bandung", MAKASSAR: "officer-makassar", JAYAPURA: "officer-jayapura"}

EVERYWHERE: tuple[type[Payload], ...] = (*open_stages.rules, Withdraw, Discontinue, Revoke)
"""What every stage has, and what ends a life: asked by a rule of its own, so that lives get far."""

TEMPTING = (Score, AssessCheck, Decide, Endorse, Object, RequireCorrection, Institutionalise, Revoke)


class CheckedLife(Life):
    """A life that is stored and read back event by event, and that compares what `may` and `decide` say."""

    def __init__(self, edition: str) -> None:
        super().__init__()
        self.rules = replace(rules(edition), named_edition=rules("kipp-2023").edition_pin)
        self.people = dict(EVERYBODY)
        self.read_back = Innovation(self.state.id)

    def _ask(
        self, person: str, command: str, payload: dict[str, Any], reason: str | None, under: str | None = None
    ) -> None:
        before, stream = self.state, len(self.events)
        super()._ask(person, command, payload, reason, under)
        refused = isinstance(self.last, Refusal)
        cls = PAYLOADS.get(command)
        if cls is not None and cls.scope == "innovation" and not cls.system:
            who = self.people.get(person, Person(person))
            assert may(who, cls, before, register(), self.now) is None or refused
            if not refused and before.stage is not None:
                self._was_named(who, cls, before, payload)
        if before.stage in ENDS and len(self.events) > stream:
            assert before.stage in TAKEN_AFTER[command]

    def _was_named(self, who: Person, cls: type[Payload], before: Innovation, payload: dict[str, Any]) -> None:
        """What was recorded was among what the person could do next; a report beyond the plan is nobody's next act."""
        acts = next_acts.of_innovation(who, before, self.rules, self.now)
        beyond = cls is ReportMeasurement and all(
            pilot.next_report > len(pilot.reports_due)
            for pilot in before.pilots.values()
            if pilot.place.code == payload["region"]
        )
        assert beyond or cls in {each.payload for each in acts}

    def _fold(self, events: Sequence[Event], at: datetime) -> None:
        assert not self.instants or at >= self.instants[-1]
        for event in events:
            if isinstance(event, e.EvaluationClosed):
                self._closes_whole()
            super()._fold([event], at)
            stored = decode(type(event).__name__, event.SCHEMA_VERSION, encode(event))
            self.read_back = evolve(self.read_back, stored, at)
            assert self.read_back == self.state
            _begins_later(event, at)
            notice_for(stored, UUID(int=1), self.state.id, self.state.agency, None, ("evaluator-1",))

    def _closes_whole(self) -> None:
        """What a conflict reopened closes only when every seat that conflicts vacated is filled and has scored."""
        turns = (each for each in reversed(self.events) if isinstance(each, e.EvaluationClosed | e.EvaluationReopened))
        if isinstance(next(turns, None), e.EvaluationReopened):
            assert not self.state.conflicts & {seat.evaluator for seat in self.state.panel}
            assert all(seat.counts for seat in self.state.panel if seat.refilled)


class CheckedAdoption(AdoptionLife):
    """An adoption that is stored and read back as well."""

    def __init__(self, life: Life, region: str) -> None:
        super().__init__(life, region)
        self.read_back = Adoption(self.state.id)

    def _ask(
        self, command: str, payload: dict[str, Any], at: datetime, person: str = SYSTEM, reason: str | None = None
    ) -> None:
        before, state, life = len(self.events), self.state, self.life
        super()._ask(command, payload, at, person, reason)
        if person != SYSTEM and not isinstance(self.last, Refusal):
            acts = next_acts.of_adoption(life.people[person], state, life.state, life.rules, at)
            named = "commit_adoption" if command == "adopt" and state.version else command
            assert named in {each.payload.name for each in acts}
        assert len(self.events) < 10_000, "time doesn't come to an end"
        for event, at in zip(self.events[before:], self.instants[before:], strict=True):
            stored = decode(type(event).__name__, event.SCHEMA_VERSION, encode(event))
            self.read_back = adoption.evolve.evolve(self.read_back, stored, at)
            _begins_later(event, at)
        assert self.read_back == self.state


def colleagues(agency: str) -> set[str]:
    """Who holds any role for that agency."""
    return {name for name, each in EVERYBODY.items() if any(grant.agency == agency for grant in each.grants.values())}


def _roles(name: str) -> set[Role]:
    """The roles that somebody holds at some time."""
    return {grant.role for grant in EVERYBODY[name].grants.values()}


def _begins_later(event: Event, at: datetime) -> None:
    """What an event sets falls due, and reminds, strictly after it."""
    for wait in event.opens:
        assert wait.due_at > at
        assert wait.remind_at is None or at < wait.remind_at < wait.due_at


class AnyLife(RuleBasedStateMachine):
    """One innovation and its adoptions, asked all kinds of things."""

    @initialize(edition=st.sampled_from(["kipp-2025", "ringkas"]), steps=st.sampled_from([0, 1, 3, 6, 9, 12, 14, 18]))
    def begin(self, edition: str, steps: int) -> None:
        """Some lives begin well on their way, so that late stages are met as often as early ones."""
        self.life = CheckedLife(edition)
        self.unit = timedelta(days=1) if edition == "kipp-2025" else timedelta(seconds=1)
        self.adoptions = {region: CheckedAdoption(self.life, region) for region in OFFICERS}
        for _ in range(steps):
            self.do_the_right_next_thing()

    @rule()
    def do_the_right_next_thing(self) -> None:
        self.life.fall_due(self.life.now)
        ask = right_next_thing(self.life)
        if ask is not None:
            who, command, payload = ask
            self.life.when(who, command, **payload)
        elif self.life.state.stage is Stage.SCALING:
            for region, officer in OFFICERS.items():
                self.adoptions[region].when(officer, "commit_adoption").when(
                    officer, "complete_adoption"
                ).report_milestones()
        elif self.life.state.wake_at is not None:
            self.life.wait_until_due()

    @rule(data=st.data())
    def ask_what_the_stage_has(self, data: st.DataObject) -> None:
        state = self.life.state
        commands = policy_of(state.stage).rules
        self._ask_what_is_allowed(data, [cls for cls in commands if cls not in EVERYWHERE and not cls.system])

    @rule(data=st.data())
    def ask_what_every_stage_has(self, data: st.DataObject) -> None:
        self._ask_what_is_allowed(data, EVERYWHERE)

    def _ask_what_is_allowed(self, data: st.DataObject, commands: Sequence[type[Payload]]) -> None:
        """By somebody who may ask it now, with any payload that fits the form."""
        self.life.fall_due(self.life.now)
        state, now = self.life.state, self.life.now
        asks = [
            (cls, who)
            for cls in commands
            for who, p in EVERYBODY.items()
            if may(p, cls, state, register(), now) is None
        ]
        if asks:
            cls = data.draw(st.sampled_from(sorted({cls for cls, _ in asks}, key=lambda cls: cls.name)))
            who = data.draw(st.sampled_from([who for asked, who in asks if asked is cls]))
            known = {} if data.draw(st.integers(0, 3)) == 3 else at_hand(self.life, who)
            under = data.draw(st.none() | st.sampled_from(sorted(EVERYBODY[who].grants)))
            self.life.when(who, cls.name, under=under, **data.draw(plausible(cls, **known)))

    @rule(data=st.data(), cls=st.sampled_from(TEMPTING))
    def tempt_somebody_involved(self, data: st.DataObject, cls: type[Payload]) -> None:
        """Who scored, decided, declared a conflict or proposed a revocation asks what may be no longer theirs."""
        self.life.fall_due(self.life.now)
        state = self.life.state
        involved = {*state.conflicts.union(*state.acted.values()), state.revocation_proposed_by or "mayor"}
        who = data.draw(st.sampled_from(sorted(involved)))
        self.life.when(who, cls.name, **data.draw(plausible(cls, **at_hand(self.life, who))))

    @rule(data=st.data(), days=st.integers(1, 9))
    def have_second_thoughts(self, data: st.DataObject, days: int) -> None:
        """Who handed something in amends it."""
        self.life.fall_due(self.life.now)
        if self.life.state.statements.standing:
            handed_in = data.draw(st.sampled_from(list(self.life.state.statements.standing.values())))
            who, command, payload = second_thoughts(self.life, handed_in, days)
            self.life.when(who, command, **payload)

    @rule(data=st.data(), answer=st.sampled_from(["accept_amendment"] * 2 + ["reject_amendment"]))
    def answer_second_thoughts(self, data: st.DataObject, answer: str) -> None:
        """An operator answers an amendment, or whoever proposed it tries to."""
        self.life.fall_due(self.life.now)
        if self.life.state.statements.amendments:
            number, amendment = data.draw(st.sampled_from(list(self.life.state.statements.amendments.items())))
            who = data.draw(st.sampled_from(["operator", "operator-2", "omnibus", amendment.by]))
            self.life.when(who, answer, amendment=number)

    @rule(data=st.data(), command=st.sampled_from([*PAYLOADS, "teleport"]), who=people | TEXT, reason=st.none() | TEXT)
    def ask_anything(self, data: st.DataObject, command: str, who: str, reason: str | None) -> None:
        cls = PAYLOADS.get(command)
        of_innovation = cls is not None and cls.scope == "innovation" and not cls.system
        payload = data.draw(plausible(cls) | garbled(cls) if cls is not None and of_innovation else ANYTHING)
        self.life.fall_due(self.life.now)
        self.life._ask(who, command, payload, reason)

    @precondition(lambda self: self.life.state.awarded_at is not None)
    @rule(data=st.data(), command=st.sampled_from(asked_of("adoption")), region=st.sampled_from(sorted(OFFICERS)))
    def ask_of_an_adoption(self, data: st.DataObject, command: str, region: str) -> None:
        who = data.draw(st.sampled_from([OFFICERS[region]] * 4 + ["moonlighter", "minister", "operator"]))
        fits = plausible(PAYLOADS[command], region=st.just(region))
        payload = data.draw(st.booleans().flatmap(lambda fit: fits if fit else garbled(PAYLOADS[command])))
        self.adoptions[region].catch_up()
        self.adoptions[region]._ask(command, payload, self.life.now, who, "Alasan")

    @rule(region=st.sampled_from(sorted(OFFICERS)))
    def hear_of_an_adoption(self, region: str) -> None:
        self.adoptions[region].report_milestones()

    @rule(adopter=codes, version=st.integers(0, 3), milestone=st.sampled_from(["completed", "committed", "lapsed"]))
    def hear_of_any_adoption(self, adopter: str, version: int, milestone: str) -> None:
        self.life.fall_due(self.life.now)
        self.life.system("adoption_moved", adopter=adopter, adoption_version=version, milestone=milestone)

    @rule(units=st.floats(0, 40))
    def wait_a_while(self, units: float) -> None:
        self.life.at(self.life.now + units * self.unit)

    @precondition(lambda self: self.life.state.wake_at is not None)
    @rule(before=st.sampled_from([0, 1]))
    def wait_until_something_is_due(self, before: int) -> None:
        """To the very instant, or to the last one before it."""
        wake_at = self.life.state.wake_at
        assert wake_at is not None
        self.life.at(max(self.life.now, wake_at - timedelta(microseconds=before)))

    @rule()
    def time_is_told_though_nothing_is_due(self) -> None:
        self.life.fall_due(self.life.now)
        self.life.system("time_reached").then()

    @invariant()
    def nothing_is_left_that_was_due(self) -> None:
        self.life.fall_due(self.life.now)
        assert self.life.state.wake_at is None or self.life.state.wake_at > self.life.now
        for each in self.adoptions.values():
            each.catch_up()
            assert each.state.wake_at is None or each.state.wake_at > self.life.now

    @invariant()
    def versions_are_dense(self) -> None:
        assert self.life.state.version == len(self.life.events) == len(self.life.instants)
        for each in self.adoptions.values():
            assert each.state.version == len(each.events)

    @invariant()
    def suspended_or_ended_nothing_falls_due(self) -> None:
        state = self.life.state
        if state.suspended_at is not None or state.stage in ENDS:
            assert state.wake_at is None
        for each in self.adoptions.values():
            if each.state.frozen_at is not None or each.state.released:
                assert each.state.wake_at is None

    @invariant()
    def whoever_acts_holds_the_post_in_which_they_do(self) -> None:
        for event, at in zip(self.life.events, self.life.instants, strict=True):
            if event.by is not None:
                grant = EVERYBODY[event.by.person].grants[event.by.grant]
                assert grant.role is event.by.role
                assert grant.in_force(at)

    @invariant()
    def duties_are_separated(self) -> None:
        scorers, deciders, conflicted, decided_by = set[str](), set[str](), set[str](), ""
        for event in self.life.events:
            who = event.by.person if event.by is not None else ""
            if isinstance(event, e.ConflictDeclared):
                conflicted.add(who)
            elif isinstance(event, e.ScoreSubmitted | e.CheckAssessed):
                assert who not in conflicted
                scorers.add(who)
            elif event.by is not None and event.by.role is Role.DECISION_MAKER:
                assert who not in conflicted
                deciders.add(who)
            if isinstance(event, e.DecisionTaken):
                decided_by = who
            elif isinstance(event, e.DecisionEndorsed | e.DecisionObjected):
                assert who != decided_by
            elif isinstance(event, e.InnovationRevoked):
                assert who != event.proposed_by
        assert not scorers & deciders
        assert not (scorers | deciders) & colleagues(self.life.state.agency)

    @invariant()
    def each_question_to_the_proposer_is_asked_and_answered_once_by_whom_it_concerns(self) -> None:
        requested, asked, closed = list[int](), list[int](), list[int]()
        for event in self.life.events:
            match event:
                case e.ClarificationRequested(number=number):
                    assert event.by is not None
                    assert event.by.person not in colleagues(self.life.state.agency)
                    requested.append(number)
                case e.ClarificationAsked(number=number):
                    asked.append(number)
                case e.ClarificationAnswered(number=number):
                    assert event.by is not None
                    assert event.by.person in colleagues(self.life.state.agency)
                    closed.append(number)
                case e.ClarificationUnanswered(number=number):
                    closed.append(number)
        assert sorted({*requested, *asked}) == list(range(1, len(self.life.state.clarifications) + 1))
        assert all(len(set(numbers)) == len(numbers) for numbers in (requested, asked, closed))
        assert set(closed) <= set(asked)

    @invariant()
    def what_is_confidential_is_seen_by_those_alone_who_may(self) -> None:
        state, now = self.life.state, self.life.now
        for name, each in self.life.people.items():
            viewer = Viewer(each, now, self.life.rules.regions, self.life.rules.agencies)
            if each.grants_of(Role.AUDITOR, now):
                continue
            operates = bool(each.grants_of(Role.OPERATOR, now)) and name not in colleagues(state.agency)
            seatable = bool(each.grants_of(Role.EVALUATOR, now)) and name not in barred(state, Capacity.JUDGING)
            if seatable and state.stage in (Stage.EVALUATION, Stage.DECISION) and name not in state.seated:
                closing = state.closings.get(state.round)
                assert not closing or not may_see(viewer, state, Totals(state.round, closing.version))
                assert not any(may_see(viewer, state, Sheet(seat.evaluator, state.round)) for seat in state.panel)
                assert not may_see(viewer, state, Attempt("evaluator-1" if name != "evaluator-1" else "evaluator-2"))
                assert not may_see(viewer, state, Record())
            for seat in state.panel:
                if state.round not in state.closings and may_see(viewer, state, Sheet(seat.evaluator, state.round)):
                    assert name == seat.evaluator or operates
                    assert name == seat.evaluator or name not in {other.evaluator for other in state.panel}
            if name in colleagues(state.agency) and not any(each.grants_of(role, now) for role in PROPOSING):
                assert not may_see(viewer, state, Words())
                assert not may_see(viewer, state, Record())

    @invariant()
    def nobody_is_given_a_seat_by_themselves_or_on_a_panel_whose_sheets_they_could_read(self) -> None:
        scored = False
        for event in self.life.events:
            match event:
                case e.ProposalAdmitted() | e.PilotRepeated():
                    scored = False
                case e.ScoreSubmitted():
                    scored = True
                case e.PanelAssigned(evaluators=evaluators):
                    assert event.by is not None
                    assert event.by.person not in evaluators
                case e.EvaluatorReplaced(successor=successor):
                    assert event.by is not None
                    assert event.by.person != successor
                    assert not scored or not _roles(successor) & {Role.OPERATOR, Role.DECISION_MAKER, Role.AUDITOR}

    @invariant()
    def amendments_take_two_and_the_later_version_counts(self) -> None:
        proposed, totals = dict[int, AmendmentProposed](), dict[str, Decimal]()
        for event in self.life.events:
            match event:
                case e.ScoreSubmitted(evaluator=evaluator, total=total):
                    totals[evaluator] = total
                case AmendmentProposed(number=number):
                    proposed[number] = event
                case AmendmentAccepted() | AmendmentRejected():
                    act = proposed.pop(event.number)
                    assert event.by is not None
                    assert act.by is not None
                    assert event.by.person != act.by.person == event.proposed_by
                    if isinstance(event, AmendmentAccepted):
                        assert event.statement == act.statement
                        if isinstance(act.statement, ScoreSheet):
                            assert act.by.person == act.statement.evaluator
                            totals[act.statement.evaluator] = act.statement.total
                case e.EvaluationClosed():
                    assert event.totals == {evaluator: totals[evaluator] for evaluator in event.totals}
        waiting = self.life.state.statements.amendments
        assert waiting.keys() <= proposed.keys()
        assert len({each.statement.name for each in waiting.values()}) == len(waiting)

    @invariant()
    def lists_and_workflows_can_always_be_told(self) -> None:
        basis = Basis({innovation_stream("test"): self.life.state})
        innovation_progress(self.life.state, basis)
        if self.life.state.version:
            rows = innovation_view(self.life.state)
            assert len({(row.kind, row.key) for row in rows}) == len(rows)
        for each in self.adoptions.values():
            adoption_progress(each.state, basis)
            if each.state.version:
                adoption_view(each.state)


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(
    max_examples=300,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_doing_the_right_next_thing_leads_through_every_stage_to_institutionalisation() -> None:
    for edition in ("kipp-2025", "ringkas"):
        machine = AnyLife()
        machine.begin(edition, 0)
        stages = []
        while machine.life.state.stage not in ENDS:
            machine.do_the_right_next_thing()
            if machine.life.state.stage not in stages:
                stages.append(machine.life.state.stage)
            assert machine.life.state.version < 200
        assert [stage for stage in stages if stage] == [
            Stage.PROPOSAL,
            Stage.PILOT,
            Stage.EVALUATION,
            Stage.DECISION,
            Stage.SCALING,
            Stage.SUSTAINING,
            Stage.INSTITUTIONALISED,
        ]
