"""Where checkpoints are kept out of the database's reach: a directory."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger.files import write_whole

SUFFIX = ".checkpoint"
DIGITS = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A note that is kept outside of the database: where it is, and the log's size by its file name, if any."""

    place: str
    note: str
    size: int | None = None


class CheckpointDirectory:
    """Checkpoints in a directory, a file each, never changed: `00000000000000001234.checkpoint`.

    Put it where the database's owner can't write. What others attest of a checkpoint stands beside it. A file that was
    damaged reads as a note that nobody signed.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    async def latest(self) -> str | None:
        """The note of the newest checkpoint, or None. Raises OSError."""
        return await asyncio.to_thread(self.newest, SUFFIX)

    async def put(self, size: int, note: str) -> None:
        """Writes a note to disk; when this returns a loss of power can't take it back. Raises OSError."""
        await asyncio.to_thread(write_once, self._path(size, SUFFIX), note.encode())

    async def attach(self, size: int, suffix: str, content: bytes) -> None:
        """Puts something beside the checkpoint of that size. Raises OSError."""
        await asyncio.to_thread(write_once, self._path(size, suffix), content)

    def newest(self, suffix: str) -> str | None:
        """The note of the newest checkpoint that has a file with this suffix. Raises OSError."""
        size = self.newest_size(suffix)
        return self._path(size, SUFFIX).read_text(encoding="utf-8", errors="replace") if size is not None else None

    def newest_size(self, suffix: str = SUFFIX) -> int | None:
        """The size of the newest checkpoint that has a file with this suffix, by its name. Raises OSError."""
        return max(self._sizes(suffix), default=None)

    def notes(self) -> Iterator[Kept]:
        """All notes, ordered by file name: from the smallest log to the largest, then other files.

        Raises OSError.
        """
        for name in sorted(self._names(SUFFIX)):
            note = (self.directory / name).read_text(encoding="utf-8", errors="replace")
            yield Kept(name, note, size_in(name, SUFFIX))

    def _sizes(self, suffix: str) -> list[int]:
        return [size for name in self._names(suffix) if (size := size_in(name, suffix)) is not None]

    def _names(self, suffix: str) -> list[str]:
        try:
            return [path.name for path in self.directory.iterdir() if path.name.endswith(suffix)]
        except FileNotFoundError:
            return []

    def _path(self, size: int, suffix: str) -> Path:
        return self.directory / name_of(size, suffix)


def name_of(size: int, suffix: str = SUFFIX) -> str:
    """The name of the file for the checkpoint of that size."""
    return f"{size:0{DIGITS}}{suffix}"


def size_in(name: str, suffix: str) -> int | None:
    """The size of the log in a file name of this directory, or None for a name that it wouldn't give."""
    stem = name.removesuffix(suffix)
    return int(stem) if len(stem) == DIGITS and stem.isascii() and stem.isdigit() else None


def write_once(path: Path, content: bytes) -> None:
    """Writes a file completely or not at all, never over an existing one. Raises OSError, also for a full disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        write_whole(path, content)
