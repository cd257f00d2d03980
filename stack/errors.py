"""What can go wrong with the embedded servers. Where one error has several reasons, the fact `reason` says which."""

from proof.errors import JejakError, Kind


class StackError(JejakError):
    """Base of the embedded stack's errors."""

    kind = Kind.UNAVAILABLE


class ServerMissing(StackError):
    """The program of a `server` is not installed."""

    code = "server_missing"


class ServerFailed(StackError):
    """A `server` ended or did not become ready while it was being started."""

    code = "server_failed"


class DirectoryRefused(StackError):
    """The data directory is another user's, or open to others with what is somebody else's in it."""

    code = "directory_refused"
    kind = Kind.MISUSED


class AlreadyRunning(StackError):
    """Another process runs the embedded stack on the same data directory."""

    code = "already_running"
