"""Commands: what people, and time, ask for. A payload class per command, registered by its name."""

from domain.commands import administration, adoption, innovation
from domain.commands.base import PAYLOADS, Command, Payload, Scope, parse

__all__ = ["PAYLOADS", "Command", "Payload", "Scope", "administration", "adoption", "innovation", "parse"]
