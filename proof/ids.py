"""Ids that follow from other ids, so that a retry always means the same thing."""

import re
from datetime import datetime
from uuid import UUID, uuid5

NAMESPACE = UUID("6f1c1a5e-7d0b-5b5e-9a55-0d9c2f6a4b11")
_WHOLE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def whole_id(given: str) -> str | None:
    """The innovation's id, if it is given in full."""
    return given.lower() if _WHOLE.fullmatch(given.lower()) else None


def innovation_id(command_id: UUID) -> str:
    """The id of the innovation that a `propose` command begins: a repeated one means the same innovation."""
    return str(uuid5(NAMESPACE, f"innovation:{command_id}"))


def event_id(command_id: UUID, ordinal: int) -> UUID:
    """The id of a command's event number `ordinal`, from 0."""
    return uuid5(command_id, f"event:{ordinal}")


def caused_id(cause_id: UUID, ordinal: int) -> UUID:
    """The id of an event that time or another stream caused: one that no person's command can have."""
    return uuid5(cause_id, f"caused:{ordinal}")


def refusal_id(command_id: UUID) -> UUID:
    """The id of the event that records a command's refusal."""
    return uuid5(command_id, "refused")


def reuse_id(command_id: UUID, digest: str) -> UUID:
    """The id of the event that records the reuse of a command's id with other content."""
    return uuid5(command_id, f"reused:{digest}")


def time_id(stream: str, at: datetime) -> UUID:
    """The id of the command by which time changes a stream at that instant."""
    return uuid5(NAMESPACE, f"time:{stream}:{at.isoformat()}")


def follow_id(stream: str, innovation_version: int) -> UUID:
    """The id of the command by which an adoption follows its innovation's version."""
    return uuid5(NAMESPACE, f"follow:{stream}:{innovation_version}")


def milestone_id(adoption_stream: str, adoption_version: int) -> UUID:
    """The id of the command by which an innovation takes over a milestone of an adoption."""
    return uuid5(NAMESPACE, f"milestone:{adoption_stream}:{adoption_version}")


def notice_id(event: UUID) -> UUID:
    """The id of the notice about an event; a repeat has the same one."""
    return uuid5(event, "notice")
