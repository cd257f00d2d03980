"""What a person asked that can't be done as asked, though nothing is wrong with Jejak."""

from proof.errors import JejakError


class BadRequest(JejakError):
    """Asked in a way that can't be right, by the code it is raised with."""


class NotPossible(JejakError):
    """Well asked, but it can't be had as things are."""
