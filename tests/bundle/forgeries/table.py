"""A table of forgeries: what somebody records who may append, with the keys that they have, and what finds it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.bundle.scene import Scene

Forge = Callable[[Scene], Awaitable[None]]


@dataclass(frozen=True)
class Forgery:
    """What was done, to which innovation, and why it is found."""

    name: str
    forge: Forge
    reason: str
    """With the rules: in the ledger, and by whoever decides again."""
    bare: str | None
    """Without them, in a bundle alone; None where it takes the rules."""
    of: str

    def __str__(self) -> str:
        return self.name


class Table(list[Forgery]):
    """Forgeries with the same keys."""

    def row(self, name: str, reason: str, bare: str | None = "", *, of: str = "judged") -> Callable[[Forge], Forge]:
        """Puts a row into the table; `bare` is the reason as well, unless it is said."""

        def put(forge: Forge) -> Forge:
            self.append(Forgery(name, forge, reason, reason if bare == "" else bare, of))
            return forge

        return put
