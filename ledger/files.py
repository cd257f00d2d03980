"""Writing files atomically: afterwards they are complete, or as they were before."""

import fcntl
import os
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Replaces the content of `path` atomically; once this returns, it survives a loss of power.

    Concurrent writers wait for each other. `mode` is subject to the umask. Raises OSError, always with a file name.
    """
    beside = path.with_name(path.name + ".new")
    # Opened first: once the file has its name, nothing but a broken disk can fail.
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)  # two writers would take each other's unfinished file
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        os.fsync(directory)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:  # errors of an open file have no name
            error.filename = str(path)
        raise
    finally:
        os.close(directory)
