"""Pilots: what each region measured, beside where it stood before and where it was to get."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from bundle.trail.happenings import Deed, Happening, deed, happening
from bundle.trail.words import Both, both, figure, when
from domain.events import amendments
from domain.events import innovation as e
from domain.names import Names
from service.auditing import Entry


@dataclass(frozen=True, slots=True)
class Measurement:
    """One indicator in one report."""

    name: str
    unit: str
    baseline: Both
    measured: Both
    target: Both


@dataclass(frozen=True, slots=True)
class Report:
    """One report with every indicator: given, amended, missed, or, where a pilot has none at all, its plan."""

    heading: Both
    deed: Deed | None
    note: str | None
    measurements: list[Measurement]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Until when a pilot was to last and when its reports fell due: as planned, or as extended."""

    deed: Deed
    extended: bool
    ends_at: Both
    reports_due: list[Both]


@dataclass(slots=True)
class Trial:
    """One region's pilot in one round."""

    region: str
    round: int
    indicators: tuple[e.Indicator, ...]
    due: tuple[datetime, ...]
    schedules: list[Schedule]
    reports: list[Report] = field(default_factory=list)
    aborted: Happening | None = None

    @property
    def shown(self) -> list[Report]:
        """Its reports, or what it is to measure."""
        return self.reports or [Report(both("trail.no_report"), None, None, self._measurements({}))]

    def report(self, number: int, given: Entry, values: Mapping[str, Decimal], note: str | None) -> None:
        """One that was given."""
        heading = both("trail.report", number=number, due=self._due(number))
        self.reports.append(Report(heading, deed(given), note, self._measurements(values)))

    def amend(self, later: amendments.Measurement, accepted: Entry) -> None:
        """One as it reads after an amendment."""
        heading = both("trail.report_amended", number=later.number)
        self.reports.append(Report(heading, deed(accepted), later.note, self._measurements(later.values)))

    def miss(self, number: int) -> None:
        """One that didn't come in time."""
        heading = both("trail.report_missed", number=number, due=self._due(number))
        self.reports.append(Report(heading, None, None, self._measurements({})))

    def _due(self, number: int) -> datetime | None:
        return self.due[number - 1] if 0 < number <= len(self.due) else None

    def _measurements(self, values: Mapping[str, Decimal]) -> list[Measurement]:
        planned = [
            Measurement(each.name, each.unit, figure(each.baseline), figure(values.get(each.key)), figure(each.target))
            for each in self.indicators
        ]
        known = {each.key for each in self.indicators}
        others = [
            Measurement(key, "", figure(None), figure(value), figure(None))
            for key, value in values.items()
            if key not in known
        ]
        return planned + others


def trials(entries: Sequence[Entry], names: Names) -> list[Trial]:
    """Every pilot of every round, in the order of the plans."""
    running: dict[str, Trial] = {}
    found: list[Trial] = []
    round_ = 0
    for entry in entries:
        match entry.event:
            case e.ProposalAdmitted(round=number) | e.PilotRepeated(round=number):
                round_, running = number, {}
            case e.PilotsPlanned(pilots=pilots):
                for each in pilots:
                    region = names.place(each.place)
                    schedule = _schedule(entry, each.ends_at, each.reports_due, extended=False)
                    trial = Trial(region, round_, each.indicators, each.reports_due, [schedule])
                    running[each.place.id] = trial
                    found.append(trial)
            case e.PilotExtended(region=region, ends_at=ends_at, reports_due=due):
                running[region].due = due
                running[region].schedules.append(_schedule(entry, ends_at, due, extended=True))
            case e.MeasurementReported(region=region, number=number, values=values, note=note):
                running[region].report(number, entry, values, note)
            case e.MeasurementMissed(region=region, number=number):
                running[region].miss(number)
            case amendments.AmendmentAccepted(statement=amendments.Measurement(region=region) as later):
                running[region].amend(later, entry)
            case e.PilotAborted(region=region):
                running[region].aborted = happening(entry, names)
    return found


def _schedule(entry: Entry, ends_at: datetime, due: tuple[datetime, ...], *, extended: bool) -> Schedule:
    return Schedule(deed(entry), extended, when(ends_at), [when(each) for each in due])
