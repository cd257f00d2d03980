"""How long it takes to replay a long life to its state, beside `eventsourcing`, and in a small and a large ledger."""

from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import asyncpg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.database import new_ledger, server
from benchmarks.lives import Life, long_life, stored
from benchmarks.timing import milliseconds
from domain.events.innovation import InnovationProposed, MilestoneReached, NoteMade
from domain.innovation.state import Innovation
from domain.streams import innovation_stream
from engine.states import States
from ledger.db.connect import open_pool
from ledger.model import Append
from ledger.store import Ledger

ID = "11111111-1111-4111-8111-111111111111"
EVENTS, ROUNDS = 1000, 25
SMALL = 10_000
EVENTS_PER_STREAM = 50

FILL = """
WITH streams AS (
    INSERT INTO jejak.streams (stream_id, version, head, correlation_id, recorded_at)
    SELECT 'innovation/' || id, $2, sha256(id::text::bytea), id::text, now()
    FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $1)) AS ids
    RETURNING stream_id
)
INSERT INTO jejak.events
SELECT
    stream_id, version, gen_random_uuid(), 'NoteMade', 1, now(), now(), convert_to(repeat('x', 150), 'UTF8'),
    convert_to('{"text":"' || repeat('y', 390) || '"}', 'UTF8'), sha256(stream_id::bytea)
FROM streams CROSS JOIN generate_series(1, $2) AS version
"""
"""Other innovations' events, put there without an append: only their number matters here."""


class Theirs(Aggregate):
    """The same innovation for `eventsourcing`: what happens most has an event of its own."""

    @event("Proposed")
    def __init__(self, id: UUID, content: dict[str, Any], agency: str) -> None:
        self._id = id
        self.content = content
        self.agency = agency
        self.adoptions: dict[str, tuple[int, str]] = {}
        self.completed: set[str] = set()
        self.notes = 0
        self.last: dict[str, Any] = {}

    @staticmethod
    def create_id(id: UUID, **_: Any) -> UUID:
        """The id that is given."""
        return id

    @event("MilestoneReached")
    def milestone(self, adopter: str, milestone: str, adoption_version: int) -> None:
        """What an adoption reports."""
        self.adoptions[adopter] = (adoption_version, milestone)
        if milestone == "completed":
            self.completed.add(adopter)

    @event("NoteMade")
    def note(self, by: dict[str, Any], reason: str, text: str) -> None:
        """What somebody noted."""
        self.notes += 1

    @event("Happened")
    def happen(self, name: str, data: dict[str, Any]) -> None:
        """Anything else."""
        self.last = data


def same_for_them(life: Life) -> Theirs:
    """The same events."""
    theirs: Theirs | None = None
    for happened, *_ in life.events:
        said = happened.model_dump(mode="json", exclude_defaults=True)
        match happened:
            case InnovationProposed():
                theirs = Theirs(id=UUID(ID), content=said["content"], agency=happened.agency)
                continue
        assert theirs is not None
        match happened:
            case MilestoneReached():
                theirs.milestone(happened.adopter, happened.milestone, happened.adoption_version)
            case NoteMade():
                theirs.note(said["by"], happened.reason or "", happened.text)
            case _:
                theirs.happen(type(happened).__name__, said)
    assert theirs is not None
    return theirs


def application(dsn: str) -> Application[UUID]:
    """Theirs on PostgreSQL, with its default settings."""
    address = urlsplit(dsn)
    return Application(
        env={
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": address.path[1:],
            "POSTGRES_HOST": parse_qs(address.query)["host"][0],
            "POSTGRES_PORT": "5432",
            "POSTGRES_USER": address.username or "",
            "POSTGRES_PASSWORD": "x",
        }
    )


class Ours:
    """What a worker does that has the innovation not in its cache."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._states = States(Ledger(pool))

    async def replay(self) -> Innovation:
        """The state, from all events."""
        self._states.drop(innovation_stream(ID))
        return await self._states.get(Innovation, innovation_stream(ID))


async def repeated(rounds: int, work: Callable[[], Awaitable[object]]) -> float:
    """The median of some times."""
    await work()
    return median([await milliseconds(work) for _ in range(rounds)])


async def main(large: int) -> None:
    """Prints the medians and their ratios."""
    life = long_life(ID, EVENTS)
    async with server() as running:
        dsn = await new_ledger(running)
        async with await open_pool(dsn, role="jejak_worker", min_size=1, max_size=1, application_name="bench") as pool:
            await Ledger(pool).append(Append(innovation_stream(ID), ID, 0, stored(life)))
            ours, app = Ours(pool), application(dsn)
            app.save(same_for_them(life))
            assert await ours.replay() == life.state

            async def theirs() -> None:
                app.repository.get(UUID(ID))

            print(f"Replay of an innovation with {EVENTS:,} events to its state, median of {ROUNDS}")
            ratios, times = [], []
            await repeated(3, theirs)
            for _ in range(ROUNDS):
                one, other = await milliseconds(ours.replay), await milliseconds(theirs)
                ratios.append(other / one)
                times.append((one, other))
            app.close()
            print(f"  eventsourcing             {median(other for _, other in times):9.1f} ms")
            print(f"  ledger                    {median(one for one, _ in times):9.1f} ms")
            print(f"  ratio                     {median(ratios):9.2f}    (goal 5)")
            took = [await _filled(dsn, size, ours) for size in (SMALL - EVENTS, large - SMALL)]
            print(f"  among {SMALL:>9,} events    {took[0]:9.1f} ms")
            print(f"  among {large:>9,} events    {took[1]:9.1f} ms")
            print(f"  ratio                     {took[1] / took[0]:9.2f}    (goal: at most 1.3)")


async def _filled(dsn: str, more: int, ours: Ours) -> float:
    """How long a replay takes with so many more events of others in the ledger."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(FILL, more // EVENTS_PER_STREAM, EVENTS_PER_STREAM)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    return await repeated(ROUNDS, ours.replay)
