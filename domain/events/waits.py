"""What time brings to any stream: a reminder, or the escalation of a wait that is overdue and stays open."""

from domain.events.base import Event
from domain.vocabulary import Role
from domain.waits import WaitKind, WaitRef


class Reminded(Event):
    kind: WaitKind
    subject: str = ""
    role: Role | None = None
    people: tuple[str, ...] = ()

    @property
    def wait(self) -> WaitRef:
        """The wait that it is about."""
        return WaitRef(kind=self.kind, subject=self.subject)


class Escalated(Event):
    kind: WaitKind
    subject: str = ""
    role: Role

    @property
    def wait(self) -> WaitRef:
        """The wait that it is about."""
        return WaitRef(kind=self.kind, subject=self.subject)
