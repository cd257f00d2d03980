"""What a verification finds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Layer = Literal["version", "time", "chain", "head", "leaf", "tile", "checkpoint", "closing", "outside", "attestation"]

Progress = Callable[[int, int], None]
"""Told how many events were checked, of how many there are about."""


def no_progress(done: int, total: int) -> None:
    """For whoever doesn't want to know."""


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
    - "attestation": what somebody else attests of a checkpoint. `stream_id` is "attestations/SINK", `version` the size.
    - "closing": an event of ledger/closings doesn't say what the log says.
    """

    stream_id: str
    version: int
    layer: Layer
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a verification: what was recomputed, and what was wrong with it.

    `checkpoints` counts those that were checked, in the database and outside; `signed` is the size of the largest
    whose signature and root are right (0: none, so the log proves nothing yet). Of the `unattributed` attestations
    it wasn't checked who made them, because nobody is trusted to.
    """

    ok: bool
    streams: int
    events: int
    problems: tuple[Problem, ...]
    leaves: int = 0
    checkpoints: int = 0
    signed: int = 0
    closings: int = 0
    attestations: int = 0
    unattributed: int = 0
