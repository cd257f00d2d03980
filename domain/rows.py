"""Read-model rows: what lists show of a stream, derived from its state alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.waits import OpenWait


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One row of a list: its kind, its key within the stream, and what is shown."""

    kind: str
    key: str
    body: dict[str, Any]


def task(open_wait: OpenWait) -> dict[str, Any]:
    """What a row says of a wait that somebody is to answer."""
    return {
        "what": open_wait.wait.kind,
        "subject": open_wait.wait.subject,
        "role": open_wait.wait.awaits,
        "due_at": iso(open_wait.wait.due_at),
        "overdue": open_wait.fallen_due,
    }


def iso(moment: datetime | None) -> str | None:
    """An instant as rows hold it."""
    return moment.isoformat() if moment else None
