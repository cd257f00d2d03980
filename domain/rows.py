"""Read-model rows: what lists show of a stream, and what they go by, derived from its state alone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.parties import party
from domain.vocabulary import WITH_POWER, Role
from domain.waits import OpenWait

LONGEST_WORD = 100


class Prompt(StrEnum):
    """What is somebody's task though it is no wait: nothing falls due when nobody does it."""

    AMENDMENT = "amendment"
    PILOTS_CLOSING = "pilots_closing"
    DISCONTINUATION = "discontinuation"
    REVOCATION = "revocation"


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One row of a list: its kind, its key within the stream, and what is shown.

    The list is sorted by `name` or `due_at` and narrowed by `labels`; the stream is searched by `words`, and moves
    without being asked at `wake_at`.
    """

    kind: str
    key: str
    body: dict[str, Any]
    name: str | None = None
    due_at: datetime | None = None
    wake_at: datetime | None = None
    labels: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


def label(name: str, value: str) -> str:
    """The label that a row has which is shown when its list is narrowed to this value."""
    return f"{name}:{value}"


def counted(*parts: object) -> str:
    """A label whose rows are counted as they change, for overviews: what is counted, and then by what."""
    first, *rest = map(str, parts)
    return f"#{first}:{'/'.join(rest)}"


SHOWN = label("shown", "all")
"""The label of what those who hold no role may know of."""


def words(*texts: str) -> frozenset[str]:
    """What texts are searched by: their words without regard to case."""
    return frozenset(word[:LONGEST_WORD] for text in texts for word in re.findall(r"\w+", text.casefold()))


def search_row(*texts: str) -> ViewRow:
    """By what a stream is found. A row of its own, because it hardly ever changes while others do."""
    return ViewRow("words", "", {}, words=words(*texts))


def tasks_of(whose: str) -> str:
    """The list of what waits for a party."""
    return f"task/{whose}"


def barring(agency: str) -> str:
    """The label of a task that nobody of that agency may do."""
    return label("barred", agency)


def task(open_wait: OpenWait, about: dict[str, Any]) -> ViewRow:
    """A wait that somebody is to answer."""
    wait = open_wait.wait
    shown = {
        "what": wait.kind,
        "subject": wait.subject,
        "role": wait.awaits,
        "due_at": iso(wait.due_at),
        "overdue": open_wait.fallen_due,
    }
    return task_row(shown | about, due_at=wait.due_at)


def prompt_row(
    what: Prompt, role: Role, about: dict[str, Any], *, subject: str = "", due_at: datetime | None = None
) -> ViewRow:
    """A role's task that is no wait, and when it happens without them, if it ever does."""
    shown = {"what": what, "subject": subject, "role": role, "due_at": iso(due_at), "overdue": False}
    return task_row(shown | {"person": None, "region": None} | about, due_at=due_at)


def amendment_tasks(numbers: Iterable[int], about: dict[str, Any]) -> list[ViewRow]:
    """The amendments that the secretariat is to answer, by their numbers."""
    return [prompt_row(Prompt.AMENDMENT, Role.OPERATOR, about, subject=str(number)) for number in numbers]


def task_row(task: dict[str, Any], due_at: datetime | None = None) -> ViewRow:
    """A task on the list of whom it waits for. Who has power over an innovation has none over their own agency's."""
    agency, person = task.get("agency"), task.get("person")
    whose = party(task["role"], agency=agency, region=task["region"], person=person)
    power = task["role"] in WITH_POWER and person is None
    labels = frozenset({barring(agency)}) if power and agency else frozenset()
    key = ":".join(part for part in (task["what"], task["subject"], person) if part)
    return ViewRow(tasks_of(whose), key, task, due_at=due_at, labels=labels)


def iso(moment: datetime | None) -> str | None:
    """An instant as rows show it."""
    return moment.isoformat() if moment else None
