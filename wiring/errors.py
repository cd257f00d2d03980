"""Errors that aren't Jejak's fault."""

from proof.errors import JejakError, Kind


class BadRequest(JejakError):
    """An invalid request, by the code that it is raised with."""

    kind = Kind.MISUSED


class NotPossible(JejakError):
    """A valid request that can't be met in the present state."""

    kind = Kind.REFUSED


class Unavailable(JejakError):
    """A server or the disk fails, for a `reason`; the request may be repeated."""

    code = "unavailable"
    kind = Kind.UNAVAILABLE
