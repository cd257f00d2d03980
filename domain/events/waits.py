"""What time brings to any stream: a reminder, or the escalation of a wait that is overdue and stays open."""

from domain.events.base import Event
from domain.vocabulary import Role
from domain.waits import WaitKind


class Reminded(Event):
    kind: WaitKind
    subject: str = ""
    role: Role | None = None
    people: tuple[str, ...] = ()


class Escalated(Event):
    kind: WaitKind
    subject: str = ""
    role: Role
