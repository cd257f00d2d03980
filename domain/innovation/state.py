"""What is known of an innovation after its events: small, derived, and never stored as truth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from domain.changing import replace
from domain.events.innovation import Decree, Indicator, ProposalContent
from domain.model import Pinned, Place
from domain.names import indicators_called
from domain.periods import Period
from domain.statements import Statements
from domain.vocabulary import Capacity, Role, Stage
from domain.waits import OpenWait, WaitKind, WaitRef, Waits, next_instant


@dataclass(frozen=True)
class RunningPilot:
    """A pilot region in the present round."""

    place: Place
    indicators: tuple[Indicator, ...]
    began_at: datetime
    """When it was planned, moved by every suspension since."""
    ends_at: datetime
    reports_due: tuple[datetime, ...]
    own: bool = False
    """It is the proposer's own region: it may try it too, and doesn't count."""
    reported: tuple[int, ...] = ()
    missed: tuple[int, ...] = ()
    aborted: bool = False

    @property
    def next_report(self) -> int:
        """The number of the report that comes next, from 1."""
        return len(self.reported) + len(self.missed) + 1


@dataclass(frozen=True)
class Seat:
    """A seat on the panel. A sheet that a conflict voided doesn't count."""

    evaluator: str
    total: Decimal | None = None
    conflicted: bool = False
    refilled: bool = False
    """Somebody before its holder declared a conflict of interest."""

    @property
    def counts(self) -> bool:
        """Whether its sheet counts towards quorum and grade."""
        return self.total is not None and not self.conflicted


@dataclass(frozen=True)
class Clarification:
    """A question to the proposer: requested by an evaluator, or asked by the secretariat, and what came of it."""

    question: str
    """As the proposer is asked it; until then as it was requested."""
    status: Literal["requested", "asked", "answered", "unanswered"]


@dataclass(frozen=True)
class Closing:
    """The end of a panel's evaluation."""

    version: int
    """The innovation's, at which that was recorded."""
    panel: tuple[str, ...]
    """Whoever had handed in a sheet by then; the others may still be asked for theirs."""
    totals: tuple[Decimal, ...]
    """Those that counted, the highest first: not in the order of the panel, so that they name nobody."""


@dataclass(frozen=True)
class RecordedDecree:
    """A decree that waits to be confirmed, by another person than who recorded it."""

    decree: Decree
    recorded_by: str


@dataclass(frozen=True)
class Decision:
    """The decision that stands, or waits to be determined."""

    choice: str
    by: str
    taken_at: datetime
    instrument: str | None = None
    decree: RecordedDecree | None = None
    adopters: Mapping[str, Place] = field(default_factory=dict)
    """Whom it names, by their opaque ids, in its order."""
    in_force: bool = False
    determined_by: str | None = None
    """Whoever signed the decree, or endorsed it here."""
    determined_on: date | None = None
    """The day of the decree, or on which it was endorsed."""

    def names(self, adopter: str) -> bool:
        """Whether an adopter, by its opaque id, is among those that it names."""
        return adopter in self.adopters


@dataclass(frozen=True)
class WaveState:
    """A wave and how far it is."""

    number: int
    adopters: tuple[Place, ...]
    opens_after: Period | None = None
    opened: bool = False
    ended: bool = False
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Check:
    """A sustainability check. `verdict` includes `no_response`."""

    number: int
    reported: bool = False
    regions: tuple[str, ...] = ()
    verdict: str | None = None


@dataclass(frozen=True)
class Correction:
    """A corrective action that was required after a check."""

    check: int
    reported: bool = False


ChangeKind = Literal["wave_opened", "wave_ended", "suspended", "resumed", "ended"]


@dataclass(frozen=True)
class Change:
    """Something of the innovation that its adoptions follow."""

    version: int
    at: datetime
    what: ChangeKind
    wave: int = 0
    wave_ends_at: datetime | None = None


JUDGING_STAGES = (Stage.PROPOSAL, Stage.PILOT, Stage.EVALUATION, Stage.DECISION)
"""Where somebody judges the innovation, and may ask its proposer something."""

CLARIFICATION_WAITS = (WaitKind.CLARIFICATION_REQUEST, WaitKind.CLARIFICATION)

FAILED_VERDICTS = ("lapsed", "no_response")
GOOD_VERDICTS = ("sustained", "sustained_with_notes")


@dataclass(frozen=True)
class Innovation:
    """One innovation. `version` 0 means that nothing of it is recorded."""

    id: str
    version: int = 0
    last_at: datetime | None = None
    stage: Stage | None = None
    stage_since: datetime | None = None
    """When it entered that."""
    spent: Mapping[Stage, timedelta] = field(default_factory=dict)
    """How long it was in each stage that it has left, all times together, suspensions included."""
    content: ProposalContent | None = None
    agency: str = ""
    proposed_at: datetime | None = None
    origin: Place | None = None
    edition: Pinned | None = None
    round: int = 0
    returned: bool = False
    waits: Waits = field(default_factory=dict)
    suspended_at: datetime | None = None
    statements: Statements = field(default_factory=Statements)

    pilots: Mapping[str, RunningPilot] = field(default_factory=dict)

    panel: tuple[Seat, ...] = ()
    first_sheet_at: datetime | None = None
    """When this round's panel handed in its first."""
    evaluation_extended: bool = False
    amending_extended: bool = False
    reopened: bool = False
    """A conflict of interest led back from the decision, and the panel hasn't closed since."""
    grade: Decimal | None = None
    closings: Mapping[int, Closing] = field(default_factory=dict)
    """How each round's evaluation closed, unless it is open again."""
    conflicts: frozenset[str] = frozenset()
    acted: Mapping[Capacity, frozenset[str]] = field(default_factory=dict)
    """Who acted in which capacity, adoptions of it included; in deciding and determining, in the present round."""

    clarifications: Mapping[int, Clarification] = field(default_factory=dict)
    """By their numbers, from 1."""

    decision: Decision | None = None
    instruments: frozenset[str] = frozenset()
    """The numbers of the decree and of everything that was added to it later."""
    awarded_at: datetime | None = None
    """When the scaling decision took effect. Checks count from here."""
    paused_since_award: timedelta = timedelta()
    """How long it was suspended since the award; every check opens that much later."""

    waves: tuple[WaveState, ...] = ()
    waves_planned_at: datetime | None = None
    """Moved by every suspension since."""
    adoptions: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """Per adopter: the version of its stream that holds the milestone recorded last, and that milestone."""
    completed: frozenset[str] = frozenset()

    checks: Mapping[int, Check] = field(default_factory=dict)
    correction: Correction | None = None
    discontinuation_proposed: bool = False
    """Discontinuation was proposed; a decision maker has to decide."""

    revocation_proposed_by: str | None = None
    changes: tuple[Change, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it was proposed and hasn't ended."""
        return self.stage is not None and self.stage.open

    @property
    def wake_at(self) -> datetime | None:
        """The next wake-up; None while suspended or ended, or when nothing is waited for."""
        return next_instant(self.waits) if self.open and self.suspended_at is None else None

    @property
    def chapter(self) -> str:
        """What one workflow run covers: a stage and its round, in `sustaining` one check."""
        if self.stage is Stage.SUSTAINING:
            return f"sustaining {len(self.checks)}"
        return f"{self.stage or 'none'} {self.round}"

    @property
    def taking_part(self) -> frozenset[str]:
        """The regions, by their opaque ids, that adopt, piloted, or originated it."""
        named = self.decision.adopters if self.decision else ()
        origin = () if self.origin is None else (self.origin.id,)
        return frozenset({*named, *self.adoptions, *self.pilots, *origin})

    @property
    def indicator_names(self) -> dict[str, str]:
        """What the indicators that its pilots measure are called, as `indicators_called` has them."""
        return indicators_called(each for pilot in self.pilots.values() for each in pilot.indicators)

    @property
    def denominator(self) -> int:
        """How many adopters the decision in force names."""
        return len(self.decision.adopters) if self.decision and self.decision.in_force else 0

    @property
    def consecutive_failures(self) -> int:
        """Failed checks since the last good one, in the order of checks.

        `at_risk` and a check not yet assessed neither count nor break the row.
        """
        row = 0
        for number in sorted(self.checks):
            verdict = self.checks[number].verdict
            if verdict in FAILED_VERDICTS:
                row += 1
            elif verdict in GOOD_VERDICTS:
                row = 0
        return row

    @property
    def corrected(self) -> bool:
        """Whether the present row of failed checks has led to a correction: no good check came after that."""
        good = [number for number, check in self.checks.items() if check.verdict in GOOD_VERDICTS]
        return self.correction is not None and self.correction.check >= max(good, default=0)

    def acted_as(self, capacity: Capacity) -> frozenset[str]:
        """Who acted in a capacity on it, or on an adoption of it."""
        return self.acted.get(capacity, frozenset())

    @property
    def seated(self) -> frozenset[str]:
        """Who has a seat on the present panel."""
        return frozenset(seat.evaluator for seat in self.panel if not seat.conflicted)

    @property
    def all_reported(self) -> bool:
        """Whether every region that pilots has given or missed all the reports that were planned."""
        running = [pilot for pilot in self.pilots.values() if not pilot.aborted]
        return bool(running) and all(pilot.next_report > len(pilot.reports_due) for pilot in running)

    def milestone_of(self, adopter: str) -> int:
        """The version of an adopter's stream up to which its milestones are recorded here; 0 if none is."""
        version, _ = self.adoptions.get(adopter, (0, ""))
        return version

    def panel_round(self, version: int) -> int:
        """The round of the panel that scored at a version of its stream: of the next to close, or the present one."""
        return min((each for each, closing in self.closings.items() if closing.version >= version), default=self.round)

    def waits_for(self, kind: WaitKind, subject: str = "") -> OpenWait | None:
        """The open wait of that kind and subject, if there is one."""
        return self.waits.get(WaitRef(kind=kind, subject=subject))

    def awaiting(self) -> tuple[Role, ...]:
        """The roles whose move it is, sorted."""
        return tuple(sorted({w.wait.awaits for w in self.waits.values() if w.wait.awaits is not None}))


def enter(
    state: Innovation, stage: Stage, *, keeping: tuple[WaitKind, ...] = (), amendable: bool = False
) -> Innovation:
    """The innovation as it enters a stage: the waits of the stage before are gone, but those to keep.

    So are its statements, which are final by then, unless they are still `amendable`. Questions to the proposer stay
    open for as long as somebody judges.
    """
    if stage in JUDGING_STAGES:
        keeping += CLARIFICATION_WAITS
    kept = {name: wait for name, wait in state.waits.items() if name.kind in keeping}
    statements = state.statements if amendable else state.statements.final(lambda _: True)
    return replace(state, stage=stage, waits=kept, statements=statements)
