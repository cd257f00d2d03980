"""An adoption's decider: a region's officer commits, reports, completes; time and the innovation move it.

Phases go forward only. A region that declined or didn't answer may still commit, late once its wave has ended;
an adoption that lapsed may still complete. Suspension of the innovation freezes it; an end for cause releases
it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from domain.adoption.state import Adoption, Status, evolve
from domain.commands import Command, Payload, parse
from domain.commands.adoption import (
    Adopt,
    AdoptionTimeReached,
    CommitAdoption,
    CompleteAdoption,
    DeclineAdoption,
    Follow,
    Phase,
    ReportAdoption,
)
from domain.editions import Deadline
from domain.events import Event
from domain.events import adoption as e
from domain.events.innovation import Escalated, Reminded
from domain.grants import Person
from domain.innovation.case import speaks_for
from domain.innovation.decider import SYSTEM, with_calendar
from domain.innovation.state import Innovation, News
from domain.model import By, Place, Role, Stage
from domain.refusals import Code, Refusal, Refused, refuse, require
from domain.rules import Rules
from domain.waits import OpenWait, Wait, WaitKind, WaitRef, next_matter

PHASES: tuple[str, ...] = get_args(Phase)
ADOPTABLE = (Stage.SCALING, Stage.SUSTAINING, Stage.INSTITUTIONALISED)
COMMITMENT = WaitRef(kind=WaitKind.COMMITMENT)


def decide(
    state: Adoption, command: Command, actor: Person, rules: Rules, innovation: Innovation
) -> list[Event] | Refusal:
    """What a command comes to for one adoption of that innovation: events, or a refusal."""
    try:
        return with_calendar(_decided(state, command, actor, rules, innovation), rules)
    except Refused as refused:
        return refused.refusal


def pending(state: Adoption, innovation: Innovation, adopter_id: str) -> News | None:
    """The oldest news of the innovation that this adoption still has to take over, or None."""
    for news in innovation.news:
        if news.version > state.follows and _concerns(state, innovation, news, adopter_id):
            return news
    return None


def follow_payload(innovation: Innovation, news: News, adopter_id: str) -> Follow:
    """The command by which an adoption takes over that news: a function of the innovation's events alone."""
    adopter = next((a for w in innovation.waves for a in w.adopters if a.id == adopter_id), None)
    return Follow(
        innovation_version=news.version,
        what=news.what,
        adopter_code=adopter.code if adopter else "",
        wave=news.wave,
        wave_ends_at=news.wave_ends_at,
    )


@dataclass(frozen=True, slots=True)
class _Case:
    state: Adoption
    at: datetime
    rules: Rules
    innovation: Innovation
    by: By | None = None
    reason: str | None = None

    @property
    def follows(self) -> int:
        """The innovation's version that whoever acts now has before them."""
        known = [news.version for news in self.innovation.news if news.at <= self.at]
        return max([self.state.follows, *known])

    def wait(self, kind: WaitKind, deadline: Deadline, adopter_id: str) -> Wait:
        """A wait for the region's officer; days end in the adopter's zone."""
        zone = self.rules.regions.zone(adopter_id)
        return self.rules.wait(kind, Role.REGIONAL_OFFICER, deadline, self.at, zone=zone)


def _decided(state: Adoption, command: Command, actor: Person, rules: Rules, innovation: Innovation) -> list[Event]:
    payload = parse(command, "adoption")
    require(payload.system == (command.actor == SYSTEM), Code.SYSTEM_ONLY, command=command.type)
    if isinstance(payload, AdoptionTimeReached):
        return fall_due(state, rules, command.at, innovation)
    if isinstance(payload, Follow):
        return _follow(_Case(state, command.at, rules, innovation), payload)
    if command.on_version is not None:
        moved = command.on_version != state.version
        require(not moved, Code.VERSION_MOVED, expected=command.on_version, actual=state.version)
    by = _allowed(state, payload, actor, rules, innovation, command.at)
    if payload.needs_reason:
        require(command.reason and command.reason.strip(), Code.REASON_REQUIRED)
    case = _Case(state, command.at, rules, innovation, by, command.reason)
    match payload:
        case Adopt():
            return _adopt(case, payload)
        case CommitAdoption():
            return _commit(case)
        case DeclineAdoption():
            return _decline(case)
        case ReportAdoption():
            return _report(case, payload)
        case CompleteAdoption():
            return _complete(case)
    raise refuse(Code.UNKNOWN_COMMAND, command=command.type)


def _allowed(
    state: Adoption, payload: Payload, actor: Person, rules: Rules, innovation: Innovation, at: datetime
) -> By:
    require(actor.version > 0, Code.UNKNOWN_PERSON, person=actor.id)
    require(innovation.version > 0, Code.UNKNOWN_INNOVATION, innovation=innovation.id)
    roles = ", ".join(payload.roles)
    require(actor.holding(Role.REGIONAL_OFFICER, at), Code.ROLE_MISSING, person=actor.id, roles=roles)
    adopter = _adopter_of(state, payload, rules, at)
    require(speaks_for(actor, adopter.id, rules, at), Code.OTHER_REGION, region=adopter.code)
    ended = any(news.what == "ended" and news.at <= at for news in innovation.news)
    require(state.version == 0 or not (state.released or ended), Code.ADOPTION_RELEASED)
    since = state.frozen_at or innovation.suspended_at
    if since is not None and since <= at:
        raise refuse(Code.SUSPENDED, since=since.isoformat())
    return actor.acting_as(Role.REGIONAL_OFFICER)


def _adopter_of(state: Adoption, payload: Payload, rules: Rules, at: datetime) -> Place:
    """The adopter whose adoption it is; one that doesn't exist yet is begun by `adopt` only."""
    if isinstance(payload, Adopt):
        place = rules.region(payload.region, at).place
        require(state.id.endswith("/" + place.id), Code.WRONG_STREAM, stream=state.id)
        return place
    if state.adopter is None:
        raise refuse(Code.NOT_OFFERED)
    return state.adopter


# ---- what people ask


def _adopt(case: _Case, payload: Adopt) -> list[Event]:
    """Any agency may copy; an innovation that has ended otherwise can't be adopted."""
    stage = case.innovation.stage
    require(stage in ADOPTABLE, Code.NOT_ADOPTABLE, stage=stage)
    if case.state.status is not Status.NONE:
        return _commit(case)
    adopter = case.rules.region(payload.region, case.at).place
    return [
        e.AdoptionVolunteered(
            by=case.by,
            reason=case.reason,
            innovation=case.innovation.id,
            adopter=adopter,
            follows=case.follows,
            opens=_duties(case, adopter),
        )
    ]


def _commit(case: _Case) -> list[Event]:
    status, adopter = case.state.status, case.state.adopter
    if adopter is None:
        raise refuse(Code.NOT_OFFERED)
    open_to_commit = (Status.OFFERED, Status.DECLINED, Status.UNANSWERED)
    require(status in open_to_commit, Code.ALREADY_COMMITTED, status=status)
    late = case.state.wave_ended
    closes = (COMMITMENT,)
    opens = _duties(case, adopter)
    return [
        e.AdoptionCommitted(by=case.by, reason=case.reason, follows=case.follows, late=late, closes=closes, opens=opens)
    ]


def _decline(case: _Case) -> list[Event]:
    status = case.state.status
    require(status is not Status.NONE, Code.NOT_OFFERED)
    require(status is not Status.DECLINED, Code.ALREADY_DECLINED)
    require(status in (Status.OFFERED, Status.UNANSWERED), Code.ALREADY_COMMITTED, status=status)
    return [e.AdoptionDeclined(by=case.by, reason=case.reason)]


def _report(case: _Case, payload: ReportAdoption) -> list[Event]:
    _committed(case.state, Status.COMMITTED)
    now = case.state.phase
    forward = now is None or PHASES.index(payload.phase) >= PHASES.index(now)
    require(forward, Code.PHASE_BACKWARDS, phase=payload.phase, reached=now)
    return [
        e.AdoptionReported(
            by=case.by,
            reason=case.reason,
            phase=payload.phase,
            number=case.state.reports + 1,
            note=payload.note,
            opens=(_report_wait(case, _adopter(case.state)),),
        )
    ]


def _complete(case: _Case) -> list[Event]:
    _committed(case.state, Status.COMMITTED, Status.LAPSED)
    late = case.state.status is Status.LAPSED
    return [e.AdoptionCompleted(by=case.by, reason=case.reason, late=late)]


# ---- what time and the innovation bring


def fall_due(state: Adoption, rules: Rules, at: datetime, innovation: Innovation) -> list[Event]:
    """Everything that falls due up to `at`, in the order of its instants; nothing while frozen."""
    events: list[Event] = []
    while state.wake_at is not None and (matter := next_matter(state.waits, at)) is not None:
        event = _matter(_Case(state, at, rules, innovation), matter)
        state = evolve(state, event, at)
        events.append(event)
    return events


def _matter(case: _Case, matter: OpenWait) -> Event:
    wait = matter.wait
    if wait.remind_at is not None and not matter.reminded:
        return Reminded(kind=wait.kind, subject=wait.subject, role=wait.awaits)
    match wait.kind:
        case WaitKind.COMMITMENT:
            return e.CommitmentUnanswered()
        case WaitKind.ADOPTION_REPORT:
            again = _report_wait(case, _adopter(case.state))
            return e.AdoptionReportMissed(number=case.state.reports + 1, opens=(again,))
        case WaitKind.COMPLETION:
            return e.AdoptionLapsed()
        case _:
            return Escalated(kind=wait.kind, subject=wait.subject, role=Role.OPERATOR)


def _concerns(state: Adoption, innovation: Innovation, news: News, adopter_id: str) -> bool:
    in_wave = any(place.id == adopter_id for w in innovation.waves if w.number == news.wave for place in w.adopters)
    match news.what:
        case "wave_opened":
            return in_wave and state.status is Status.NONE
        case "wave_ended":
            return in_wave and not state.wave_ended and state.status is not Status.NONE
        case "suspended":
            return state.open and state.frozen_at is None
        case "resumed":
            return state.frozen_at is not None
        case "ended":
            return state.version > 0 and not state.released


def _follow(case: _Case, payload: Follow) -> list[Event]:
    follows = payload.innovation_version
    if follows <= case.state.follows:
        return []
    match payload.what:
        case "wave_opened":
            assert payload.wave_ends_at is not None
            adopter = Place(id=case.state.id.rsplit("/", 1)[1], code=payload.adopter_code)
            commitment = case.wait(WaitKind.COMMITMENT, case.rules.edition.scaling.commitment, adopter.id)
            return [
                e.AdoptionOffered(
                    innovation=case.innovation.id,
                    adopter=adopter,
                    wave=payload.wave,
                    wave_ends_at=payload.wave_ends_at,
                    follows=follows,
                    opens=(commitment,),
                )
            ]
        case "wave_ended":
            return [e.WaveClosedForAdoption(follows=follows)]
        case "suspended":
            return [e.AdoptionFrozen(follows=follows)]
        case "resumed":
            return [e.AdoptionThawed(follows=follows)]
        case "ended":
            return [e.AdoptionReleased(follows=follows)]


def _duties(case: _Case, adopter: Place) -> tuple[Wait, ...]:
    """What an adopter that commits takes on: regular reports, and completion in time."""
    completion = case.wait(WaitKind.COMPLETION, case.rules.edition.scaling.completion, adopter.id)
    return (_report_wait(case, adopter), completion)


def _report_wait(case: _Case, adopter: Place) -> Wait:
    scaling = case.rules.edition.scaling
    deadline = Deadline(due=scaling.report_every, remind=scaling.report_remind)
    return case.wait(WaitKind.ADOPTION_REPORT, deadline, adopter.id)


def _adopter(state: Adoption) -> Place:
    assert state.adopter is not None, "only an adoption that began has duties"
    return state.adopter


def _committed(state: Adoption, *allowed: Status) -> None:
    if state.status in allowed:
        return
    raise refuse(Code.ALREADY_COMPLETED if state.status is Status.COMPLETED else Code.NOT_COMMITTED)
