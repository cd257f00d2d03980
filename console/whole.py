"""An innovation as the pages about judging and deciding it read it: how it stands, under which rules, and its file."""

from dataclasses import dataclass

from console.visit import Visit
from domain.editions import Edition
from domain.innovation.dossier import Dossier
from service.dossier import dossier
from service.pinned_editions import pinned_editions
from service.reading import Standing


@dataclass(frozen=True, slots=True)
class Whole:
    """All that is open to the reader."""

    id: str
    standing: Standing
    edition: Edition
    dossier: Dossier


async def whole_of(visit: Visit) -> Whole:
    """The innovation that the address names, by its id or how that begins. Raises as `Reader.standing`."""
    reader = visit.reader
    innovation = await reader.innovation_id(visit.request.path_params["innovation"])
    standing = await reader.standing(innovation)
    pin = standing.innovation.edition
    assert pin is not None
    edition = (await pinned_editions(reader.states, [pin]))[pin.sha256]
    return Whole(innovation, standing, edition, (await dossier(reader, innovation)).value)
