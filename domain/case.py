"""A case: everything that one decision is made on."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, Protocol, Self, TypeVar
from zoneinfo import ZoneInfo

from domain.editions import Deadline, Edition
from domain.events import Event, acted
from domain.events.waits import Escalated
from domain.grants import Grant, Person, of_region
from domain.model import By, Place, problem
from domain.periods import END_OF_DAY, JAKARTA, Period, PeriodOverflow
from domain.refusals import Code, refuse, require
from domain.rules import Rules
from domain.vocabulary import Capacity, Role
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
    under: tuple[Grant, ...] = ()
    """The grants under which the actor may act; none when time or another stream does."""
    capacity: Capacity | None = None
    """In which capacity the actor acts on the innovation; None where that excludes nothing."""
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

    def proposer_of(self, agency: str) -> By:
        """The attribution of the actor as who proposes for that agency, or for what became of it.

        Raises:
            Refused: they are none.
        """
        agencies = self.rules.agencies
        held = tuple(each for each in self.under if each.proposes_for(agency, agencies))
        require(held, Code.OTHER_AGENCY, agency=agency)
        return self.actor.acted_under(held, Capacity.PROPOSING)

    def officer_of(self, place: Place) -> By:
        """The attribution of the actor as an officer of that region, or of one that it was split into.

        Raises:
            Refused: they are none.
        """
        held = of_region(self.under, place.id, self.rules.regions)
        require(held, Code.OTHER_REGION, region=place.code)
        return self.actor.acted_under(held, Capacity.REPORTING)

    def escalated(self, wait: Wait, to: Role) -> list[Event]:
        """The wait fell due: it is escalated, and stays open."""
        return [Escalated(kind=wait.kind, subject=wait.subject, role=to)]

    def recorded(self, events: list[Event]) -> list[Event]:
        """The events as they are recorded: the act bears who did it and why, whatever opens a wait the calendar."""
        calendar = self.rules.calendar_pin.sha256
        pinned = [each.model_copy(update={"calendar": calendar}) if each.opens else each for each in events]
        return acted(pinned, self.actor, self.under, self.reason, self.capacity)
