"""What a process of ours does first, before it imports what it is made of, which takes a while."""

import os
import signal
import sys
from types import FrameType

LAST_STANDARD = 2
"""The descriptor of standard error."""


def begin() -> None:
    """Ends the process on SIGINT without a traceback, until `processes.process.run` knows better; and makes standard
    streams that whoever started it had closed, so that no file or connection is taken for one. What is written there
    is lost.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else whoever started it ignores it
        signal.signal(signal.SIGINT, interrupted)
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= LAST_STANDARD:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8"))


def interrupted(_number: int, _frame: FrameType | None) -> None:
    """Ends the process at once, as one that SIGINT ended."""
    os._exit(128 + signal.SIGINT)
