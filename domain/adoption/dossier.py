"""A region's adoption as the dossier of its innovation shows it, put together from the events of its own stream."""

from collections.abc import Iterable
from datetime import datetime

from domain.adoption.evolve import evolve
from domain.adoption.state import Adoption
from domain.amended import Amending
from domain.events import Event
from domain.events import adoption as e
from domain.events.amendments import AdoptionReport, AmendmentAccepted
from domain.innovation.dossier import Adopting, AdoptionReported


def adopting(adoption: str, events: Iterable[tuple[Event, datetime]]) -> Adopting:
    """What came of an adoption, by the id of its stream and its events, each with when it occurred; there is one."""
    state, amending, reports = Adoption(adoption), Amending(), dict[int, AdoptionReported]()
    for event, at in events:
        amending.take(event, at, state.statements)
        state = evolve(state, event, at)
        match event:
            case e.AdoptionReported(number=number, phase=phase, note=note):
                reports[number] = AdoptionReported(number=number, phase=phase, note=note, by=event.by, at=at)
            case e.AdoptionReportMissed(number=number):
                reports[number] = AdoptionReported(number=number, at=at)
            case AmendmentAccepted(statement=AdoptionReport() as later):
                amended = {"phase": later.phase, "note": later.note, "amended_at": at}
                reports[later.number] = reports[later.number].model_copy(update=amended)
    assert state.adopter is not None
    milestones = state.milestones.values()
    completed = [each.at for each in milestones if each.name == "completed"]
    return Adopting(
        place=state.adopter,
        status=state.status,
        phase=state.phase,
        wave=state.wave or None,
        late=any(each.late for each in milestones),
        completed_at=completed[-1] if completed else None,
        reports=tuple(reports.values()),
        amendments=tuple(amending.found.values()),
    )
