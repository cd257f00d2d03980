"""Files that are there complete or not at all."""

import errno
import os
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from wiring.errors import BadRequest


class WholeFile:
    """A file that takes its name when the block ends well, in place of an older one; until then it ends in `.part`
    and this process's number.

    Raises BadRequest where it can't be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.name in ("", ".."):  # such as "", "/" and ".."
            raise self._unwritable(IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
        self._part = path.with_name(f"{path.name}.{os.getpid()}.part")
        self._file: BinaryIO

    def __enter__(self) -> "WholeFile":
        try:
            self._file = self._part.open("wb")
        except OSError as error:
            raise self._unwritable(error) from None
        return self

    def write(self, content: bytes) -> None:
        """Add to it."""
        try:
            self._file.write(content)
        except OSError as error:
            raise self._unwritable(error) from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with self._file:
                if kind is None:
                    self._file.flush()
                    os.fsync(self._file.fileno())
            if kind is None:
                self._part.replace(self.path)
        except OSError as failure:
            self._part.unlink(missing_ok=True)
            raise self._unwritable(failure) from None
        if kind is not None:
            self._part.unlink(missing_ok=True)

    def _unwritable(self, error: OSError) -> BadRequest:
        return BadRequest("unwritable_file", file=self.path, cause=error)
