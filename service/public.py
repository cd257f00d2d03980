"""What everybody may know without signing in: what was proposed, is piloted, decided and lasts, and no person.

Of what was rejected, withdrawn, declined, ended or revoked nothing is said: ends are blameless.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from domain.adoption.state import Adoption
from domain.editions import Edition
from domain.innovation.state import Innovation
from domain.innovation.view import of_province
from domain.model import Pinned
from domain.names import Names
from domain.published import Published
from domain.refusals import Code, require
from domain.regions import Region, Regions
from domain.rows import SHOWN, counted, label
from domain.rules import REGIONS, regions_from
from domain.streams import ADOPTION, INNOVATION, adoption_stream, innovation_stream
from domain.vocabulary import SHOWN_TO_ALL, Stage
from engine.states import States
from ledger.db.paging import Narrowed
from ledger.errors import NotSealed
from ledger.log.proofs import newest_prover
from ledger.model import Sort
from ledger.store import Ledger
from service.cursors import cursor_of, place_of
from service.names import names_of
from service.pinned_editions import pinned_editions
from service.reading import ROWS_AT_ONCE
from service.sought import sought
from wiring.connections import READER, Connections

STATUSES = ("offered", "committed", "completed")
"""Of adoptions, of which something is said."""


@dataclass(frozen=True, slots=True)
class Outline:
    """As much of an innovation as everybody may know."""

    innovation: Innovation
    adoptions: dict[str, int]
    """How many regions adopt it, by how far they are."""


class Public:
    """Reads for nobody in particular. Every method raises as `Connections.pool` does, besides what it says."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def names(self) -> Names:
        """What regions and agencies are called."""
        return await names_of(States(await self._ledger()))

    async def counts(self) -> dict[Stage, int]:
        """How many innovations there are in each stage."""
        beginning = counted("stage")
        found = Counter[Stage]()
        for each, n in (await (await self._ledger()).tallies([(INNOVATION, beginning)])).items():
            found[Stage(each.rpartition("/")[2])] += n
        return {stage: found[stage] for stage in SHOWN_TO_ALL}

    async def regions(self) -> Regions:
        """Every region, past and present."""
        basis = await States(await self._ledger()).basis([REGIONS])
        return regions_from(basis) if basis.state(Published, REGIONS).version else Regions(())

    async def listed(
        self,
        stage: Stage | None,
        *,
        province: Region | None = None,
        search: str = "",
        after: str | None,
        limit: int,
    ) -> list[dict[str, Any]]:
        """The first `limit` innovations after a cursor, by title, each with its own: of a stage (none of one of which
        nothing is said), from a province, with words that begin so in title, summary or agency, where these are given.

        Raises:
            BadRequest: no cursor of such a list; or as `sought`.
        """
        searched = sought(search) if search else ()
        if stage is not None and stage not in SHOWN_TO_ALL:
            return []
        labels = [label("stage", stage)] if stage else []
        labels += [of_province(province.code)] if province else []
        rows = await (await self._ledger()).rows(
            Narrowed(INNOVATION, labels=labels or [SHOWN], words=searched),
            sort=Sort.NAME,
            after=place_of(after, Sort.NAME),
            limit=limit,
        )
        shown = ("id", "title", "agency", "stage")
        return [{name: row.body[name] for name in shown} | {"cursor": cursor_of(row.place, Sort.NAME)} for row in rows]

    async def outline(self, innovation: str) -> Outline:
        """One of them.

        Raises:
            Refused: there is none of that id of which something is said.
        """
        ledger = await self._ledger()
        states = States(ledger)
        state = await states.get(Innovation, innovation_stream(innovation))
        require(state.stage in SHOWN_TO_ALL, Code.UNKNOWN_INNOVATION, innovation=innovation)
        own = adoption_stream(innovation, "")
        found, after = Counter[str](), None
        while rows := await ledger.rows(Narrowed(ADOPTION, prefix=own), after=after, limit=ROWS_AT_ONCE):
            basis = await states.basis([row.stream_id for row in rows])
            found.update(basis.state(Adoption, row.stream_id).status for row in rows)
            after = rows[-1].place
        return Outline(state, {status: found[status] for status in STATUSES if found[status]})

    async def edition(self, pin: Pinned) -> Edition | None:
        """The edition that an innovation is under; None if no such text was published."""
        return (await pinned_editions(States(await self._ledger()), [pin])).get(pin.sha256)

    async def checkpoint(self) -> str | None:
        """The log's newest signed checkpoint; None before the first one."""
        try:
            prover = await newest_prover(await self._connections.pool(READER))
            return prover.note
        except NotSealed:
            return None

    async def _ledger(self) -> Ledger:
        return Ledger(await self._connections.pool(READER))
