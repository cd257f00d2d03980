"""What lists show of an innovation: one row for it, and one per task that waits for somebody."""

from typing import Any

from domain.innovation.state import Innovation
from domain.model import Role
from domain.rows import ViewRow, iso, task
from domain.waits import OpenWait, WaitKind


def view(state: Innovation) -> list[ViewRow]:
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
        "due_at": iso(min(due, default=None)),
        "wake_at": iso(state.wake_at),
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
            tasks.append(task(open_wait) | {"person": person, "region": region})
    if state.put_up and not suspended:
        tasks.append(_proposed("discontinuation"))
    if state.revocation_by is not None:
        tasks.append(_proposed("revocation"))
    about = {"innovation": state.id, "title": state.content.title, "agency": state.agency}
    return [ViewRow("task", _key(each), each | about) for each in tasks]


def _key(row: dict[str, Any]) -> str:
    return ":".join(part for part in (row["what"], row["subject"], row["person"]) if part)


def _proposed(what: str) -> dict[str, Any]:
    """What was proposed, and waits for a decision maker without a due instant."""
    nothing = dict.fromkeys(("due_at", "person", "region"))
    return {"what": what, "subject": "", "role": Role.DECISION_MAKER, "overdue": False, **nothing}


def _people(state: Innovation, open_wait: OpenWait) -> list[str | None]:
    """Seats that haven't scored have a task each; any other task is the role's."""
    if open_wait.wait.kind is not WaitKind.SCORING:
        return [None]
    return [seat.evaluator for seat in state.panel if seat.total is None and not seat.conflicted]
