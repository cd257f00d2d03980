"""Events: facts in the past tense, one class each, registered by name and schema version."""

from domain.events import administration, adoption, innovation, refusal
from domain.events.base import EVENTS, Event

__all__ = ["EVENTS", "Event", "administration", "adoption", "innovation", "refusal"]
