"""Commands: what people, and time, ask for. A payload class per command, registered by its name."""

from domain.commands import administration, adoption, innovation
from domain.commands.base import PAYLOADS, SYSTEM, Command, Payload, TimeReached, named_in, parse

__all__ = [
    "PAYLOADS",
    "SYSTEM",
    "Command",
    "Payload",
    "TimeReached",
    "administration",
    "adoption",
    "innovation",
    "named_in",
    "parse",
]
