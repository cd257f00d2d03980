"""How a command ends: its exit code, and what is said when it wasn't done.

What an error amounts to is `boundary`'s to say, which knows the errors of every part and so is imported only when there
is one.
"""

import asyncio
import traceback
from collections.abc import Coroutine
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from cli import output
from cli.options import Common
from texts import Lang


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


async def bounded(common: Common, action: Coroutine[Any, Any, int | None]) -> int:
    """Runs a command; says what went wrong, if anything did, and returns the exit code."""
    try:
        return await action or Exit.DONE
    except (asyncio.CancelledError, SystemExit, BrokenPipeError):
        raise
    except Exception as error:
        from cli.boundary import ending_of

        ending = ending_of(error, common)
        if ending.exit is Exit.INTERNAL_ERROR:
            traceback.print_exc()
        return say(ending, as_json=common.as_json, lang=common.language)


def say(ending: Ending, *, as_json: bool, lang: Lang) -> int:
    """Say it: JSON on standard output, or the message and what to do on standard error. Returns the exit code.

    JSON that standard output can't take, say because its disk is full, is shown on standard error as well.
    """
    if as_json:
        try:
            output.print_json(output.refusal_json(ending.code, ending.message, ending.hint, **ending.more))
            return ending.exit
        except BrokenPipeError:
            raise
        except OSError:
            pass
    output.complain(ending.message, ending.hint, ending.more.get("problems", ()), lang)
    return ending.exit
