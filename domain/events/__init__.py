"""Events: facts in the past tense, one class each, registered by name and schema version."""

from domain.events import administration, adoption, amendments, innovation, refusal, waits
from domain.events.base import EVENTS, Event, acted

__all__ = ["EVENTS", "Event", "acted", "administration", "adoption", "amendments", "innovation", "refusal", "waits"]
