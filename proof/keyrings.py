"""Which keys counted when: the ledger's own and people's, at each version of the streams that say so."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from proof.acts import genesis_of, possession_bytes
from proof.errors import Unfounded, cause
from proof.recorded import Recorded, member
from proof.signatures import signed_by
from proof.streams import KEYS, PERSON
from proof.strict_json import read_json

Streams = Mapping[str, Sequence[Recorded]]
"""Events in the order of their versions, from the first on, by the streams' names."""


class Keyrings:
    """The keys of `keys/service`, each with its purpose, and those of people, each with its person.

    Raises:
        Unfounded: there is no genesis, or a key didn't sign whose it is.
    """

    def __init__(self, streams: Streams) -> None:
        if not streams.get(KEYS):
            raise Unfounded("no_genesis")
        self.genesis = genesis_of(streams[KEYS][0].data)
        self.founders: dict[str, str] = {}
        """The key by which each administrator of the beginning takes office."""
        self._log = ""
        self._at: dict[str, list[Mapping[str, str]]] = {}
        for name in [KEYS, *sorted(each for each in streams if each.startswith(f"{PERSON}/"))]:
            versions: list[Mapping[str, str]] = [{}]
            for event in streams[name]:
                with located(event):
                    versions.append(self._after(versions[-1], event, read_json(event.data)))
            self._at[name] = versions

    def at(self, stream: str, version: int) -> Mapping[str, str]:
        """The keys that counted at a version of a stream. Raises Unfounded for one that isn't there."""
        versions = self._at.get(stream, [{}])
        if not 0 <= version < len(versions):
            raise Unfounded("basis_missing", stream=stream, version=version)
        return versions[version]

    def _after(self, keys: Mapping[str, str], event: Recorded, said: Any) -> Mapping[str, str]:
        match event.type:
            case "LedgerBegun" if (event.stream, event.version) == (KEYS, 1):
                self._log = member(said, "log", str)
                for each in member(said, "founders", list):
                    self.founders |= self._owned(each, member(each, "person", str), inverse=True)
                found: dict[str, str] = {}
                for each in member(said, "keys", list):
                    found |= self._owned(each, member(each, "purpose", str))
                return found
            case "KeyPublished":
                each = member(said, "key", dict)
                return {**keys, **self._owned(each, member(each, "purpose", str))}
            case "KeyEnrolled":
                return {**keys, **self._owned(said, event.stream.partition("/")[2])}
            case "KeyRetired" | "ServiceKeyRetired":
                retired = member(said, "key", str)
                return {key: owner for key, owner in keys.items() if key != retired}
        return keys

    def _owned(self, value: Any, owner: str, *, inverse: bool = False) -> dict[str, str]:
        """A key and whose it is, which it signed."""
        key, possession = member(value, "key", str), member(value, "possession", str)
        if not signed_by(key, possession, possession_bytes(key, self._log, owner)):
            raise Unfounded("not_possessed", key=key)
        return {owner: key} if inverse else {key: owner}


class AtEvent(Unfounded):
    """An event that isn't founded: its stream, its version, and the cause."""


@contextmanager
def located(event: Recorded) -> Iterator[None]:
    """Says of which event whatever goes wrong in the block is a fault. Raises AtEvent."""
    try:
        yield
    except AtEvent:
        raise
    except Exception as error:  # whatever a forged event breaks is why it isn't founded
        raise AtEvent("at_event", stream=event.stream, version=event.version, cause=cause(error)) from error
