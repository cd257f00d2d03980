"""The activities: thin, and safe to run twice."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from activities import contract, metrics
from activities.command_keys import PrivateKey
from activities.contract import Handled, Work
from activities.handling import Handler
from activities.recording import Recorder
from activities.starting import start
from domain.adoption.decider import next_change
from domain.adoption.state import Adoption
from domain.innovation.state import Innovation
from domain.streams import adopter_of, adoption_stream, correlation_of, innovation_stream
from ledger.db.together import together
from ledger.store import Ledger

T = TypeVar("T")
PAGE = 200
LOCAL_LIMIT_S = 5.0
AT_ONCE = 16
"""How many workflows are started at the same time."""


class Activities:
    """Holds what activities need: the ledger, the worker's key, Temporal's client, and a clock."""

    def __init__(
        self, ledger: Ledger, key: PrivateKey, client: Client, task_queue: str, clock: Callable[[], datetime]
    ) -> None:
        self._ledger = ledger
        self._client = client
        self._task_queue = task_queue
        self.handler = Handler(ledger, Recorder(key), clock)

    @property
    def all(self) -> list[Callable[..., Any]]:
        """Every activity, for a worker to register."""
        return [self.handle, self.load, self.ensure_adoptions, self.signal_innovation]

    @activity.defn(name=contract.HANDLE)
    async def handle(self, work: Work) -> Handled:
        """Handle a command, a milestone, or what is due, for the workflow of the same stream."""
        self._require_own_workflow(work.stream)
        with metrics.HANDLING.time():
            return await within_local_limit(self.handler.handle(work))

    @activity.defn(name=contract.LOAD)
    async def load(self, stream: str) -> Handled:
        """The progress of a stream."""
        self._require_own_workflow(stream)
        return await within_local_limit(self.handler.load(stream))

    @activity.defn(name=contract.ENSURE_ADOPTIONS)
    async def ensure_adoptions(self, stream: str) -> int:
        """Start or signal every adoption that hasn't followed its innovation's changes; returns how many."""
        self._require_own_workflow(stream)
        lagging = await self._lagging(stream)
        gate = asyncio.Semaphore(AT_ONCE)

        async def wake(adoption: str) -> None:
            async with gate:
                await start(self._client, adoption, self._task_queue, contract.INNOVATION_MOVED)
                activity.heartbeat(adoption)

        async with together() as waking:
            for adoption in lagging:
                waking.create_task(wake(adoption))
        return len(lagging)

    @activity.defn(name=contract.SIGNAL_INNOVATION)
    async def signal_innovation(self, adoption: str) -> None:
        """Signal the innovation's workflow that this adoption has new events; it reads them itself."""
        self._require_own_workflow(adoption)
        innovation = innovation_stream(correlation_of(adoption))
        await within_local_limit(start(self._client, innovation, self._task_queue, contract.ADOPTION_MOVED, adoption))

    def _require_own_workflow(self, stream: str) -> None:
        """Fail unless called by the workflow whose id is the stream; a standalone activity has no workflow."""
        if activity.info().workflow_id != stream:
            raise ApplicationError(f"{stream} is handled by its own workflow only", non_retryable=True)

    async def _lagging(self, stream: str) -> list[str]:
        states = self.handler.states
        innovation = await states.get(Innovation, stream)
        if not innovation.changes:
            return []
        adopters = {place.id for wave in innovation.waves if wave.opened for place in wave.adopters}
        adopters |= await self._known_adopters(innovation.id)
        adoptions = [adoption_stream(innovation.id, adopter) for adopter in sorted(adopters)]
        lagging = []
        for first in range(0, len(adoptions), PAGE):
            page = adoptions[first : first + PAGE]
            basis = await states.basis(page)
            lagging += [each for each in page if _lags(basis.state(Adoption, each), innovation)]
            activity.heartbeat(page[-1])
        return lagging

    async def _known_adopters(self, innovation_id: str) -> set[str]:
        """Every adopter that already has a stream, named or volunteered."""
        found: set[str] = set()
        after = ""
        while page := await self._ledger.streams_like(adoption_stream(innovation_id, ""), after=after, limit=PAGE):
            found |= {adopter_of(head.stream_id) for head in page}
            after = page[-1].stream_id
        return found


def _lags(adoption: Adoption, innovation: Innovation) -> bool:
    """Whether an adoption's workflow has something to do: a duty, a change to follow, a milestone to report."""
    to_report = adoption.last_milestone > innovation.milestone_of(adoption.adopter_id)
    return adoption.open or to_report or next_change(adoption, innovation) is not None


async def within_local_limit(work: Awaitable[T]) -> T:
    """The result of `work`; in a local activity it is abandoned after `LOCAL_LIMIT_S` seconds.

    Temporal's own timeout isn't used: a workflow whose local activity it ended can't be replayed (temporalio 1.35).
    What was abandoned may still be recorded; the next attempt finds it.

    Raises:
        ApplicationError: given up.
    """
    limit = LOCAL_LIMIT_S if activity.info().is_local else None
    try:
        async with asyncio.timeout(limit):
            return await work
    except TimeoutError as error:
        raise ApplicationError("not done in time") from error
