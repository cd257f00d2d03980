"""The seats that somebody has on panels that score now."""

from dataclasses import dataclass

from domain.innovation.state import Innovation
from domain.innovation.view import of_seat
from domain.streams import INNOVATION, innovation_stream
from ledger.db.paging import Narrowed
from ledger.model import Sort
from service.reading import ROWS_AT_ONCE, Reader


@dataclass(frozen=True, slots=True)
class Seated:
    """A panel that somebody has a seat on, in which they may score."""

    innovation: str
    title: str
    scored: bool
    """Whether their own sheet is in."""
    sheets: int
    """How many of the panel's are in, whoever gave them."""
    seats: int


async def seats_of(reader: Reader) -> list[Seated]:
    """The panels that score now and on which the reader has a seat; what they haven't scored first, by what is due."""
    rows = await reader.ledger.rows(
        Narrowed(INNOVATION, prefix=innovation_stream(""), labels=[of_seat(reader.who.id)]),
        sort=Sort.DUE,
        limit=ROWS_AT_ONCE,
    )
    basis = await reader.states.basis([row.stream_id for row in rows])
    found = []
    for row in rows:
        panel = [each for each in basis.state(Innovation, row.stream_id).panel if not each.conflicted]
        mine = next((each for each in panel if each.evaluator == reader.who.id), None)
        if mine is not None:
            sheets = sum(each.total is not None for each in panel)
            found.append(Seated(row.body["id"], row.body["title"], mine.total is not None, sheets, len(panel)))
    return sorted(found, key=lambda each: each.scored)
