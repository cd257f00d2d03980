"""Statements: what people handed in and may still amend, and their amendments that wait for an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from domain.changing import replace
from domain.events import Event
from domain.events.amendments import AmendmentAccepted, AmendmentProposed, AmendmentRejected, Statement


@dataclass(frozen=True)
class HandedIn:
    """A statement, and who handed it in; of an amendment, why."""

    by: str
    statement: Statement
    reason: str | None = None


@dataclass(frozen=True)
class Statements:
    """Those of one innovation or adoption. A statement that has become final isn't among them any more."""

    standing: Mapping[str, HandedIn] = field(default_factory=dict)
    """As they read now, by their names."""
    amendments: Mapping[int, HandedIn] = field(default_factory=dict)
    """Those that wait for an answer, by number."""
    proposed: int = 0
    """How many amendments there have been."""

    def handed_in(self, event: Event, statement: Statement) -> "Statements":
        """With one that a person handed in by this event."""
        if event.by is None:  # not recorded yet: a decision that looks at what follows from its own act
            return self
        return replace(self, standing={**self.standing, statement.name: HandedIn(event.by.person, statement)})

    def amendment_proposed(self, event: AmendmentProposed) -> "Statements":
        """With an amendment that waits for an answer."""
        assert event.by is not None
        waiting = {**self.amendments, event.number: HandedIn(event.by.person, event.statement, event.reason)}
        return replace(self, amendments=waiting, proposed=event.number)

    def amendment_accepted(self, event: AmendmentAccepted) -> "Statements":
        """With the later version in place of the earlier."""
        name = event.statement.name
        standing = {**self.standing, name: HandedIn(event.proposed_by, event.statement)}
        return replace(self._answered(event.number), standing=standing)

    def amendment_rejected(self, event: AmendmentRejected) -> "Statements":
        """With the version that stood."""
        return self._answered(event.number)

    def final(self, those: Callable[[Statement], bool]) -> "Statements":
        """Without those that can't be amended any more; what was proposed of them waits for no answer."""
        return replace(
            self,
            standing={name: each for name, each in self.standing.items() if not those(each.statement)},
            amendments={number: each for number, each in self.amendments.items() if not those(each.statement)},
        )

    def without_amendments_of(self, person: str) -> "Statements":
        """What somebody proposed waits for no answer."""
        return replace(self, amendments={number: each for number, each in self.amendments.items() if each.by != person})

    def _answered(self, number: int) -> "Statements":
        return replace(self, amendments={other: each for other, each in self.amendments.items() if other != number})
