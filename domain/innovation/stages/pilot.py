"""Pilot (uji coba): regions try the innovation and measure it against a baseline and a target.

The secretariat plans the regions, their period and indicators. Each region reports at set times; a report that
doesn't come is recorded as missed, and one with a mistake may be amended. Pilots close when the secretariat says so,
when the last period is over, or when every region was aborted; evaluation follows in any case. A trial that fails is
reported, not punished.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from domain import amending
from domain.commands.innovation import (
    AbortPilot,
    AmendMeasurement,
    ClosePilots,
    ExtendPilot,
    PilotPlan,
    PlanPilots,
    ReportMeasurement,
    ReturnProposal,
    Withdraw,
)
from domain.editions import MOST_REPORTS
from domain.events import Event
from domain.events import innovation as e
from domain.events.amendments import Measurement
from domain.innovation.case import Case
from domain.innovation.policy import StagePolicy
from domain.innovation.stages import proposal
from domain.innovation.state import RunningPilot
from domain.model import Place
from domain.refusals import Code, require, required
from domain.vocabulary import Role, Stage
from domain.waits import Wait, WaitKind, WaitRef

policy = StagePolicy(Stage.PILOT)
policy.as_in(proposal.policy, Withdraw)


@policy.on(PlanPilots, by=Role.OPERATOR, impartial=True)
def plan_pilots(case: Case, command: PlanPilots) -> list[Event]:
    """At least one region isn't the proposer's own; that one may take part, too, but doesn't count."""
    require(not case.state.pilots, Code.PILOTS_ALREADY_PLANNED)
    places = case.places(tuple(plan.region for plan in command.pilots))
    require(not all(case.is_own(place) for place in places), Code.PILOT_ELSEWHERE, agency=case.state.agency)
    pilots = tuple(_planned(case, plan, place) for plan, place in zip(command.pilots, places, strict=True))
    reports = tuple(_report_wait(case, p.place.id, 1, p.reports_due) for p in pilots)
    end = Wait(kind=WaitKind.PILOTS_END, due_at=max(p.ends_at for p in pilots))
    return [
        e.PilotsPlanned(
            pilots=pilots,
            closes=(WaitRef(kind=WaitKind.PILOT_PLAN),),
            opens=(*reports, end),
        )
    ]


@policy.on(ReportMeasurement, by=Role.REGIONAL_OFFICER)
def report_measurement(case: Case, command: ReportMeasurement) -> list[Event]:
    """By an officer of the pilot region, for the indicators that were planned, all of them."""
    pilot = _running(case, command.region)
    by = case.officer_of(pilot.place)
    _require_every_indicator(pilot, command.values)
    number = pilot.next_report
    return [
        e.MeasurementReported(
            by=by,
            region=pilot.place.id,
            number=number,
            values=command.values,
            note=command.note,
            self_reported=pilot.own,
            **_next_report(case, pilot, number),
        )
    ]


@policy.on(AmendMeasurement, by=Role.REGIONAL_OFFICER, reason=True)
def amend_measurement(case: Case, command: AmendMeasurement) -> list[Event]:
    """Until evaluation closes, whether or not the pilot still runs."""
    pilot = _planned_for(case, command.region)
    by = case.officer_of(pilot.place)
    _require_every_indicator(pilot, command.values)
    later = Measurement(region=pilot.place.id, number=command.report, values=command.values, note=command.note)
    return amending.proposed(case, later, by)


@policy.due(WaitKind.MEASUREMENT)
def measurement_missed(case: Case, wait: Wait) -> list[Event]:
    pilot = case.state.pilots[wait.subject]
    number = pilot.next_report
    return [e.MeasurementMissed(region=wait.subject, number=number, **_next_report(case, pilot, number))]


@policy.on(ExtendPilot, by=Role.OPERATOR, impartial=True, reason=True)
def extend_pilot(case: Case, command: ExtendPilot) -> list[Event]:
    """Counted from the region's present end, and never past the edition's longest pilot."""
    pilot = _running(case, command.region)
    ends_at = case.due(command.by, pilot.ends_at)
    longest = case.due(case.edition.pilot.longest, pilot.began_at)
    require(ends_at <= longest, Code.PILOT_TOO_LONG, longest=case.edition.pilot.longest)
    more = _schedule(case, pilot.reports_due[-1], ends_at)
    schedule = (*pilot.reports_due, *more)
    number = pilot.next_report
    awaited = case.state.waits_for(WaitKind.MEASUREMENT, pilot.place.id) is not None
    report = (number,) if not awaited and number <= len(schedule) else ()
    return [
        e.PilotExtended(
            region=pilot.place.id,
            ends_at=ends_at,
            reports_due=schedule,
            opens=(
                *(_report_wait(case, pilot.place.id, n, schedule) for n in report),
                Wait(kind=WaitKind.PILOTS_END, due_at=max([ends_at, *_ends_elsewhere(case, pilot)])),
            ),
        )
    ]


@policy.on(AbortPilot, by=Role.OPERATOR, impartial=True, reason=True)
def abort_pilot(case: Case, command: AbortPilot) -> list[Event]:
    """One region stops; when it was the last, the pilots close."""
    pilot = _running(case, command.region)
    ends = _ends_elsewhere(case, pilot)
    to_come = [end for end in ends if end > case.at]
    aborted = e.PilotAborted(
        region=pilot.place.id,
        closes=(WaitRef(kind=WaitKind.MEASUREMENT, subject=pilot.place.id),),
        opens=(Wait(kind=WaitKind.PILOTS_END, due_at=max(to_come)),) if to_come else (),
    )
    if to_come:
        return [aborted]
    return [aborted, *_closed(case.after(aborted), "time" if ends else "all_aborted")]


@policy.on(ClosePilots, by=Role.OPERATOR, impartial=True)
def close_pilots(case: Case, command: ClosePilots) -> list[Event]:
    """Once every region, aborted ones aside, has tried it for the edition's shortest pilot."""
    require(case.state.pilots, Code.PILOTS_NOT_PLANNED)
    for pilot in case.state.pilots.values():
        tried = pilot.aborted or _shortest_is_over(case, pilot.began_at, case.at)
        require(tried, Code.PILOT_TOO_SHORT, shortest=case.edition.pilot.shortest)
    return _closed(case, "operator")


@policy.on(ReturnProposal, by=Role.OPERATOR, impartial=True, reason=True)
def return_proposal(case: Case, command: ReturnProposal) -> list[Event]:
    return [proposal.returned(case, "pilot")]


@policy.due(WaitKind.PILOT_PLAN)
def plan_overdue(case: Case, wait: Wait) -> list[Event]:
    return case.escalated(wait, case.edition.pilot.plan.escalate_to)


@policy.due(WaitKind.PILOTS_END)
def pilots_over(case: Case, wait: Wait) -> list[Event]:
    return _closed(case, "time")


def _closed(case: Case, cause: e.PilotsEnd) -> list[Event]:
    """To evaluation, saying how much there is to evaluate; a panel is awaited."""
    pilots = [pilot for pilot in case.state.pilots.values() if not pilot.own]
    panel = case.wait(WaitKind.PANEL, Role.OPERATOR, case.edition.evaluation.panel)
    return [
        e.PilotsClosed(
            cause=cause,
            regions=len(pilots),
            aborted=sum(p.aborted for p in pilots),
            measurements=sum(len(p.reported) for p in pilots),
            opens=(panel,),
        )
    ]


def _planned(case: Case, plan: PilotPlan, place: Place) -> e.Pilot:
    keys = [indicator.key for indicator in plan.indicators]
    for key in keys:
        require(keys.count(key) == 1, Code.INDICATOR_TWICE, indicator=key)
    ends_at = case.due(plan.lasts)
    longest, shortest = case.edition.pilot.longest, case.edition.pilot.shortest
    require(ends_at <= case.due(longest), Code.PILOT_TOO_LONG, longest=longest)
    require(_shortest_is_over(case, case.at, ends_at), Code.PILOT_TOO_SHORT, shortest=shortest)
    return e.Pilot(
        place=place,
        indicators=tuple(e.Indicator(**indicator.model_dump()) for indicator in plan.indicators),
        ends_at=ends_at,
        reports_due=_schedule(case, case.at, ends_at),
        own=case.is_own(place),
    )


def _shortest_is_over(case: Case, began_at: datetime, at: datetime) -> bool:
    """Whether a pilot that began then has lasted as long by an instant as the edition asks at least."""
    shortest = case.edition.pilot.shortest
    return shortest is None or case.due(shortest, began_at) <= at


def _schedule(case: Case, start: datetime, ends_at: datetime) -> tuple[datetime, ...]:
    """Reports at every period from the start, and one at the end.

    Raises:
        Refused: more than an edition may ask for, which a calendar full of holidays can lead to.
    """
    due, times = [], 1
    while (instant := case.due(case.edition.pilot.report_every, start, times=times)) < ends_at:
        require(times < MOST_REPORTS, Code.PILOT_TOO_LONG, longest=case.edition.pilot.longest)
        due.append(instant)
        times += 1
    return (*due, ends_at)


def _running(case: Case, code: str) -> RunningPilot:
    """The pilot of the region that bears that code, if it still runs.

    Raises:
        Refused: no such pilot, aborted, or its period is over.
    """
    pilot = _planned_for(case, code)
    require(not pilot.aborted, Code.PILOT_ABORTED, region=code)
    require(case.at < pilot.ends_at, Code.PILOT_ENDED, region=code)
    return pilot


def _planned_for(case: Case, code: str) -> RunningPilot:
    """The pilot of the region that bears that code.

    Raises:
        Refused: no such pilot.
    """
    require(case.state.pilots, Code.PILOTS_NOT_PLANNED)
    found = (pilot for pilot in case.state.pilots.values() if pilot.place.code == code)
    return required(next(found, None), Code.NO_SUCH_PILOT, region=code)


def _require_every_indicator(pilot: RunningPilot, values: Mapping[str, Decimal]) -> None:
    """Go on if these are the indicators that were planned, all of them. Raises Refused."""
    known = [indicator.key for indicator in pilot.indicators]
    for key in values:
        require(key in known, Code.UNKNOWN_INDICATOR, indicator=key, known=list(known))
    for key in known:
        require(key in values, Code.INDICATOR_MISSING, indicator=key)


def _ends_elsewhere(case: Case, pilot: RunningPilot) -> list[datetime]:
    """When the pilots of the other regions end, aborted ones aside."""
    others = (p for region, p in case.state.pilots.items() if region != pilot.place.id and not p.aborted)
    return [other.ends_at for other in others]


def _next_report(case: Case, pilot: RunningPilot, done: int) -> dict[str, tuple[Wait | WaitRef, ...]]:
    """Close the wait for report `done`, and open the one for the next that can still fall due."""
    region = pilot.place.id
    closing = WaitRef(kind=WaitKind.MEASUREMENT, subject=region)
    if done >= len(pilot.reports_due):
        return {"closes": (closing,)}
    return {"opens": (_report_wait(case, region, done + 1, pilot.reports_due),)}


def _report_wait(case: Case, region: str, number: int, schedule: tuple[datetime, ...]) -> Wait:
    """The wait for a report; its reminder is counted from when the one before was due."""
    start = max(case.at, schedule[number - 2]) if number > 1 else case.at
    due_at = case.not_before(schedule[number - 1])
    remind_at = case.due(case.edition.pilot.report_remind, start)
    return Wait(
        kind=WaitKind.MEASUREMENT,
        subject=region,
        awaits=Role.REGIONAL_OFFICER,
        remind_at=remind_at if remind_at < due_at else None,
        due_at=due_at,
    )
