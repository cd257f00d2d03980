"""What the names of streams tell."""

KEYS = "keys/service"
"""The stream of the ledger's own keys. Its first event is the ledger's first: the genesis."""

INNOVATION, ADOPTION, PERSON, REFUSALS = "innovation", "adoption", "person", "refusals"
"""What the names of an innovation's streams begin with, those of people, and those of refusals."""


def correlation_of(stream: str) -> str:
    """What holds an innovation's streams together: its id. Any other stream is its own correlation."""
    kind, _, rest = stream.partition("/")
    return rest.split("/")[0] if kind in (INNOVATION, ADOPTION) else stream


def refusals_stream(stream: str) -> str:
    """Where refusals of commands to a stream are recorded: an innovation's and its adoptions' in one."""
    return f"{REFUSALS}/{correlation_of(stream)}"


def person_stream(person: str) -> str:
    """The stream of a person."""
    return f"{PERSON}/{person}"


def prefixes(innovation: str) -> list[str]:
    """What the streams of an innovation begin with."""
    return [f"{INNOVATION}/{innovation}", f"{ADOPTION}/{innovation}/", f"{REFUSALS}/{innovation}"]


def belongs(stream: str, innovation: str) -> bool:
    """Whether a stream is one of an innovation's."""
    own, adoptions, refusals = prefixes(innovation)
    return stream in (own, refusals) or (stream.startswith(adoptions) and stream.count("/") == 2)
