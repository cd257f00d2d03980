"""What a verification finds."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from proof.errors import JejakError

Layer = Literal[
    "version",
    "time",
    "chain",
    "head",
    "leaf",
    "tile",
    "checkpoint",
    "outside",
    "attestation",
    "closing",
    "reads",
    "interventions",
    "schema",
    "correlation",
    "meaning",
    "origin",
]


@dataclass(frozen=True, slots=True)
class Value:
    """What was expected or found: a code with facts, for which whoever shows it has a sentence."""

    code: str
    facts: dict[str, object]


def value(code: str, /, **facts: object) -> Value:
    """A value by its code and facts."""
    return Value(code, facts)


def hash_value(found: bytes | None) -> Value:
    """A hash, or that there is none."""
    return value("nothing") if found is None else value("hash", hash=found.hex())


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that doesn't fit.

    `layer` says what was compared:

    - "version": versions are dense from 1; "time": recorded_at never goes back; "chain": the hash over the event and
      all before it; "head": the stream's row in `streams` and its last event. `version` is the event's.
    - "leaf": an event and its place in the log. Without a stream (""), `version` is the leaf index.
    - "tile": `stream_id` names the tile, "tiles/LEVEL/INDEX"; `version` is the first wrong hash in it.
    - "checkpoint": one in the database, "outside": one that was kept elsewhere. `stream_id` is "checkpoints" or
      "outside/NAME", `version` the size of the log; or the stream and its version that isn't in what was signed.
    - "attestation": what somebody else attests of a checkpoint. `stream_id` is "attestations/KIND", `version` the size.
    - "closing": an event of ledger/closings doesn't say what the log says.
    - "reads", "interventions": an event of ledger/reads or of ledger/interventions doesn't say what the rows of
      its days say.
    - "schema": what the database's tables, functions, triggers, owners and rights are, and what the release makes them.
      `stream_id` names what it is about, such as "schema/table events".
    - "correlation", "meaning": a stream's row in `streams`, or an event, as checked by callers that know what names and
      events mean.
    - "origin": an event, and the signed command, the time or the other stream that it follows from by the rules.
    """

    stream_id: str
    version: int
    layer: Layer
    expected: Value
    found: Value | JejakError


@dataclass(slots=True)
class Report:
    """What was recomputed, and what was wrong with it: of one part of a verification, or of all parts together.

    `checkpoints` counts those that were checked, in the database and outside; `signed` is the size of the largest
    whose signature and root are right (0: none, so the log proves nothing yet). `unattributed` counts attestations
    whose attestor wasn't checked, because nobody is trusted to attest in that way; `delayed` acts that were recorded
    long after they were received; `closed_rows` the rows of each daybook's closed days, `open_rows` those that no hash
    covers yet.
    """

    streams: int = 0
    events: int = 0
    leaves: int = 0
    checkpoints: int = 0
    signed: int = 0
    closings: int = 0
    attestations: int = 0
    unattributed: int = 0
    delayed: int = 0
    closed_rows: Counter[str] = field(default_factory=Counter)
    open_rows: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing was wrong."""
        return not self.problems

    def add(self, part: "Report") -> None:
        """Adds the findings of another part; each count is of one part only, or a sum."""
        self.streams += part.streams
        self.events += part.events
        self.leaves += part.leaves
        self.checkpoints += part.checkpoints
        self.signed += part.signed
        self.closings += part.closings
        self.closed_rows += part.closed_rows
        self.open_rows += part.open_rows
        self.attestations += part.attestations
        self.unattributed += part.unattributed
        self.delayed += part.delayed
        self.problems += part.problems
