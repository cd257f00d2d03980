"""Verifying where the servers are elsewhere: begun and watched there, so that its outcome is their own word.

Who doesn't want to believe them has a bundle, or a proof of a receipt: both are checked where they are.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from proof.errors import JejakError
from service.afar import over_url
from service.failures import as_ours
from service.reading import UNNAMED, Reader
from service.roles import require_auditor
from service.verification_runs import runs_of
from service.verifying import Verified
from wiring.connections import Connections
from wiring.errors import NotPossible
from wiring.keys import log_keys

LOOK_S = 0.5
"""How often it is looked how far one is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a verification is, or what it found."""

    phase: str
    done: int
    total: int
    found: Verified | None


@over_url
async def begin(
    reader: Reader, innovation: str | None, since: str | None, genesis: str | None, without_outside: bool
) -> str:
    """Begin to verify, as `verified` takes it; by which id that is watched.

    Raises:
        Refused: the reader is no auditor.
        NotPossible: another one is under way.
        BadCheckpointKey, NoteRefused, OtherLog: `since` is no checkpoint of this log, whose keys are here.
    """
    require_auditor(reader)
    settings = reader.connections.settings
    if since is not None:
        log_keys(settings).open(since)
    given = {"since": since, "genesis": genesis}
    return runs_of(reader.connections).begin(reader.who.id, innovation, **given, without_outside=without_outside).id


@over_url
async def watch(reader: Reader, id: str) -> Seen:
    """How far a verification is.

    Raises:
        Refused: the reader is no auditor.
        NotPossible: it isn't known, or not any more.
        JejakError: what kept it from an answer.
    """
    require_auditor(reader)
    if (run := runs_of(reader.connections).named(id)) is None:
        raise NotPossible("unknown_verification", id=id)
    if run.failed is not None:
        raise run.failed if isinstance(run.failed, JejakError) else as_ours(run.failed)
    return Seen(run.phase, run.done, run.total, run.found)


async def verified_there(
    connections: Connections,
    innovation: str | None,
    *,
    since: str | None = None,
    genesis: str | None = None,
    without_outside: bool = False,
    shown: Callable[[str, int, int], None],
) -> Verified:
    """What the servers at an address find when they verify their ledger. Raises as `verified`, `begin` and `watch`."""
    pinned = genesis or connections.settings.pinned_genesis()
    reader = await Reader.asking(connections, UNNAMED)
    id = await begin(reader, innovation, since, pinned, without_outside)
    while (seen := await watch(reader, id)).found is None:
        if seen.phase:
            shown(seen.phase, seen.done, seen.total)
        await asyncio.sleep(LOOK_S)
    return replace(seen.found, genesis_pinned=pinned is not None)
