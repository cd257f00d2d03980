"""The trace of a command that was refused: auditors ask who tried what."""

from domain.events.base import Event
from domain.model import Facts


class CommandRefused(Event):
    """Recorded in `refusals/…`, never in the stream that the command meant."""

    command_type: str
    actor: str
    code: str
    facts: Facts = {}
    stream_version: int = 0
    """The version of the meant stream on which it was refused."""
