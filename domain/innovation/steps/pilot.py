"""How a pilot round changes an innovation."""

from datetime import datetime
from typing import Any

from domain.changing import replace
from domain.events import innovation as e
from domain.events.amendments import Measurement
from domain.innovation.state import Innovation, RunningPilot, enter
from domain.innovation.steps import steps
from domain.innovation.steps.changes import with_statement
from domain.vocabulary import Stage


@steps.on(e.PilotsPlanned)
def pilots_planned(s: Innovation, event: e.PilotsPlanned, at: datetime) -> Innovation:
    pilots = {
        p.place.id: RunningPilot(p.place, p.indicators, at, p.ends_at, p.reports_due, p.own) for p in event.pilots
    }
    return replace(s, pilots=pilots)


def _with_pilot(s: Innovation, region: str, **changes: Any) -> Innovation:
    return replace(s, pilots={**s.pilots, region: replace(s.pilots[region], **changes)})


@steps.on(e.PilotExtended)
def pilot_extended(s: Innovation, event: e.PilotExtended, at: datetime) -> Innovation:
    return _with_pilot(s, event.region, ends_at=event.ends_at, reports_due=event.reports_due)


@steps.on(e.PilotAborted)
def pilot_aborted(s: Innovation, event: e.PilotAborted, at: datetime) -> Innovation:
    return _with_pilot(s, event.region, aborted=True)


@steps.on(e.MeasurementReported)
def measurement_reported(s: Innovation, event: e.MeasurementReported, at: datetime) -> Innovation:
    after = _with_pilot(s, event.region, reported=(*s.pilots[event.region].reported, event.number))
    report = Measurement(region=event.region, number=event.number, values=event.values, note=event.note)
    return with_statement(after, event, report)


@steps.on(e.MeasurementMissed)
def measurement_missed(s: Innovation, event: e.MeasurementMissed, at: datetime) -> Innovation:
    return _with_pilot(s, event.region, missed=(*s.pilots[event.region].missed, event.number))


@steps.on(e.PilotsClosed)
def pilots_closed(s: Innovation, event: e.PilotsClosed, at: datetime) -> Innovation:
    return enter(s, Stage.EVALUATION, amendable=True)
