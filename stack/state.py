"""`stack.json`: where other commands on the same data directory reach a running embedded stack."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FILE_NAME = "stack.json"
LOCK_FILE_NAME = "lock"


@dataclass(frozen=True)
class StackState:
    """Addresses and process ids of a running embedded stack."""

    database_url: str
    """DSN of PostgreSQL's administrator."""
    temporal_address: str
    temporal_ui: str | None
    pid: int
    """The process that owns the stack."""
    postgres_pid: int
    temporal_pid: int


def write_state(data: Path, state: StackState) -> None:
    """Writes `state` to the data directory atomically, readable by its owner only."""
    unfinished = data / f"{FILE_NAME}.new"
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(state), file, indent=2)
    unfinished.rename(data / FILE_NAME)


def remove_state(data: Path) -> None:
    """Removes the state, because the stack has stopped."""
    (data / FILE_NAME).unlink(missing_ok=True)


def read_state(data: Path) -> StackState | None:
    """The stack that runs on the data directory, or None.

    A state left by a killed owner counts as not running.
    """
    state = _read(data)
    # The lock alone would also be held while a dead owner's servers end, the id alone also by a stranger.
    return state if state and is_locked(data) and is_alive(state.pid) else None


def left_running(data: Path) -> list[int]:
    """The process ids of servers that a killed owner has left, and that hold the data directory."""
    state = _read(data)
    return [pid for pid in (state.postgres_pid, state.temporal_pid) if is_alive(pid)] if state else []


def _read(data: Path) -> StackState | None:
    try:
        return StackState(**json.loads((data / FILE_NAME).read_text()))
    except FileNotFoundError:
        return None


def is_locked(data: Path) -> bool:
    """Whether a stack, or what is left of one, holds the data directory."""
    with (data / LOCK_FILE_NAME).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def is_alive(pid: int) -> bool:
    """Whether a process with this id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
