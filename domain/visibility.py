"""Who may see what: the one rule by which everything is shown (`shown.py` makes the filters from it).

An outline is for everybody who holds a role; what people wrote, for those who act on it; score sheets are confidential
until their panel closes. The rule binds the service: who has a login of the database reads what that login may.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.agencies import Register
from domain.drafts import agencies_administered_by
from domain.grants import Person
from domain.innovation.impartiality import OF_ROLE, is_free, might_be_seated
from domain.innovation.state import Innovation
from domain.regions import Regions
from domain.vocabulary import Capacity, Role
from domain.waits import WaitKind

SEES_PEOPLE = (Role.ADMINISTRATOR, Role.OPERATOR, Role.AUDITOR)
"""Who grants roles, who chooses panels, and who audits both."""

SEES_RECORD = (Role.OPERATOR, Role.AUDITOR)
"""Who may have the whole record of one innovation; that of all is for auditors alone."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever wants to see something, the instant, and regions and agencies as they are known then."""

    person: Person
    at: datetime
    regions: Regions
    agencies: Register

    def is_officer_for(self, region: str) -> bool:
        """Whether they are an officer of that region, by its id, or of one that it was split into."""
        return self.person.is_officer_for(region, self.regions, self.at)


@dataclass(frozen=True, slots=True)
class Proposal:
    """All else that the proposal says."""


@dataclass(frozen=True, slots=True)
class Words:
    """Reasons, notes, and what was reported or answered: for one region, by its id, or for the innovation."""

    region: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The score sheet of one evaluator in a round."""

    evaluator: str
    round: int


@dataclass(frozen=True, slots=True)
class Question:
    """What an evaluator would have the secretariat ask the proposer, in their words; and that it is theirs."""

    evaluator: str


@dataclass(frozen=True, slots=True)
class Totals:
    """What a round's panel came to, nobody named, by the version of the event that closed it."""

    round: int
    closing: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """A command that was refused."""

    actor: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything in one piece, as bundles, exports and what-if take it."""


Sight = Proposal | Words | Sheet | Question | Totals | Attempt | Record
"""What may be seen of an innovation besides its outline, which is for everybody who holds a role: title and summary,
agency and region, stage, plans, decisions and verdicts; what happened, by whom and when.
"""

TELLS_SCORES = (Sheet, Totals, Attempt, Record)
"""What tells what a panel gave: a refused sheet does, too."""


def may_see(viewer: Viewer, innovation: Innovation, sight: Sight) -> bool:
    """Whether somebody may see that of an innovation, as it is now."""
    if not viewer.person.holds_a_role(viewer.at):
        return False
    if may_see_everything(viewer.person, viewer.at):
        return True
    closed = isinstance(sight, TELLS_SCORES) and _might_be_seated(viewer, innovation)
    if _in_office(viewer, innovation, Role.OPERATOR) and not closed:
        return True
    match sight:
        case Proposal():
            return _acts_on(viewer, innovation) or any(map(viewer.is_officer_for, _regions_of(innovation)))
        case Words(region=None):
            return _acts_on(viewer, innovation)
        case Words(region=str(region)):
            return _acts_on(viewer, innovation) or viewer.is_officer_for(region)
        case Sheet(evaluator=evaluator, round=number):
            return evaluator == viewer.person.id or _may_see_sheets(viewer, innovation, number)
        case Question(evaluator=evaluator):
            return evaluator == viewer.person.id or _judges(viewer, innovation)
        case Totals(round=number, closing=closing):
            # What an earlier closing came to would, beside the last one, tell whose sheet was voided.
            last = innovation.closings.get(number)
            proposes = _proposes(viewer, innovation) and last is not None and last.version == closing
            return proposes or _may_see_sheets(viewer, innovation, number)
        case Attempt(actor=actor):
            return actor == viewer.person.id
    return False  # the whole record is for those above alone


def may_see_everything(person: Person, at: datetime) -> bool:
    """Whether somebody may see all that the ledger holds: auditors, and nobody else."""
    return bool(person.grants_of(Role.AUDITOR, at))


def may_see_everybody(person: Person, at: datetime) -> bool:
    """Whether somebody may see everybody's roles, keys, names and contacts."""
    return any(person.grants_of(role, at) for role in SEES_PEOPLE)


def sees_more(viewer: Viewer, innovation: Innovation) -> bool:
    """Whether somebody sees more of an innovation than everybody does who holds a role: that they read it is recorded.

    Whoever sees any of it that isn't in its outline sees the proposal, but for what they wrote themselves.
    """
    return may_see(viewer, innovation, Proposal())


def may_see_readers(viewer: Viewer, innovation: Innovation) -> bool:
    """Whether somebody may see who read an innovation: auditors, and those who propose for its agency."""
    return may_see_everything(viewer.person, viewer.at) or _proposes(viewer, innovation)


def may_see_readings(viewer: Viewer, *, by: str | None, about: str | None) -> bool:
    """Whether somebody may see what a person read, or who read of a person; None: anybody. Auditors may see all."""
    return viewer.person.id in (by, about) or may_see_everything(viewer.person, viewer.at)


def may_list_people(viewer: Viewer) -> bool:
    """Whether somebody may see whom there is: everybody, or the people of an agency that they administer."""
    local = viewer.person.grants_of(Role.LOCAL_ADMINISTRATOR, viewer.at)
    return bool(local) or may_see_everybody(viewer.person, viewer.at)


def may_see_person(viewer: Viewer, person: str, agencies: Iterable[str]) -> bool:
    """Whether somebody may see the roles, keys, name and contacts of a person who holds or held roles for these
    agencies: their own, and those of the people of an agency that they administer.
    """
    if person == viewer.person.id or may_see_everybody(viewer.person, viewer.at):
        return True
    administered = agencies_administered_by(viewer.person, viewer.agencies, viewer.at)
    return not set(agencies).isdisjoint(administered)


def _may_see_sheets(viewer: Viewer, innovation: Innovation, number: int) -> bool:
    """Whoever scored on the panel, and whoever decides on its grade and judges nothing, once it has closed."""
    closing = innovation.closings.get(number)
    if closing is None:
        return False
    sat = viewer.person.id in closing.panel and _in_office(viewer, innovation, Role.EVALUATOR)
    decides = _in_office(viewer, innovation, Role.DECISION_MAKER)
    return sat or (decides and not _might_be_seated(viewer, innovation))


def _acts_on(viewer: Viewer, innovation: Innovation) -> bool:
    """Whether somebody acts on the innovation as a whole: for its agency, as one of its judges, or as who decides."""
    return _proposes(viewer, innovation) or _judges(viewer, innovation)


def _judges(viewer: Viewer, innovation: Innovation) -> bool:
    """Whether somebody scores or assesses the innovation, or decides on it."""
    if _in_office(viewer, innovation, Role.DECISION_MAKER):
        return True
    judging = innovation.seated | innovation.acted_as(Capacity.JUDGING)
    assessing = any(wait.kind is WaitKind.CHECK_ASSESSMENT for wait in innovation.waits)
    return (assessing or viewer.person.id in judging) and _in_office(viewer, innovation, Role.EVALUATOR)


def _might_be_seated(viewer: Viewer, innovation: Innovation) -> bool:
    return might_be_seated(viewer.person, innovation, viewer.agencies, viewer.at)


def _proposes(viewer: Viewer, innovation: Innovation) -> bool:
    """Whether somebody proposes for its agency, and hasn't declared a conflict of interest."""
    held = viewer.person.proposing_for(innovation.agency, viewer.agencies, viewer.at)
    return bool(held) and viewer.person.id not in innovation.conflicts


def _in_office(viewer: Viewer, innovation: Innovation, role: Role) -> bool:
    """Whether somebody holds a role that has power over the innovation, and isn't barred from it."""
    held = viewer.person.grants_of(role, viewer.at)
    return bool(held) and is_free(viewer.person, OF_ROLE[role], innovation, viewer.agencies, viewer.at)


def _regions_of(innovation: Innovation) -> set[str]:
    """The regions that try it or adopt it."""
    named = innovation.decision.adopters if innovation.decision else {}
    return {*innovation.pilots, *named, *innovation.adoptions}
