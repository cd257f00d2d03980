"""Events: facts in the past tense, one class each, registered by name and schema version."""

from domain.events import adoption, desk, innovation, refusal
from domain.events.base import EVENTS, Event

__all__ = ["EVENTS", "Event", "adoption", "desk", "innovation", "refusal"]
