"""How a command ends: its exit code, and what is said when it wasn't done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from cli import output


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    UNAVAILABLE = 3
    VERIFICATION_FAILED = 4
    INTERNAL_ERROR = 70


@dataclass(frozen=True, slots=True)
class Ending:
    """How a command ended that wasn't done."""

    exit: Exit
    code: str
    message: str
    hint: str
    more: dict[str, Any] = field(default_factory=dict)
    """What JSON has besides."""
    details: Sequence[str] = ()
    """Lines that people see between the message and the hint."""


def say(ending: Ending, *, as_json: bool) -> int:
    """Say it: JSON on standard output, or the message and what to do on standard error. Returns the exit code.

    JSON that standard output can't take, say because its disk is full, is shown on standard error as well.
    """
    if as_json:
        try:
            output.print_json({"code": ending.code, "message": ending.message, "hint": ending.hint, **ending.more})
            return ending.exit
        except BrokenPipeError:
            raise
        except OSError:
            pass
    output.complain(ending.message, ending.hint, ending.details)
    return ending.exit
