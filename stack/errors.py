"""What can go wrong with the embedded servers: a code, a sentence, and what to do."""


class StackError(Exception):
    """Base of the embedded stack's errors."""

    code = "stack_error"

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}"


class ServerMissing(StackError):
    """The program of a server is not installed."""

    code = "server_missing"


class ServerFailed(StackError):
    """A server ended or did not become ready while it was being started."""

    code = "server_failed"


class AlreadyRunning(StackError):
    """Another process runs the embedded stack on the same data directory."""

    code = "already_running"
