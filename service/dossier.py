"""What those who judge an innovation read about it."""

from collections import defaultdict
from datetime import datetime

from domain import codec
from domain.adoption.dossier import adopting
from domain.events import Event
from domain.events.innovation import EditionMoved, InnovationProposed
from domain.innovation.dossier import Dossier, Trial, dossier_of
from domain.innovation.state import Innovation
from domain.readings import Reading
from domain.refusals import Code, require
from domain.shown import Shown, shown_dossier
from domain.streams import REFUSALS, innovation_stream
from service.afar import over_url
from service.pinned_editions import pinned_editions
from service.reading import Reader


@over_url
async def dossier(reader: Reader, innovation: str) -> Shown[Dossier]:
    """An innovation's dossier as its events are now, its adoptions by region code, as far as it is open to the reader.

    Raises:
        Refused: it doesn't exist.
        UnreadableEvent: an event that this version doesn't know.
        Unrecorded: as `Reader.record`.
    """
    streams = defaultdict[str, list[tuple[Event, datetime]]](list)
    for each in await reader.ledger.read_correlation(innovation):
        if not each.stream_id.startswith(f"{REFUSALS}/"):
            streams[each.stream_id].append((codec.read(each), each.occurred_at))
    events = streams.pop(innovation_stream(innovation), [])
    require(events, Code.UNKNOWN_INNOVATION, innovation=innovation)
    adoptions = sorted((adopting(*each) for each in streams.items()), key=lambda each: each.place.code)
    pins = [event.edition for event, _ in events if isinstance(event, InnovationProposed | EditionMoved)]
    found = dossier_of(innovation, events, await pinned_editions(reader.states, pins), adoptions)
    now = await reader.states.get(Innovation, innovation_stream(innovation))
    viewer = await reader.viewer()
    await reader.record_of(Reading.FILE, now, viewer)
    return shown_dossier(viewer, now, found)


async def trials(reader: Reader, innovation: str) -> Shown[tuple[Trial, ...]]:
    """The pilots of an innovation's present round with what they reported, as far as it is open to the reader: that is
    a part of how it stands. Raises as `dossier`.
    """
    stored = await reader.ledger.read(innovation_stream(innovation))
    require(stored, Code.UNKNOWN_INNOVATION, innovation=innovation)
    found = dossier_of(innovation, [(codec.read(each), each.occurred_at) for each in stored], {})
    now = await reader.states.get(Innovation, innovation_stream(innovation))
    viewer = await reader.viewer()
    await reader.record_of(Reading.STANDING, now, viewer)
    shown = shown_dossier(viewer, now, found)
    closed = tuple(path for path in shown.not_open if path.startswith("trials."))
    return Shown(tuple(each for each in shown.value.trials if each.round == now.round), closed)
