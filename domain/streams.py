"""How streams are named. A stream's name is also the id of the workflow that waits for it."""

from typing import Final, Literal

from domain.refusals import Code, Refused, refuse
from proof.streams import KEYS
from proof.streams import correlation_of as correlation_of
from proof.streams import person_stream as person_stream
from proof.streams import refusals_stream as refusals_stream

Kind = Literal["innovation", "adoption", "person", "edition", "reference", "agencies", "keys"]
"""The kinds of streams that commands may go to: what a name begins with."""

INNOVATION: Final = "innovation"
ADOPTION: Final = "adoption"
PERSON: Final = "person"
EDITION: Final = "edition"
REFERENCE: Final = "reference"
AGENCIES_KIND: Final = "agencies"
KEYS_KIND: Final = "keys"
AGENCIES = "agencies/register"
"""The stream of the register of agencies."""
REFUSALS = "refusals"
"""What streams of refusals begin with; no command goes to one."""

_PARTS: dict[Kind, int] = {INNOVATION: 2, ADOPTION: 3, PERSON: 2, EDITION: 2, REFERENCE: 2}


def kind_of(stream: str) -> Kind:
    """The kind of a stream that commands may go to.

    Raises:
        Refused: for a name that no such stream can have.
    """
    if stream == KEYS:
        return KEYS_KIND
    if stream == AGENCIES:
        return AGENCIES_KIND
    parts = stream.split("/")
    for kind, number in _PARTS.items():
        if parts[0] == kind and len(parts) == number and all(parts):
            return kind
    raise refuse(Code.WRONG_STREAM, stream=stream)


def exists(stream: str) -> bool:
    """Whether a stream that commands may go to can have that name."""
    try:
        return bool(kind_of(stream))
    except Refused:
        return False


def innovation_stream(innovation: str) -> str:
    """The stream of an innovation by its id."""
    return f"{INNOVATION}/{innovation}"


def adoption_stream(innovation: str, adopter: str) -> str:
    """The stream of an adoption by the innovation's and the adopter's ids."""
    return f"{ADOPTION}/{innovation}/{adopter}"


def adopter_of(stream: str) -> str:
    """The id of the adopter whose adoption a stream is; empty for any other stream."""
    return stream.split("/")[2] if stream.startswith(f"{ADOPTION}/") else ""


def edition_stream(name: str) -> str:
    """The stream of an edition's publications."""
    return f"{EDITION}/{name}"


def reference_stream(kind: str) -> str:
    """The stream of reference data (`regions`, `calendar`)."""
    return f"{REFERENCE}/{kind}"
