"""The inbox: what waits for one person, in the roles that they hold now."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from domain.grants import Person
from domain.model import Role
from domain.regions import Regions
from domain.streams import INNOVATION, innovation_stream
from ledger.model import StreamRow
from service.reading import Reader
from wiring.errors import BadRequest


async def inbox(reader: Reader, person_id: str, *, after: str | None, limit: int) -> list[dict[str, Any]]:
    """The first `limit` tasks of a person after one of them, the most urgent first.

    Raises:
        Refused: nobody has that id.
        BadRequest: the task after which to go on is no longer theirs.
    """
    person = await reader.person(person_id)
    regions = await reader.regions()
    now = datetime.now(UTC)
    rows = {
        (row.stream_id, row.key): row
        for role in sorted({grant.role for grant in person.grants.values() if grant.in_force(now)})
        async for row in _of_role(reader, person, role, regions, now)
    }
    tasks = sorted((_task(row) for row in rows.values()), key=lambda t: (t["due_at"] is None, t["due_at"], t["id"]))
    if after is not None:
        places = [place for place, task in enumerate(tasks) if task["id"] == after]
        if not places:
            raise BadRequest("no_such_task", given=after)
        tasks = tasks[places[0] + 1 :]
    page = tasks[:limit]
    for task in page:
        task["title"] = await _title(reader, task["innovation"])
    return page


async def _of_role(
    reader: Reader, person: Person, role: Role, regions: Regions, now: datetime
) -> AsyncIterator[StreamRow]:
    """The tasks that a person may do in one of their roles."""
    async for row in reader.rows("task", {"role": role}):
        if _theirs(row.body, person, role, regions, now):
            yield row


def _theirs(task: dict[str, Any], person: Person, role: Role, regions: Regions, now: datetime) -> bool:
    """A seat is one person's; proposers act for their agency, officers for their region, judges not for their own."""
    if (seat := task.get("person")) is not None:
        return bool(seat == person.id)
    match role:
        case Role.PROPOSER:
            return task["agency"] in {grant.agency for grant in person.holding(role, now)}
        case Role.REGIONAL_OFFICER:
            return task["region"] in _spoken_for(person, regions, now)
        case Role.EVALUATOR | Role.DECISION_MAKER:
            return task["agency"] not in person.agencies(now)
    return True


def _spoken_for(person: Person, regions: Regions, now: datetime) -> set[str]:
    """The regions that a person is an officer of, and those that these were split from."""
    held = {grant.region for grant in person.holding(Role.REGIONAL_OFFICER, now) if grant.region}
    origins = {region.successor_of for each in held if (region := regions.by_id(each)) and region.successor_of}
    return held | origins


def _task(row: StreamRow) -> dict[str, Any]:
    return {
        "id": f"{row.stream_id}:{row.key}",
        "innovation": row.body["innovation"],
        "what": row.body["what"],
        "subject": row.body["subject"],
        "role": row.body["role"],
        "region": row.body["region"],
        "due_at": row.body["due_at"],
        "overdue": row.body["overdue"],
    }


async def _title(reader: Reader, innovation: str) -> str | None:
    rows = await reader.ledger.rows(INNOVATION, stream_id=innovation_stream(innovation), limit=1)
    return rows[0].body["title"] if rows else None
