"""What the dossier says of decisions: who proposed what and why, and who determined it, on paper or here."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.events import Event
from domain.events import innovation as e
from domain.model import By, Frozen, Instant, Place


class Decreed(Frozen):
    """A decree on paper, as it was recorded last."""

    decree: e.Decree
    recorded_by: By
    recorded_at: Instant
    confirmed_by: By | None = None
    """None: not confirmed by another official, so far."""
    confirmed_at: Instant | None = None


class Objection(Frozen):
    """What left a decision undecided again."""

    by: By
    at: Instant
    reason: str | None


class Decided(Frozen):
    """A decision as it was proposed, and what came of it."""

    round: int
    choice: str
    by: By
    at: Instant
    reason: str | None
    adopters: tuple[Place, ...]
    instrument: str | None
    sector_owner: str | None
    specification: str | None
    facilitator: str | None
    originator_migrates: bool
    decree: Decreed | None = None
    endorsed_by: By | None = None
    """Whoever determined it by signing here."""
    endorsed_at: Instant | None = None
    objection: Objection | None = None
    void: bool = False
    """A conflict of interest reopened the evaluation that it rested on."""

    @property
    def scales(self) -> bool:
        """Whether it is about scaling up, and so is determined by another; else it took effect at once."""
        return bool(self.adopters)

    @property
    def determined(self) -> bool:
        """Whether it was determined."""
        return self.endorsed_by is not None or (self.decree is not None and self.decree.confirmed_by is not None)

    @property
    def acts(self) -> list[By]:
        """Everything that somebody did about it."""
        decree, objection = self.decree, self.objection
        found = [self.by, self.endorsed_by, objection and objection.by]
        found += [decree.recorded_by, decree.confirmed_by] if decree else []
        return [each for each in found if each]


AS_PROPOSED = (
    *("choice", "reason", "adopters", "instrument", "sector_owner", "specification", "facilitator"),
    "originator_migrates",
)
"""What the event that proposes a decision tells of it."""


@dataclass(slots=True)
class Deciding:
    """What came of decisions after some events."""

    decisions: list[Decided] = field(default_factory=list)

    def take(self, event: Event, at: datetime, number: int) -> None:
        """One more event, in round `number`."""
        match event:
            case e.DecisionTaken(by=By() as by):
                told = {name: getattr(event, name) for name in AS_PROPOSED}
                self.decisions.append(Decided(round=number, by=by, at=at, **told))
            case e.DecreeRecorded(by=By() as by):
                self._change(decree=Decreed(decree=event.decree, recorded_by=by, recorded_at=at))
            case e.DecreeConfirmed(by=by):
                decree = self.decisions[-1].decree
                assert decree is not None
                self._change(decree=decree.model_copy(update={"confirmed_by": by, "confirmed_at": at}))
            case e.DecisionEndorsed(by=by):
                instrument = event.instrument or self.decisions[-1].instrument
                self._change(endorsed_by=by, endorsed_at=at, instrument=instrument)
            case e.DecisionObjected(by=By() as by):
                self._change(objection=Objection(by=by, at=at, reason=event.reason))
            case e.EvaluationReopened() if self._waits(number):
                self._change(void=True)

    def _waits(self, number: int) -> bool:
        """Whether a decision of that round waits to be determined."""
        last = self.decisions[-1] if self.decisions else None
        return last is not None and last.round == number and not (last.determined or last.objection or last.void)

    def _change(self, **changes: object) -> None:
        self.decisions[-1] = self.decisions[-1].model_copy(update=changes)
