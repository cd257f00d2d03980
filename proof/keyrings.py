"""Which keys counted when: the ledger's own and people's, at each version of the streams that say so."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from proof.acts import genesis_of, possession_bytes
from proof.errors import Unfounded, cause
from proof.passkeys import signed_by_person
from proof.recorded import Recorded, member
from proof.streams import KEYS, PERSON
from proof.strict_json import read_json

Streams = Mapping[str, Sequence[Recorded]]
"""Events in the order of their versions, from the first on, by the streams' names."""


@dataclass(slots=True)
class Enrolled:
    """A key's purpose, or the person whose it is, and the versions of its stream at which it counted."""

    owner: str
    since: int
    until: int | None = None
    """The version that ended it."""


class Keyrings:
    """The keys of `keys/service`, each with its purpose, and those of people, each with its person.

    Raises:
        Unfounded: there is no genesis, or another than the auditor knows; or a key didn't sign whose it is.
    """

    def __init__(self, streams: Streams, genesis: str | None) -> None:
        if not streams.get(KEYS):
            raise Unfounded("no_genesis")
        self.genesis = genesis_of(streams[KEYS][0].data)
        if genesis not in (None, self.genesis):
            raise Unfounded("other_genesis", genesis=self.genesis, expected=genesis)
        self.founders: dict[str, str] = {}
        """The key by which each administrator of the beginning takes office."""
        self._log = ""
        self._versions = {name: len(events) for name, events in streams.items()}
        self._keys: dict[tuple[str, str], Enrolled] = {}
        for name in [KEYS, *sorted(each for each in streams if each.startswith(f"{PERSON}/"))]:
            for event in streams[name]:
                with located(event):
                    self._take(event, read_json(event.data))

    def owner(self, stream: str, version: int, key: str) -> str | None:
        """Whose a key was, or its purpose, if it counted at a version of a stream.

        Raises Unfounded for a version that isn't there.
        """
        if not 0 <= version <= self._versions.get(stream, 0):
            raise Unfounded("basis_missing", stream=stream, version=version)
        found = self._keys.get((stream, key))
        counted = found is not None and found.since <= version and (found.until is None or version < found.until)
        return found.owner if found is not None and counted else None

    def _take(self, event: Recorded, said: Any) -> None:
        match event.type:
            case "LedgerBegun" if (event.stream, event.version) == (KEYS, 1):
                self._log = member(said, "log", str)
                for each in member(said, "founders", list):
                    person = member(each, "person", str)
                    self.founders[person] = self._owned(each, person)
                for each in member(said, "keys", list):
                    self._enrol(event, each, member(each, "purpose", str))
            case "KeyPublished":
                each = member(said, "key", dict)
                self._enrol(event, each, member(each, "purpose", str))
            case "KeyEnrolled":
                self._enrol(event, said, event.stream.partition("/")[2], _kind(said))
            case "KeyRetired" | "ServiceKeyRetired":
                found = self._keys.get((event.stream, member(said, "key", str)))
                if found is not None and found.until is None:
                    found.until = event.version

    def _enrol(self, event: Recorded, value: Any, owner: str, possession: type = str) -> None:
        """A key that the stream never had counts from here on; `possession` is the kind of its signature."""
        key = self._owned(value, owner, possession)
        if (event.stream, key) in self._keys:
            raise Unfounded("key_again", key=key)
        self._keys[event.stream, key] = Enrolled(owner, event.version)

    def _owned(self, value: Any, owner: str, possession: type = str) -> str:
        """A key that signed whose it is."""
        key: str = member(value, "key", str)
        said = member(value, "possession", possession)
        if not signed_by_person(key, said, possession_bytes(key, self._log, owner)):
            raise Unfounded("not_possessed", key=key)
        return key


def _kind(said: Any) -> type:
    """Of what a person's key signed that it is theirs: a passkey's is an object."""
    return dict if isinstance(said, dict) and isinstance(said.get("possession"), dict) else str


class AtEvent(Unfounded):
    """An event that isn't founded: its stream, its version, and the cause."""


@contextmanager
def located(event: Recorded) -> Iterator[None]:
    """Name the event at fault for whatever goes wrong in the block. Raises AtEvent."""
    try:
        yield
    except AtEvent:
        raise
    except Exception as error:  # whatever a forged event breaks is why it isn't founded
        raise AtEvent("at_event", stream=event.stream, version=event.version, cause=cause(error)) from error
