"""What a decision is made by: the edition, calendar and regions that are pinned, and the people it names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.calendar import Calendar
from domain.editions import Deadline, Edition
from domain.grants import Person
from domain.model import Pinned, Place, Role, problem
from domain.periods import JAKARTA, Period, PeriodOverflow
from domain.refusals import Code, refuse
from domain.regions import Region, Regions
from domain.waits import Wait, WaitKind


@dataclass(frozen=True, slots=True)
class Rules:
    """The data that a decision goes by, loaded by hash before `decide` is called.

    `people` holds the persons that the command's payload names, and nobody else; `named_edition` is the edition
    that it names, as published last.
    """

    edition: Edition
    edition_pin: Pinned
    calendar: Calendar
    calendar_pin: Pinned
    regions: Regions
    regions_pin: Pinned
    people: Mapping[str, Person] = field(default_factory=dict)
    named_edition: Pinned | None = None

    def region(self, code: str, at: datetime) -> Region:
        """The region that bears that code on the day of `at`, in Jakarta.

        Raises:
            Refused: if no region ever bore it, or it has ended.
        """
        return region_in_force(self.regions, code, at)

    def due(self, start: datetime, period: Period, *, times: int = 1, zone: ZoneInfo = JAKARTA) -> datetime:
        """The instant at which a period that begins at `start` is over.

        Raises:
            Refused: if that lies beyond the year 9999.
        """
        try:
            return period.due(start, calendar=self.calendar, zone=zone, times=times)
        except PeriodOverflow as error:
            raise refuse(Code.INVALID_PAYLOAD, problems=[problem("", error.code, **error.facts)]) from None

    def wait(
        self,
        kind: WaitKind,
        awaits: Role | None,
        deadline: Deadline,
        start: datetime,
        *,
        subject: str = "",
        zone: ZoneInfo = JAKARTA,
    ) -> Wait:
        """A wait that begins at `start` and goes by that deadline."""
        return Wait(
            kind=kind,
            subject=subject,
            awaits=awaits,
            remind_at=self.due(start, deadline.remind, zone=zone) if deadline.remind else None,
            due_at=self.due(start, deadline.due, zone=zone),
        )

    def all_adopters(self, at: datetime) -> tuple[Place, ...]:
        """Every kabupaten and kota in force on the day of `at`, in Jakarta, by code."""
        day = at.astimezone(JAKARTA).date()
        inside = [r for r in self.regions.rows if r.kind != "provinsi" and r.in_force(day)]
        return tuple(region.place for region in sorted(inside, key=lambda region: region.code))


def region_in_force(regions: Regions, code: str, at: datetime) -> Region:
    """The region that bears that code on the day of `at`, in Jakarta.

    Raises:
        Refused: if no region ever bore it, or it has ended.
    """
    day = at.astimezone(JAKARTA).date()
    if (region := regions.by_code(code, day)) is not None:
        return region
    raise refuse(Code.ENDED_REGION if regions.ended(code, day) else Code.UNKNOWN_REGION, region=code)
