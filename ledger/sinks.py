"""Where checkpoints go to be out of the database's reach; the first such place is a directory."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ledger.audit import Checkpoint

SUFFIX = ".checkpoint"


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint being handed out. `consistency(size)` proves that its log begins with the one of `size` leaves."""

    note: str
    checkpoint: Checkpoint
    consistency: Callable[[int], Awaitable[Sequence[bytes]]]


class Sink(Protocol):
    """Somebody who keeps or attests checkpoints."""

    name: str

    async def latest(self) -> str | None:
        """The note of the newest checkpoint that it has, or None. Raises OSError."""

    async def put(self, signed: SignedCheckpoint) -> bytes | None:
        """Gives it a checkpoint; returns what it attests, if that is worth keeping. Raises OSError or SinkRefused."""


class FileSink:
    """Checkpoints in a directory, a file each, never changed: `00000000000000001234.checkpoint`.

    Put it where the database's owner can't write. What others attest of a checkpoint stands beside it. A file that was
    damaged reads as a note that nobody signed.
    """

    name = "file"

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    async def latest(self) -> str | None:
        """As Sink.latest."""
        return await asyncio.to_thread(self.newest, SUFFIX)

    async def put(self, signed: SignedCheckpoint) -> None:
        """Writes the note to disk; when this returns a loss of power can't take it back. Raises OSError."""
        path = self._path(signed.checkpoint.size, SUFFIX)
        await asyncio.to_thread(write_once, path, signed.note.encode())

    async def attach(self, size: int, suffix: str, content: bytes) -> None:
        """Puts something beside the checkpoint of that size. Raises OSError."""
        await asyncio.to_thread(write_once, self._path(size, suffix), content)

    def newest(self, suffix: str) -> str | None:
        """The note of the newest checkpoint that has a file with this suffix. Raises OSError."""
        sizes = self._sizes(suffix)
        return self._path(max(sizes), SUFFIX).read_text(encoding="utf-8", errors="replace") if sizes else None

    def notes(self) -> Iterator[str]:
        """All notes, from the smallest log to the largest. Raises OSError."""
        for size in sorted(self._sizes(SUFFIX)):
            yield self._path(size, SUFFIX).read_text(encoding="utf-8", errors="replace")

    def _sizes(self, suffix: str) -> list[int]:
        try:
            names = [path.name for path in self.directory.iterdir()]
        except FileNotFoundError:
            return []
        stems = [name.removesuffix(suffix) for name in names if name.endswith(suffix)]
        return [int(stem) for stem in stems if stem.isascii() and stem.isdigit()]

    def _path(self, size: int, suffix: str) -> Path:
        return self.directory / f"{size:020}{suffix}"


def write_once(path: Path, content: bytes) -> None:
    """Makes a file that is whole or not there, and leaves one that is. Raises OSError, also when the disk is full."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
