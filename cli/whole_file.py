"""Files that are there complete or not at all, and replace nothing that nobody asked to lose."""

import os
import stat
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import BinaryIO

from wiring.errors import BadRequest


class WholeFile:
    """A file that takes its name when the block ends well; until then it has another name beside it, `.jejak-….part`.

    Nothing but a regular file is ever replaced, and that only with `force`; a link isn't followed. Entering, and the
    end of the block, raise BadRequest: `not_replaced` for what stands there, `unwritable_file` where nothing can be
    written.
    """

    def __init__(self, path: Path, *, force: bool) -> None:
        self._path = path
        self._force = force
        self._part = f".jejak-{token_hex(8)}.part"
        self._directory: int
        self._file: BinaryIO

    def __enter__(self) -> "WholeFile":
        try:
            # Everything happens in this one directory, whatever its name leads to meanwhile.
            self._directory = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise self._unwritable(error) from None
        try:
            self._refuse()
            # O_EXCL: a new file, never what a link of that name leads to.
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            self._file = os.fdopen(os.open(self._part, flags, 0o666, dir_fd=self._directory), "wb")
        except BaseException as error:
            os.close(self._directory)
            raise (self._unwritable(error) if isinstance(error, OSError) else error) from None
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
        named = False
        try:
            with self._file:
                if kind is None:
                    self._file.flush()
                    os.fsync(self._file.fileno())
            if kind is None:
                # Looked at again: it may have come while the file was being written. What comes between this and the
                # next statement is replaced (a link itself, never what it leads to).
                self._refuse()
                os.rename(self._part, self._path.name, src_dir_fd=self._directory, dst_dir_fd=self._directory)
                named = True
                os.fsync(self._directory)
        except OSError as failure:
            raise self._unwritable(failure) from None
        finally:
            if not named:
                os.unlink(self._part, dir_fd=self._directory)
            os.close(self._directory)

    def _refuse(self) -> None:
        refuse_replacing(self._path, force=self._force, directory=self._directory)

    def _unwritable(self, error: OSError) -> BadRequest:
        return BadRequest("unwritable_file", file=self._path, cause=error)


def refuse_replacing(path: Path, *, force: bool, directory: int | None = None) -> None:
    """Returns if nothing stands at `path` (its name is looked up in the open `directory`, where given), or, with
    `force`, a regular file.

    Raises BadRequest (`not_replaced`), or OSError when that can't be found out.
    """
    try:
        looked_up = path if directory is None else path.name or "."  # "", ".", and "/" have no name
        mode = os.stat(looked_up, dir_fd=directory, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return
    regular, link, is_directory = stat.S_ISREG(mode), stat.S_ISLNK(mode), stat.S_ISDIR(mode)
    if not (regular and force):
        raise BadRequest(
            "not_replaced",
            reason="file" if regular else "link" if link else "directory" if is_directory else "special",
            file=path,
        )
