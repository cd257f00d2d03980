"""A sample's life as its people ask for it: real commands, each under an id that follows from the sample's."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.adoption.state import Adoption
from domain.editions import Edition
from domain.innovation.state import Innovation
from domain.refusals import Refused
from domain.regions import Regions
from domain.streams import adoption_stream, innovation_stream
from domain.vocabulary import Stage
from engine.states import States
from processes.samples.cast import Sample
from service import commanding
from service.commanding import RefusedCommand, Request
from wiring.connections import Connections

REASON = "Sesuai berita acara rapat (contoh rekaan)."
LOOK_EVERY_S, HAPPENS_WITHIN_S = 0.3, 300.0
ANSWER_WITHIN = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Ground:
    """What all plays stand on: connections, states as they are read, the regions, and the editions by name."""

    connections: Connections
    states: States
    regions: Regions
    editions: dict[str, Edition]


class Play:
    """One sample's life."""

    def __init__(self, ground: Ground, sample: Sample, edition: str) -> None:
        self._on = ground
        self.sample = sample
        self.edition = ground.editions[edition]
        self._asked = 0

    async def ask(
        self, person: str, command: str, payload: dict[str, Any] | None = None, *, region: str | None = None
    ) -> None:
        """Ask for a change of the innovation, or of the adoption of the region that bears a code.

        Raises:
            Refused: by a rule.
            As `service.commanding.ask`.
        """
        self._asked += 1
        stream = innovation_stream(self.sample.id) if region is None else self._adoption(region)
        request = Request(
            person=person, reason=REASON, command_id=self.sample.command_id(self._asked), timeout=ANSWER_WITHIN
        )
        outcome = await commanding.ask(self._on.connections, stream, command, payload or {}, request)
        if isinstance(outcome, RefusedCommand):
            raise Refused(outcome.refusal)

    async def until(self, there: Callable[[Innovation], bool]) -> Innovation:
        """The innovation, as soon as that is so. Raises TimeoutError if it never is."""
        async with asyncio.timeout(HAPPENS_WITHIN_S):
            while not there(state := await self._on.states.get(Innovation, innovation_stream(self.sample.id))):
                await asyncio.sleep(LOOK_EVERY_S)
        return state

    async def until_stage(self, stage: Stage) -> None:
        """Wait until it has come there by itself. Raises as `until`."""
        await self.until(lambda state: state.stage is stage)

    async def until_offered(self, region: str) -> None:
        """Wait until the region's adoption is offered. Raises as `until`."""
        async with asyncio.timeout(HAPPENS_WITHIN_S):
            while not (await self._on.states.get(Adoption, self._adoption(region))).version:
                await asyncio.sleep(LOOK_EVERY_S)

    def _adoption(self, code: str) -> str:
        [bearer] = [each for each in self._on.regions.rows if each.code == code and each.valid_until is None]
        return adoption_stream(self.sample.id, bearer.id)
