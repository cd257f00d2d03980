"""What those who judge an innovation read about it."""

from domain import codec
from domain.events.innovation import EditionMoved, InnovationProposed
from domain.innovation.dossier import Dossier, dossier_of
from domain.innovation.state import Innovation
from domain.refusals import Code, require
from domain.shown import Shown, shown_dossier
from domain.streams import innovation_stream
from service.pinned_editions import pinned_editions
from service.reading import Reader


async def dossier(reader: Reader, innovation: str) -> Shown[Dossier]:
    """An innovation's dossier as its events are now, as far as it is open to the reader.

    Raises:
        Refused: it doesn't exist.
        UnreadableEvent: an event that this version doesn't know.
    """
    stored = await reader.ledger.read(innovation_stream(innovation))
    require(stored, Code.UNKNOWN_INNOVATION, innovation=innovation)
    events = [(codec.read(each), each.occurred_at) for each in stored]
    pins = [event.edition for event, _ in events if isinstance(event, InnovationProposed | EditionMoved)]
    found = dossier_of(innovation, events, await pinned_editions(reader.states, pins))
    now = await reader.states.get(Innovation, innovation_stream(innovation))
    return shown_dossier(await reader.viewer(), now, found)
