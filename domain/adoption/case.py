"""A case about one adoption, with the innovation that it follows."""

from dataclasses import dataclass, field, replace
from typing import Self

from domain.adoption.evolve import fold
from domain.adoption.state import Adoption
from domain.case import CaseOf
from domain.editions import Deadline
from domain.events import Event
from domain.innovation.state import Innovation
from domain.model import Place
from domain.refusals import Code, required
from domain.vocabulary import Role
from domain.waits import Wait, WaitKind


@dataclass(frozen=True)
class Case(CaseOf[Adoption]):
    """The adoption and its innovation, the instant, who acts, and the rules in force."""

    innovation: Innovation = field(kw_only=True)

    def after(self, *events: Event) -> Self:
        return replace(self, state=fold(self.state, events, self.at))

    @property
    def adopter(self) -> Place:
        """Whose adoption it is.

        Raises:
            Refused: nothing was offered to them.
        """
        return required(self.state.adopter, Code.NOT_OFFERED)

    @property
    def follows(self) -> int:
        """The innovation's version as of this instant."""
        known = [change.version for change in self.innovation.changes if change.at <= self.at]
        return max([self.state.follows, *known])

    def duty(self, kind: WaitKind, deadline: Deadline, adopter: Place) -> Wait:
        """A wait for the region's officer; days end in the adopter's zone."""
        zone = self.rules.regions.zone(adopter.id)
        return self.wait(kind, Role.REGIONAL_OFFICER, deadline, zone=zone)
