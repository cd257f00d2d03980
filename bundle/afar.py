"""Bundles that another installation makes; here each is checked before it is kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tarfile import BLOCKSIZE, HeaderError, TarInfo
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from proof.checking import Checked, check
from proof.ids import whole_id
from proof.origin import check_origin
from service.afar import downloaded
from wiring.errors import NotPossible
from wiring.keys import known_log_keys

if TYPE_CHECKING:
    from wiring.connections import Connections

CONTENTS = "contents.txt"
"""The first member of a tar of bundles: the ids of the innovations that the others are of, one a line."""


def file_of(innovation: str) -> str:
    """What an innovation's bundle is called."""
    return f"{innovation}.zip"


@asynccontextmanager
async def bundling_afar(
    connections: "Connections", innovation: str | None, *, since: str | None
) -> AsyncIterator["BundlerAfar"]:
    """Has bundles made there: of one innovation, or (None) of all as of one moment; `since` is an auditor's checkpoint.

    Each is checked by the log's keys and the genesis that are known here; where none are, by those inside of it.

    Raises:
        BadCheckpointKey, SettingsError: what is known here can't be read.
        NotPossible: they aren't given out there, for the reason that it names.
        Unavailable: as `Afar.download`.
    """
    query = f"?{urlencode({'since': since})}" if since is not None else ""
    path = f"/innovations/{innovation}/bundle{query}" if innovation is not None else f"/bundles{query}"
    settings = connections.settings
    known = known_log_keys(settings)
    trust = Trust([str(key) for key in known.verifiers] if known else [], settings.pinned_genesis(), since)
    assert connections.afar is not None
    async with downloaded(connections.afar, path) as parts:
        if innovation is not None:
            yield BundlerAfar([innovation], parts, trust)
        else:
            members = _Members(parts)
            yield BundlerAfar(await members.contents(), members, trust)


@dataclass(frozen=True, slots=True)
class Trust:
    """What a bundle has to agree with."""

    keys: list[str]
    """Of the log."""
    genesis: str | None
    since: str | None
    """The note of a checkpoint that an auditor kept."""


class BundlerAfar:
    """Bundles as they come, in that order."""

    def __init__(self, innovations: list[str], parts: "AsyncIterator[bytes] | _Members", trust: Trust) -> None:
        self.innovations = innovations
        self._parts = parts
        self._trust = trust

    async def bundle(self, innovation: str) -> tuple[bytes, Checked]:
        """The next bundle, which is of that innovation, and what checking it found.

        Raises:
            BundleRefused: it doesn't prove itself, or isn't of the log and ledger that are known here.
            NotPossible: it is another's.
            Unavailable: the connection broke.
        """
        if isinstance(self._parts, _Members):
            packed = await self._parts.next(file_of(innovation))
        else:
            packed = b"".join([part async for part in self._parts])
        checked = check(packed, keys=self._trust.keys, since=self._trust.since)
        check_origin(checked, genesis=self._trust.genesis)
        if (found := checked.contents.manifest["innovation"]) != innovation:
            raise NotPossible("other_bundle", found=found, expected=innovation)
        return packed, checked


class _Members:
    """The members of a tar as it comes."""

    def __init__(self, parts: AsyncIterator[bytes]) -> None:
        self._parts = parts
        self._held = b""

    async def contents(self) -> list[str]:
        """The ids of the innovations whose bundles follow."""
        found = (await self.next(CONTENTS)).decode(errors="replace").splitlines()
        if not all(whole_id(each) == each for each in found) or len(set(found)) < len(found):
            raise NotPossible("other_release")
        return found

    async def next(self, name: str) -> bytes:
        """The content of the next member, which has that name. Raises NotPossible: it hasn't."""
        try:
            info = TarInfo.frombuf(await self._exactly(BLOCKSIZE), "ascii", "strict")
        except (HeaderError, ValueError):
            raise NotPossible("other_release") from None
        if info.name != name or info.size < 0:
            raise NotPossible("other_release")
        content = await self._exactly(info.size)
        await self._exactly(-info.size % BLOCKSIZE)
        return content

    async def _exactly(self, size: int) -> bytes:
        held, there = [self._held], len(self._held)
        while there < size:
            if (part := await anext(self._parts, None)) is None:
                raise NotPossible("other_release")
            held.append(part)
            there += len(part)
        whole = b"".join(held)
        self._held = whole[size:]
        return whole[:size]
