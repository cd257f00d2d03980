"""The data directory and everything in it is its owner's alone."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from stack.errors import DirectoryRefused
from stack.state import LOCK_FILE_NAME

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""What the group and everybody may do."""


def make_private(data: Path) -> None:
    """Makes the directory, or closes an existing one, and what this user has in it, to everybody else.

    Raises DirectoryRefused for one of another user, or that is open to others and holds what no stack left there.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = data.stat()
    if found.st_uid != os.geteuid():
        raise DirectoryRefused(reason="owner", directory=data)
    if found.st_mode & OTHERS and any(data.iterdir()) and not (data / LOCK_FILE_NAME).exists():
        raise DirectoryRefused(reason="open", directory=data)
    _close(data)
    for directory, directories, files in os.walk(data):
        for name in (*directories, *files):
            with suppress(FileNotFoundError):
                _close(Path(directory, name))


@contextmanager
def private_files() -> Iterator[None]:
    """What this process makes while the block runs, and the processes that it starts make, is closed to others."""
    before = os.umask(OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def _close(path: Path) -> None:
    found = path.lstat()
    if found.st_uid == os.geteuid() and found.st_mode & OTHERS and not stat.S_ISLNK(found.st_mode):
        path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
