"""Scaling (perluasan): the adopters that the decision names adopt the innovation in waves.

The secretariat plans the waves; each opens and ends at a set time, and may be amended before it opens. What a region
does with the offer is recorded in its adoption's own stream; only milestones count here. Sustaining begins when the
coverage target is met, or when all waves have ended with at least one adoption completed; with none completed it is
escalated, and stays.
"""

from bisect import bisect_right
from datetime import datetime
from fractions import Fraction

from domain import amending
from domain.commands.innovation import AdoptionMoved, AmendWaves, Discontinue, PlanWaves
from domain.events import Event
from domain.events import innovation as e
from domain.events.amendments import AmendmentAccepted, WavePlan
from domain.innovation.case import Case
from domain.innovation.policy import StagePolicy
from domain.refusals import Code, require
from domain.vocabulary import Role, Stage
from domain.waits import Wait, WaitKind, WaitRef, ref_of

policy = StagePolicy(Stage.SCALING)


@policy.on(PlanWaves, by=Role.OPERATOR, impartial=True)
def plan_waves(case: Case, command: PlanWaves) -> list[Event]:
    """Every adopter of the decision in exactly one wave. A wave without `opens_after` opens at once."""
    require(not case.state.waves, Code.WAVES_ALREADY_PLANNED)
    waves = _planned(case, command)
    plan = e.WavesPlanned(
        waves=waves,
        closes=(WaitRef(kind=WaitKind.WAVE_PLAN),),
        opens=tuple(_opening(wave.number, case.due(wave.opens_after)) for wave in waves if wave.opens_after),
    )
    return [plan, *(_opened(case, wave.number) for wave in waves if not wave.opens_after)]


@policy.on(AmendWaves, by=Role.OPERATOR, impartial=True, reason=True)
def amend_waves(case: Case, command: AmendWaves) -> list[Event]:
    """The whole plan as it should have read; waves that have opened stay as they are."""
    require(case.state.waves, Code.WAVES_NOT_PLANNED)
    later = WavePlan(waves=_planned(case, command))
    _require_opened_unchanged(case, later)
    return amending.proposed(case, later)


def amended(case: Case, accepted: AmendmentAccepted, later: WavePlan) -> list[Event]:
    """Periods still count from when the waves were planned first; what should have opened by now opens at once.

    Raises:
        Refused: a wave that changes has opened since the amendment was proposed.
    """
    _require_opened_unchanged(case, later)
    before = {wave.number: wave.opens_after for wave in case.state.waves}
    moved = [wave for wave in later.waves if before.get(wave.number) != wave.opens_after or wave.number not in before]
    opens_at = {
        wave.number: case.due(wave.opens_after, case.waves_planned_at) if wave.opens_after else case.at
        for wave in moved
    }
    later_on = tuple(_opening(number, at) for number, at in opens_at.items() if at > case.at)
    gone = tuple(_opening_of(number) for number in before if number > len(later.waves))
    act = accepted.model_copy(update={"closes": gone, "opens": later_on})
    return [act, *(_opened(case, number) for number, at in opens_at.items() if at <= case.at)]


@policy.due(WaitKind.WAVE_OPENS)
def wave_opens(case: Case, wait: Wait) -> list[Event]:
    return [_opened(case, int(wait.subject))]


@policy.due(WaitKind.WAVE_ENDS)
def wave_ends(case: Case, wait: Wait) -> list[Event]:
    ended = e.WaveEnded(number=int(wait.subject), closes=(ref_of(wait),))
    after = case.after(ended)
    consequences = begin_sustaining_if_due(after)
    all_over = all(wave.ended for wave in after.state.waves)
    if case.state.stage is Stage.SCALING and all_over and not consequences:
        consequences = case.escalated(wait, case.edition.scaling.plan.escalate_to)
    return [ended, *consequences]


@policy.on(AdoptionMoved, while_suspended=True)
def adoption_moved(case: Case, command: AdoptionMoved) -> list[Event]:
    """What an adoption's own stream holds, once per milestone."""
    if command.adoption_version <= case.state.milestone_of(command.adopter):
        return []
    milestone = e.MilestoneReached(
        adopter=command.adopter,
        milestone=command.milestone,
        adoption_version=command.adoption_version,
        late=command.late,
        actor=command.actor,
    )
    return [milestone, *begin_sustaining_if_due(case.after(milestone))]


@policy.on(Discontinue, by=Role.DECISION_MAKER, impartial=True, reason=True)
def discontinue(case: Case, command: Discontinue) -> list[Event]:
    return [e.InnovationDiscontinued()]


@policy.due(WaitKind.WAVE_PLAN)
def plan_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.edition.scaling.plan.escalate_to)


def begin_sustaining_if_due(case: Case) -> list[Event]:
    """To sustaining, if coverage or the end of all waves leads there; never while suspended."""
    state = case.state
    if state.stage is not Stage.SCALING or state.suspended_at is not None or not state.completed:
        return []
    target = Fraction(case.edition.scaling.coverage_target)
    covered = Fraction(len(state.completed), state.denominator) >= target
    if not covered and not (state.waves and all(wave.ended for wave in state.waves)):
        return []
    return [
        e.SustainingBegan(
            cause="coverage" if covered else "waves_ended",
            completed=len(state.completed),
            denominator=state.denominator,
            opens=(first_check(case),),
        )
    ]


def first_check(case: Case) -> Wait:
    """The first check's opening: the first whole period since the award that isn't over yet."""
    passed = (case.at - case.awarded_at) // case.edition.sustaining.check_every.at_least()
    number = 1 + bisect_right(range(1, passed + 2), case.at, key=lambda nth: check_opens_at(case, nth))
    return Wait(kind=WaitKind.CHECK_OPENS, subject=str(number), due_at=check_opens_at(case, number))


def check_opens_at(case: Case, number: int) -> datetime:
    """Award + number × period, absolute, and as much later as the innovation was suspended since."""
    return case.due(case.edition.sustaining.check_every, case.awarded_at, times=number) + case.state.paused_since_award


def _planned(case: Case, command: PlanWaves) -> tuple[e.Wave, ...]:
    """The waves, numbered in their order.

    Raises:
        Refused: not every adopter of the decision is in exactly one of them, or somebody else is.
    """
    adopters = {place.code: place for place in case.decision.adopters.values()}
    planned = [code for wave in command.waves for code in wave.adopters]
    for code in planned:
        require(planned.count(code) == 1, Code.REGION_TWICE, region=code)
        require(code in adopters, Code.NOT_AN_ADOPTER, region=code)
    for code in adopters:
        require(code in planned, Code.ADOPTER_WITHOUT_WAVE, region=code)
    return tuple(
        e.Wave(number=number, adopters=tuple(adopters[code] for code in wave.adopters), opens_after=wave.opens_after)
        for number, wave in enumerate(command.waves, start=1)
    )


def _require_opened_unchanged(case: Case, later: WavePlan) -> None:
    """Go on if a later plan has every wave that has opened as it was planned. Raises Refused."""
    for wave in case.state.waves:
        planned = e.Wave(number=wave.number, adopters=wave.adopters, opens_after=wave.opens_after)
        require(not wave.opened or planned in later.waves, Code.WAVE_OPENED, wave=wave.number)


def _opening(number: int, at: datetime) -> Wait:
    return Wait(kind=WaitKind.WAVE_OPENS, subject=str(number), due_at=at)


def _opening_of(number: int) -> WaitRef:
    return WaitRef(kind=WaitKind.WAVE_OPENS, subject=str(number))


def _opened(case: Case, number: int) -> e.WaveOpened:
    ends_at = case.due(case.edition.scaling.wave)
    return e.WaveOpened(
        number=number,
        ends_at=ends_at,
        closes=(_opening_of(number),),
        opens=(Wait(kind=WaitKind.WAVE_ENDS, subject=str(number), due_at=ends_at),),
    )
