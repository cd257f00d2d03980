"""Adoptions in tests, and lives of innovations by the compressed edition, where every period is exact time."""

from datetime import datetime
from typing import Any, Self, TypeVar
from uuid import uuid4

from domain.adoption.decider import decide_under, due
from domain.adoption.evolve import evolve
from domain.adoption.state import Adoption
from domain.basis import Basis
from domain.commands import Command
from domain.events import Event
from domain.grants import Person
from domain.refusals import Refusal
from domain.streams import innovation_stream
from domain.waits import Wait, WaitKind, WaitRef
from tests.domain.journeys import INSTRUMENT, PANEL, PROPOSAL, closed, in_waves, pilots, score
from tests.domain.spec import Answered, Life
from tests.domain.world import BANDUNG, JAYAPURA, MAKASSAR, SURAKARTA, region_id, rules

E = TypeVar("E", bound=Event)
OFFICER = "officer-bandung"


class AdoptionLife(Answered):
    """One region's adoption of the innovation of a `Life`, on the same clock."""

    def __init__(self, life: Life, region: str) -> None:
        self.life = life
        self.state = Adoption(f"{life.state.id.replace('innovation', 'adoption')}/{region_id(region)}")
        self.last: list[Event] | Refusal = []
        self.events: list[Event] = []
        self.instants: list[datetime] = []
        """When each of `events` occurred."""

    @property
    def adopter(self) -> str:
        """The adopter's id."""
        return self.state.id.rsplit("/", 1)[1]

    def when(self, person: str, command: str, *, reason: str | None = "Alasan", **payload: Any) -> Self:
        """A person asks something now, after whatever time and the innovation brought until now."""
        self.catch_up()
        self._ask(command, payload, self.life.now, person, reason)
        return self

    def catch_up(self) -> Self:
        """Record what fell due and what the innovation did until now, in the order in which it happened."""
        self.life.fall_due(self.life.now)
        recorded: list[Event] = []
        while self._system():
            assert not isinstance(self.last, Refusal)
            recorded += self.last
        self.last = recorded
        return self

    def wait_until_due(self) -> Self:
        """The clock moves to this adoption's next wake-up."""
        assert self.state.wake_at is not None, "nothing is waited for"
        self.life.at(max(self.life.now, self.state.wake_at))
        return self.catch_up()

    def until(self, kind: WaitKind) -> Self:
        """The clock moves to the instant at which that wait falls due, over every wake-up before."""
        due_at = self.wait(kind).due_at
        while self.state.wake_at is not None and self.life.now < due_at:
            self.wait_until_due()
        return self

    def wait(self, kind: WaitKind) -> Wait:
        """The open wait of that kind."""
        open_wait = self.state.waits.get(WaitRef(kind=kind))
        assert open_wait is not None, f"no {kind} is waited for, only {[w.kind for w in self.state.waits]}"
        return open_wait.wait

    def event(self, kind: type[E]) -> E:
        """The last recorded event of that type."""
        return next(event for event in reversed(self.events) if isinstance(event, kind))

    def kinds(self) -> list[str]:
        """The type of every recorded event, in order."""
        return [type(event).__name__ for event in self.events]

    def report_milestones(self) -> Self:
        """The innovation takes over the milestones that it doesn't know."""
        self.catch_up()
        known, _ = self.life.state.adoptions.get(self.adopter, (0, ""))
        for version, milestone in sorted(self.state.milestones.items()):
            if version > known:
                self.life.system(
                    "adoption_moved",
                    adopter=self.adopter,
                    adoption_version=version,
                    milestone=milestone.name,
                    late=milestone.late,
                    actor=milestone.actor,
                )
        return self

    def _system(self) -> bool:
        """The next thing that time or the innovation brought until now, whichever happened first."""
        basis = Basis({innovation_stream(self.state.innovation_id): self.life.state})
        command = due(self.state, basis, self.life.now, self.life.now)
        if command is None:
            return False
        self._ask(command.type, command.payload, max(command.at, self.state.last_at or command.at))
        return True

    def _ask(
        self,
        command: str,
        payload: dict[str, Any],
        at: datetime,
        person: str = "system",
        reason: str | None = None,
    ) -> None:
        asked = Command(
            id=uuid4(),
            stream=self.state.id,
            type=command,
            payload=payload,
            actor=person,
            reason=reason,
            at=at,
        )
        actor = self.life.people.get(person, Person(person))
        self.last = decide_under(self.state, asked, actor, self.life.rules, self.life.state)
        if isinstance(self.last, Refusal):
            return
        for event in self.last:
            self.state = evolve(self.state, event, at)
            self.events.append(event)
            self.instants.append(at)


def offered(life: Life, region: str = BANDUNG) -> AdoptionLife:
    """The adoption of a region whose wave is open."""
    return AdoptionLife(life, region).catch_up()


def committed(life: Life, region: str = BANDUNG, officer: str = OFFICER) -> AdoptionLife:
    """The adoption of a region that committed at once."""
    return offered(life, region).when(officer, "commit_adoption")


def declined_adoption() -> AdoptionLife:
    """Bandung declined."""
    return offered(in_waves()).when(OFFICER, "decline_adoption")


def unanswered_adoption() -> AdoptionLife:
    """Bandung didn't answer in time."""
    return offered(in_waves()).until(WaitKind.COMMITMENT)


def lapsed_adoption() -> AdoptionLife:
    """Bandung committed, and didn't complete in time."""
    return committed(in_waves()).until(WaitKind.COMPLETION)


def phase(adoption: AdoptionLife, name: str, who: str = OFFICER) -> AdoptionLife:
    """An officer reports that the adoption is in that phase."""
    return adoption.when(who, "report_adoption", phase=name)


def volunteer(life: Life, region: str = JAYAPURA, who: str = "officer-jayapura") -> AdoptionLife:
    """An officer adopts the innovation unasked."""
    return AdoptionLife(life, region).when(who, "adopt", region=region)


def compressed() -> Life:
    """An innovation by the compressed edition, piloting in Bandung and Makassar for 40 seconds."""
    life = Life()
    life.rules = rules("ringkas")
    life.when(
        "proposer",
        "propose",
        edition="ringkas",
        agency="kota-surakarta",
        region=SURAKARTA,
        proposal=PROPOSAL,
    )
    life.when("operator", "admit")
    return life.when("operator", "plan_pilots", pilots=pilots(BANDUNG, MAKASSAR, lasts="PT40S"))


def compressed_scaling() -> Life:
    """An innovation by the compressed edition, to be scaled up to Bandung, Makassar and Jayapura."""
    life = compressed().when("operator", "close_pilots")
    life.when("operator", "assign_panel", evaluators=PANEL)
    for evaluator in PANEL:
        score(life, evaluator, 90)
    closed(life)
    life.when(
        "minister",
        "decide",
        choice="scale_regions",
        adopters=[BANDUNG, MAKASSAR, JAYAPURA],
        instrument=INSTRUMENT,
    )
    return life.when("deputy", "endorse")


def plan_two_waves(life: Life) -> Life:
    """The first adopter's wave opens at once, the others' nine seconds later."""
    adopters = [place.code for place in life.state.decision.adopters.values()] if life.state.decision else []
    first, *rest = adopters
    waves = [{"adopters": [first]}, {"adopters": rest, "opens_after": "PT9S"}]
    return life.when("operator", "plan_waves", waves=waves)


def measure(life: Life) -> Life:
    """Bandung reports a measurement."""
    values = {"coverage": "30", "days": "5"}
    return life.when("officer-bandung", "report_measurement", region=BANDUNG, values=values)
