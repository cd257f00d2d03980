"""What people type at the terminal, while Ctrl-C still ends the command."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass


def typed(prompt: str) -> str:
    """A line; empty where input has ended."""
    with _interruptible():
        try:
            return input(prompt)
        except EOFError:
            return ""


def agrees(prompt: str) -> bool:
    """Whether whoever is at the terminal says yes, in either language."""
    return typed(prompt).strip().casefold() in ("y", "ya", "yes")


def typed_unseen(prompt: str) -> str:
    """A line that isn't shown. Raises KeyboardInterrupt where input has ended: that is no empty passphrase."""
    with _interruptible():
        try:
            return getpass(prompt)
        except EOFError:
            raise KeyboardInterrupt from None


@contextmanager
def _interruptible() -> Iterator[None]:
    """The loop, which handles SIGINT otherwise, can't while it waits for a line."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
