"""The list of innovations and the inbox: who sees what, in which order, a page at a time."""

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from domain import codec
from domain.day_labels import of_day
from domain.events.administration import RoleGranted
from domain.grants import Grant
from domain.innovation.view import of_seat
from domain.parties import party
from domain.rows import barring, tasks_of
from domain.vocabulary import Role
from ledger.db.connect import open_pool
from ledger.model import Append, Row, Sort
from ledger.store import Ledger
from service.inbox import inbox
from service.listing import Wanted, count, has_own, innovations
from service.reading import Reader
from tests.furnished import database, furnished, keys
from tests.ledger.builders import append, event
from wiring.connections import Connections
from wiring.settings import Settings

__all__ = ["database", "furnished", "keys"]

NOW = datetime.now(UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class World:
    """A ledger whose lists are written to directly."""

    def __init__(self, ledger: Ledger, connections: Connections) -> None:
        self._ledger = ledger
        self._connections = connections

    async def read_by(self, person: str) -> Reader:
        """A reader for that person."""
        return await Reader.on(self._connections, person)

    async def innovation(
        self, id: str, *tasks: Row, due_at: datetime | None = None, labels: Iterable[str] = ()
    ) -> None:
        """An innovation as its list has it, with what waits for somebody."""
        body = {"id": id, "title": id.title()}
        await self._ledger.append(
            append(
                f"innovation/{id}",
                rows=(Row("innovation", "", body, name=id, due_at=due_at, labels=frozenset(labels)), *tasks),
            )
        )

    async def person(self, id: str, *grants: Grant) -> None:
        """Somebody who holds these roles."""
        events = [event(codec.encode(RoleGranted(grant=grant)), event_type="RoleGranted") for grant in grants]
        await self._ledger.append(Append(f"person/{id}", f"person/{id}", 0, tuple(events)))

    async def sees(self, person: str, *, limit: int = 100) -> list[str]:
        """What waits for a person, read in pages."""
        found: list[str] = []
        after, reader = None, await self.read_by(person)
        while page := await inbox(reader, after=after, limit=limit):
            found += [task["what"] for task in page]
            after = page[-1]["cursor"]
        return found


@pytest.fixture(scope="module")
async def world(database: str) -> AsyncIterator[World]:
    async with (
        await open_pool(database, role="jejak_worker", min_size=1, max_size=2, application_name="test") as pool,
        Connections(Settings(database_url=SecretStr(database))) as connections,
    ):
        yield World(Ledger(pool), connections)


def grant(role: Role, agency: str = "x", region: str | None = None, *, until: datetime | None = None) -> Grant:
    return Grant(
        id=f"{role}-{agency}", role=role, agency=agency, region=region, valid_from=NOW - HOUR, valid_until=until
    )


def task(
    what: str, role: Role, *, agency: str = "a", region: str | None = None, person: str | None = None,
    due_at: datetime | None = None, innovation: str = "x",
) -> Row:  # fmt: skip
    shown = {"innovation": innovation, "what": what, "subject": "", "role": role, "region": region}
    body = {**shown, "due_at": due_at and due_at.isoformat(), "overdue": False}
    judged = role in (Role.EVALUATOR, Role.DECISION_MAKER) and person is None
    labels = frozenset({barring(agency)}) if judged else frozenset[str]()
    whose = party(role, agency=agency, region=region, person=person)
    return Row(tasks_of(whose), what, body, due_at=due_at, labels=labels)


async def test_overdue_is_what_has_passed_its_earliest_due_instant(world: World) -> None:
    await world.innovation("late", due_at=NOW - HOUR)
    await world.innovation("early", due_at=NOW + DAY)  # whenever this test's turn comes
    await world.innovation("never")
    wanted = {"late", "early", "never"}

    reader = await world.read_by("auditor")

    async def listed(overdue: bool) -> list[str]:
        page = await innovations(reader, Wanted(overdue=overdue), sort=Sort.DUE, after=None, limit=1000)
        return [each["id"] for each in page if each["id"] in wanted]

    assert await listed(overdue=True) == ["late"]
    assert await listed(overdue=False) == ["late", "early", "never"]


async def test_a_list_is_narrowed_to_what_is_the_readers_own_to_a_period_and_to_what_has_a_grade(world: World) -> None:
    await world.person("unit", grant(Role.PROPOSER, "unit"), grant(Role.EVALUATOR, "panel"))
    await world.innovation("own", labels={"agency:unit", "graded:yes", *of_day("proposed", date(2025, 3, 14))})
    await world.innovation("seated", labels={of_seat("unit"), "graded:no", *of_day("proposed", date(2024, 7, 1))})
    await world.innovation("others", labels={"agency:others", "graded:yes", *of_day("proposed", date(2025, 3, 15))})

    async def listed(person: str, **wanted: Any) -> list[str]:
        reader, narrowed = await world.read_by(person), Wanted(**wanted)
        page = await innovations(reader, narrowed, sort=Sort.NAME, after=None, limit=1000)
        assert await count(reader, narrowed) == len(page)
        return [each["id"] for each in page]

    assert await listed("unit", mine=True) == ["own", "seated"]
    assert await listed("unit", mine=True, graded=False) == ["seated"]
    assert await listed("auditor", mine=True) == []
    assert await listed("unit", proposed_from=date(2025, 1, 1)) == ["others", "own"]
    assert await listed("unit", proposed_from=date(2025, 1, 1), proposed_to=date(2025, 3, 14)) == ["own"]
    assert await listed("unit", proposed_to=date(2025, 3, 14), mine=True) == ["own", "seated"]
    assert await listed("unit", proposed_from=date(9998, 1, 1)) == []
    assert (await has_own(await world.read_by("unit")), await has_own(await world.read_by("auditor"))) == (True, False)


@pytest.mark.parametrize("limit", [1, 2, 100])
async def test_an_inbox_holds_what_waits_in_each_role_what_is_due_first(world: World, limit: int) -> None:
    name = f"busy-{limit}"
    await world.person(name, grant(Role.PROPOSER, name), grant(Role.REGIONAL_OFFICER, "b", f"region-{name}"))
    await world.innovation(
        name,
        task("second", Role.PROPOSER, agency=name, due_at=NOW),
        task("last", Role.PROPOSER, agency=name),
        task("first", Role.REGIONAL_OFFICER, region=f"region-{name}", due_at=NOW - HOUR),
        task("third", Role.PROPOSER, agency=name, due_at=NOW),
        task("another agency's", Role.PROPOSER, agency="z"),
        task("another region's", Role.REGIONAL_OFFICER, region="z"),
        task("another role's", Role.AUDITOR),
    )
    assert await world.sees(name, limit=limit) == ["first", "second", "third", "last"]


async def test_a_seat_is_one_persons_and_nobody_judges_what_is_their_own_agencys(world: World) -> None:
    await world.person("judge", grant(Role.EVALUATOR, "judging"), grant(Role.PROPOSER, "proposing"))
    await world.person("other", grant(Role.EVALUATOR, "other"))
    await world.innovation(
        "judged",
        task("seat", Role.EVALUATOR, person="judge", agency="judging"),
        task("own", Role.EVALUATOR, agency="judging"),
        task("own as a proposer", Role.EVALUATOR, agency="proposing"),
        task("others'", Role.EVALUATOR),
    )
    assert await world.sees("judge") == ["others'", "seat"]
    assert await world.sees("other") == ["others'", "own", "own as a proposer"]


async def test_a_role_that_has_ended_shows_nothing(world: World) -> None:
    ended = grant(Role.EVALUATOR, "former", until=NOW), grant(Role.PROPOSER, "f", until=NOW)
    await world.person("former", *ended, grant(Role.OPERATOR))
    await world.innovation(
        "past", task("seat", Role.EVALUATOR, person="former"), task("own", Role.PROPOSER, agency="f")
    )
    assert await world.sees("former") == []


async def test_a_task_comes_with_the_title_of_its_innovation_wherever_it_waits(world: World) -> None:
    await world.person("titled", grant(Role.PROPOSER, "titled"))
    await world.innovation("kartu anak", task("named", Role.PROPOSER, agency="titled", innovation="kartu anak"))
    await world.innovation("rumah", task("nameless", Role.PROPOSER, agency="titled", innovation="unknown"))
    tasks = await inbox(await world.read_by("titled"), after=None, limit=10)
    assert [(each["what"], each["title"]) for each in tasks] == [("named", "Kartu Anak"), ("nameless", None)]
