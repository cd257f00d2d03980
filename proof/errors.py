"""The one base of all errors of ours."""

from enum import Enum, auto


class Kind(Enum):
    """What an error means to the caller."""

    MISUSED = auto()
    """What was given can't be right."""
    REFUSED = auto()
    """A valid request that can't be met in the present state."""
    UNAVAILABLE = auto()
    """A server doesn't answer, or isn't ready; the request may be repeated."""
    UNPROVED = auto()
    """The record or a proof isn't intact."""
    OURS = auto()
    """An error of ours."""


class JejakError(Exception):
    """An error by a stable `code`, with `facts`: the named values that its sentence needs, and no sentence.

    A class has a code of its own, or is raised with one: `Unsupported("too_old", release=3)`. Its `str()` is for logs;
    what people read is looked up by the code, in their language.
    """

    code: str
    kind = Kind.OURS

    def __init__(self, code: str | None = None, /, **facts: object) -> None:
        super().__init__()
        if code is not None:
            self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return " ".join((self.code, *(f"{name}={fact!r}" for name, fact in self.facts.items())))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self})"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickles the contents, whatever parameters a class takes: errors are passed between processes."""
        return Exception.__new__, (type(self),), self.__dict__


class Unproved(JejakError):
    """Something doesn't prove what it should, for a `reason` whose sentence is in `proof.sentences`.

    The reason may be given as another error of this kind: then both have the same reason and facts.
    """

    kind = Kind.UNPROVED

    def __init__(self, reason: "str | Unproved", /, **facts: object) -> None:
        super().__init__(**(reason.facts if isinstance(reason, Unproved) else {"reason": reason}), **facts)


class ProofFailed(Unproved):
    """A proof, or what is proved, isn't what it should be."""

    code = "proof_failed"


class NoteRefused(Unproved):
    """A signed note is broken, or no trusted key signed it."""

    code = "note_refused"


class OtherLog(Unproved):
    """A checkpoint belongs to another log."""

    code = "other_log"

    def __init__(self, origin: str, expected: str) -> None:
        super().__init__("other_log", origin=origin, expected=expected)


class Malformed(Unproved):
    """What a bundle holds can't be read, or isn't what it must be."""

    code = "malformed"


class BundleRefused(Unproved):
    """A bundle doesn't prove what it should; the fact `step` is the first one that failed."""

    code = "bundle_refused"


class Unfounded(Unproved):
    """An event doesn't follow from an act: what is wrong with where it comes from."""

    code = "unfounded"


class NothingToCompare(Unproved):
    """What an auditor gave can't be compared with the bundle; the fact `option` says which option gave it."""

    code = "nothing_to_compare"
    kind = Kind.MISUSED


def cause(error: Exception) -> Unproved:
    """Why a step failed: our own reason, or Python's message about what it couldn't read."""
    return error if isinstance(error, Unproved) else Malformed("unreadable", problem=f"{type(error).__name__}: {error}")
