"""A case about one innovation, with what its stages ask of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from domain.case import CaseOf
from domain.events import Event
from domain.events.innovation import ProposalContent
from domain.innovation.evolve import fold
from domain.innovation.state import Check, Clarification, Decision, Innovation, Seat
from domain.model import Place
from domain.refusals import Code, require, required


@dataclass(frozen=True)
class Case(CaseOf[Innovation]):
    """The innovation, the instant, who acts, and the rules in force."""

    def after(self, *events: Event) -> Self:
        return replace(self, state=fold(self.state, events, self.at))

    @property
    def proposal(self) -> ProposalContent:
        """What the proposal says."""
        assert self.state.content is not None
        return self.state.content

    @property
    def decision(self) -> Decision:
        """The decision that stands, or waits for its endorsement. Only where the stage has one."""
        assert self.state.decision is not None
        return self.state.decision

    @property
    def awarded_at(self) -> datetime:
        """When the scaling decision took effect. Only where the stage has one."""
        assert self.state.awarded_at is not None
        return self.state.awarded_at

    @property
    def waves_planned_at(self) -> datetime:
        """When the waves were planned, moved by every suspension since. Only where they were."""
        assert self.state.waves_planned_at is not None
        return self.state.waves_planned_at

    def seat(self, evaluator: str) -> Seat:
        """An evaluator's seat on the panel.

        Raises:
            Refused: they have none.
        """
        seat = next((seat for seat in self.state.panel if seat.evaluator == evaluator), None)
        return required(seat, Code.NOT_ON_PANEL, person=evaluator)

    def on_panel(self) -> bool:
        """Whether the actor has a seat on the panel."""
        return any(seat.evaluator == self.actor.id for seat in self.state.panel)

    def own_seat(self) -> Seat:
        """The actor's seat on the panel. Raises as `seat`."""
        return self.seat(self.actor.id)

    def clarification(self, number: int) -> Clarification:
        """A question to the proposer.

        Raises:
            Refused: there is none of that number.
        """
        return required(self.state.clarifications.get(number), Code.NO_SUCH_CLARIFICATION, clarification=number)

    def check(self, number: int) -> Check:
        """A sustainability check.

        Raises:
            Refused: it hasn't been opened.
        """
        return required(self.state.checks.get(number), Code.NO_SUCH_CHECK, check=number)

    def places(self, codes: tuple[str, ...]) -> tuple[Place, ...]:
        """Regions by the codes of today, in the order given.

        Raises:
            Refused: unknown, ended, or named twice.
        """
        for code in codes:
            require(codes.count(code) == 1, Code.REGION_TWICE, region=code)
        return tuple(self.rules.region(code, self.at).place for code in codes)

    def is_own(self, place: Place) -> bool:
        """Whether a region's government and the agency that proposed count as one."""
        agencies = self.rules.agencies
        government = agencies.governing(place.id)
        return government is not None and government in agencies.roots([self.state.agency])
