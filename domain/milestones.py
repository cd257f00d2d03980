"""Milestones: what an innovation takes over from the streams of its adoptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.model import By


@dataclass(frozen=True)
class Milestone:
    """What the innovation takes over from an adoption, when it was, whether it came late, and by whom."""

    name: str
    at: datetime
    late: bool = False
    actor: By | None = None
    """Who did it; None where time brought it."""


class HasMilestones(Protocol):
    """As much of an adoption as its innovation knows."""

    @property
    def id(self) -> str:
        """The name of its stream."""

    @property
    def adopter_id(self) -> str:
        """The adopter's opaque id."""

    @property
    def milestones(self) -> Mapping[int, Milestone]:
        """Its milestones, by version of its stream."""
