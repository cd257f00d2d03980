"""What lists show: the read-model rows of each stream, derived from its state alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.administration.publications import Published
from domain.adoption.state import Adoption
from domain.grants import Person
from domain.innovation.state import Innovation
from domain.model import Role
from domain.waits import OpenWait, WaitKind


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One row of a list: its kind, its key within the stream, and what is shown."""

    kind: str
    key: str
    body: dict[str, Any]


def innovation_rows(state: Innovation) -> list[ViewRow]:
    """One row for the innovation, and one per task that waits for somebody."""
    assert state.content is not None
    assert state.origin is not None
    assert state.edition is not None
    due = [w.wait.due_at for w in state.waits.values()] if state.suspended_at is None else []
    summary = {
        "id": state.id,
        "title": state.content.title,
        "stage": state.stage,
        "agency": state.agency,
        "region": state.origin.code,
        "edition": state.edition.name,
        "round": state.round,
        "suspended": state.suspended_at is not None,
        "due_at": _iso(min(due, default=None)),
        "wake_at": _iso(state.wake_at),
        "awaiting": list(state.awaiting()) if state.suspended_at is None else [],
        "put_up": state.put_up,
    }
    return [ViewRow("innovation", "", summary), *_tasks(state)]


def _tasks(state: Innovation) -> list[ViewRow]:
    """What waits for somebody; while suspended, only what may be done then."""
    assert state.content is not None
    tasks = []
    suspended = state.suspended_at is not None
    for open_wait in state.waits.values():
        if open_wait.wait.awaits is None or suspended:
            continue
        region = open_wait.wait.subject if open_wait.wait.kind is WaitKind.MEASUREMENT else None
        for person in _people(state, open_wait):
            tasks.append(_task(open_wait) | {"person": person, "region": region})
    if state.put_up and not suspended:
        tasks.append(_proposed("discontinuation"))
    if state.revocation_by is not None:
        tasks.append(_proposed("revocation"))
    about = {"innovation": state.id, "title": state.content.title, "agency": state.agency}
    return [ViewRow("task", _key(task), task | about) for task in tasks]


def _key(task: dict[str, Any]) -> str:
    return ":".join(part for part in (task["what"], task["subject"], task["person"]) if part)


def _proposed(what: str) -> dict[str, Any]:
    """What was proposed, and waits for a decision maker without a due instant."""
    nothing = dict.fromkeys(("due_at", "person", "region"))
    return {"what": what, "subject": "", "role": Role.DECISION_MAKER, "overdue": False, **nothing}


def _people(state: Innovation, open_wait: OpenWait) -> list[str | None]:
    """Seats that haven't scored have a task each; any other task is the role's."""
    if open_wait.wait.kind is not WaitKind.SCORING:
        return [None]
    return [seat.evaluator for seat in state.panel if seat.total is None and not seat.conflicted]


def adoption_rows(state: Adoption) -> list[ViewRow]:
    """One row for the adoption, and one per task of the region's officer."""
    assert state.adopter is not None
    summary = {
        "innovation": state.innovation,
        "adopter": state.adopter.id,
        "region": state.adopter.code,
        "status": state.status,
        "phase": state.phase,
        "wave": state.wave,
        "volunteered": state.volunteered,
        "follows": state.follows,
        "released": state.released,
        "frozen": state.frozen_at is not None,
        "wake_at": _iso(state.wake_at),
    }
    tasks = [
        ViewRow(
            "task",
            w.wait.kind,
            _task(w) | {"innovation": state.innovation, "region": state.adopter.id, "adoption": True},
        )
        for w in state.waits.values()
        if w.wait.awaits is not None and state.frozen_at is None
    ]
    return [ViewRow("adoption", "", summary), *tasks]


def person_rows(state: Person) -> list[ViewRow]:
    """One row for the person, with every grant; whether one is in force is seen when it is read."""
    grants = [grant.model_dump(mode="json") for grant in state.grants.values()]
    return [ViewRow("person", "", {"id": state.id, "grants": grants})]


def published_rows(state: Published) -> list[ViewRow]:
    """One row per name: what is current, and since when."""
    kind, name = state.id.split("/", 1)
    body = {
        "name": name,
        "sha256": state.current,
        "versions": state.version,
        "published_at": _iso(state.last_at),
    }
    return [ViewRow(kind, "", body)]


def _task(open_wait: OpenWait) -> dict[str, Any]:
    return {
        "what": open_wait.wait.kind,
        "subject": open_wait.wait.subject,
        "role": open_wait.wait.awaits,
        "due_at": _iso(open_wait.wait.due_at),
        "overdue": open_wait.fallen_due,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
