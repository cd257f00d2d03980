"""A case: everything that one decision is made on."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, Protocol, Self, TypeVar
from zoneinfo import ZoneInfo

from domain.editions import Deadline, Edition
from domain.events import Event, acted
from domain.events.waits import Escalated
from domain.grants import Person
from domain.model import By, problem
from domain.periods import END_OF_DAY, JAKARTA, Period, PeriodOverflow
from domain.refusals import Code, refuse
from domain.rules import Rules
from domain.vocabulary import Role
from domain.waits import Wait, WaitKind, Waits


class State(Protocol):
    """What is known of a stream whose waits fall due."""

    @property
    def wake_at(self) -> datetime | None:
        """When the next thing happens by itself; None while nothing does."""

    @property
    def waits(self) -> Waits:
        """What is waited for."""


S_co = TypeVar("S_co", bound=State, covariant=True)


@dataclass(frozen=True)
class CaseOf(ABC, Generic[S_co]):
    """The state, the instant, who acts, and the rules in force."""

    state: S_co
    at: datetime
    rules: Rules
    actor: Person
    by: By | None = None
    """The role in which the actor acts; None when time or another stream does."""
    reason: str | None = None

    @abstractmethod
    def after(self, *events: Event) -> Self:
        """The case after these events of the same decision."""

    @property
    def edition(self) -> Edition:
        """The edition that the innovation is pinned to."""
        return self.rules.edition

    def due(
        self, period: Period, start: datetime | None = None, *, times: int = 1, zone: ZoneInfo = JAKARTA
    ) -> datetime:
        """The instant at which a period that begins at `start`, by default now, is over.

        Raises:
            Refused: if that lies beyond the last year of instants.
        """
        try:
            return period.due(start or self.at, calendar=self.rules.calendar, zone=zone, times=times)
        except PeriodOverflow as error:
            raise refuse(Code.INVALID_PAYLOAD, problems=[problem("", error.code, **error.facts)]) from None

    def wait(
        self, kind: WaitKind, awaits: Role, deadline: Deadline, *, subject: str = "", zone: ZoneInfo = JAKARTA
    ) -> Wait:
        """A wait that begins now and goes by that deadline: to the end of its day, if that is to come."""
        due_at = self.due(deadline.due, zone=zone)
        if deadline.until is not None:
            last = datetime.combine(deadline.until, END_OF_DAY, zone).astimezone(UTC)
            due_at = last if last > self.at else due_at
        remind_at = self.due(deadline.remind, zone=zone) if deadline.remind else None
        return Wait(
            kind=kind,
            subject=subject,
            awaits=awaits,
            remind_at=remind_at if remind_at is not None and remind_at < due_at else None,
            due_at=due_at,
        )

    def not_before(self, instant: datetime) -> datetime:
        """That instant, or the next possible one if it has passed: what falls due lies after what sets it."""
        return max(instant, self.at + timedelta(microseconds=1))

    def is_officer_for(self, region: str) -> bool:
        """Whether the actor is an officer of that region, by its id, or of one that it was split into."""
        held = {grant.region for grant in self.actor.grants_of(Role.REGIONAL_OFFICER, self.at)}
        return region in held or any(each.id in held for each in self.rules.regions.successors_of(region))

    def escalated(self, wait: Wait, to: Role) -> list[Event]:
        """The wait fell due: it is escalated, and stays open."""
        return [Escalated(kind=wait.kind, subject=wait.subject, role=to)]

    def recorded(self, events: list[Event]) -> list[Event]:
        """The events as they are recorded: the act bears who did it and why, whatever opens a wait the calendar."""
        calendar = self.rules.calendar_pin.sha256
        pinned = [each.model_copy(update={"calendar": calendar}) if each.opens else each for each in events]
        return acted(pinned, self.by, self.reason)
