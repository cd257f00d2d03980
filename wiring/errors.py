"""What can't be done as asked, though nothing is wrong with Jejak."""

from proof.errors import JejakError, Kind


class BadRequest(JejakError):
    """Asked in a way that can't be right, by the code it is raised with."""

    kind = Kind.MISUSED


class NotPossible(JejakError):
    """Well asked, but it can't be had as things are."""

    kind = Kind.REFUSED


class Unavailable(JejakError):
    """A server, or the disk, doesn't do what it should, for a `reason`; the same may be asked again."""

    code = "unavailable"
    kind = Kind.UNAVAILABLE
