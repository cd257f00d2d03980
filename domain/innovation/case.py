"""A case: everything that a decision about one innovation is made on."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.editions import Deadline
from domain.events import Event
from domain.events import innovation as e
from domain.grants import Person
from domain.innovation.evolve import fold
from domain.innovation.state import Innovation
from domain.model import By, Place, Role
from domain.periods import JAKARTA
from domain.refusals import Code, refuse, require
from domain.regions import Region
from domain.rules import Rules
from domain.waits import Wait, WaitKind


@dataclass(frozen=True, slots=True)
class Case:
    """The state, the instant, who acts (nobody when time acts), and the rules in force."""

    state: Innovation
    at: datetime
    rules: Rules
    actor: Person | None = None
    by: By | None = None
    reason: str | None = None

    @property
    def person(self) -> str:
        """The id of whoever acts."""
        assert self.by is not None, "time acts for nobody"
        return self.by.person

    def after(self, *events: Event) -> "Case":
        """The case as it stands after these events of the same decision, for their consequences."""
        return replace(self, state=fold(self.state, list(events), self.at))

    def wait(
        self,
        kind: WaitKind,
        awaits: Role | None,
        deadline: Deadline,
        *,
        subject: str = "",
        zone: ZoneInfo = JAKARTA,
    ) -> Wait:
        """A wait that begins now."""
        return self.rules.wait(kind, awaits, deadline, self.at, subject=subject, zone=zone)

    def escalated(self, wait: Wait, to: Role) -> list[Event]:
        """The wait fell due: it is escalated, and stays open."""
        return [e.Escalated(kind=wait.kind, subject=wait.subject, role=to)]

    def places(self, codes: tuple[str, ...]) -> tuple[Place, ...]:
        """Regions by the codes of today, in the order given.

        Raises:
            Refused: unknown, ended, or named twice.
        """
        for code in codes:
            require(codes.count(code) == 1, Code.REGION_TWICE, region=code)
        return tuple(self.rules.region(code, self.at).place for code in codes)

    def officer_of(self, place: Place) -> None:
        """Go on if the actor is an officer of that region, or of one that it was split into.

        Raises:
            Refused: otherwise.
        """
        assert self.actor is not None
        if not speaks_for(self.actor, place.id, self.rules, self.at):
            raise refuse(Code.OTHER_REGION, region=place.code)

    def not_before(self, instant: datetime) -> datetime:
        """That instant, or the next possible one if it has passed: what falls due lies after what sets it."""
        return max(instant, self.at + timedelta(microseconds=1))


def proposes_for(actor: Person, agency: str, at: datetime) -> bool:
    """Whether a person is a proposer of an agency."""
    return any(grant.agency == agency for grant in actor.holding(Role.PROPOSER, at))


def speaks_for(actor: Person, region_id: str, rules: Rules, at: datetime) -> bool:
    """Whether a person is an officer of a region, or of a successor of it."""
    held = {grant.region for grant in actor.holding(Role.REGIONAL_OFFICER, at)}
    successors: tuple[Region, ...] = rules.regions.successors_of(region_id)
    return region_id in held or any(region.id in held for region in successors)
