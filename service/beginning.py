"""Beginning a ledger: its first event names the keys and the administrators that everything else follows from."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import uuid5

import asyncpg

from domain import codec
from domain.administration.keys import why_unsound
from domain.events.administration import LedgerBegun
from domain.keys import Founder, ServiceKey
from domain.vocabulary import Purpose
from ledger.db.connect import open_pool
from ledger.errors import IdReused, WrongVersion
from ledger.files import write_whole
from ledger.model import Append, NewEvent
from ledger.store import Ledger
from proof import ids
from proof.acts import genesis_of
from proof.streams import KEYS
from proof.strict_json import canonical
from wiring.errors import NotPossible
from wiring.keys import possession_of
from wiring.settings import Settings

FEWEST_FOUNDERS = 2
"""Nobody acts alone: what one administrator asks, another confirms."""


async def begin(settings: Settings, pool: asyncpg.Pool, founders: Sequence[Founder]) -> str:
    """Record a ledger's first event, with the keys that sign here; returns the genesis, and keeps it beside the keys.

    Where the ledger began with exactly that, only the genesis is kept.

    `pool` has the role jejak_worker.

    Raises:
        NotPossible: the ledger has begun, there are too few founders, or a key didn't sign that it is theirs.
        SettingsError, BadKey, BadCheckpointKey: a key is missing or can't be read.
    """
    if len({each.person for each in founders}) < FEWEST_FOUNDERS or len({each.key for each in founders}) < len(
        founders
    ):
        raise NotPossible("too_few_founders", fewest=FEWEST_FOUNDERS)
    made = {purpose: possession_of(settings, purpose) for purpose in Purpose}
    begun = LedgerBegun(
        log=settings.log_origin,
        keys=tuple(ServiceKey(purpose=p, key=each.key, possession=each.possession) for p, each in made.items()),
        founders=tuple(founders),
    )
    if unsound := why_unsound(begun):
        raise NotPossible("not_possessed", key=unsound, log=settings.log_origin)
    data = codec.encode(begun)
    ledger = Ledger(pool)
    at = await pool.fetchval("SELECT clock_timestamp()")
    event = NewEvent(
        event_id=ids.event_id(uuid5(ids.NAMESPACE, KEYS), 0),
        type=LedgerBegun.__name__,
        schema_version=LedgerBegun.SCHEMA_VERSION,
        occurred_at=at,
        metadata=canonical({}),
        data=data,
    )
    genesis = genesis_of(data)
    first = await ledger.read(KEYS, upto=1)
    if not first and await ledger.streams_like("", limit=1):
        raise NotPossible("begun_already")
    if not first:
        with suppress(WrongVersion, IdReused):
            await ledger.append(Append(KEYS, KEYS, 0, (event,)))
        first = await ledger.read(KEYS, upto=1)
    if genesis_of(first[0].data) != genesis:
        raise NotPossible("begun_already")
    settings.genesis_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(settings.genesis_path, f"{genesis}\n".encode(), 0o644)
    return genesis


async def begun(settings: Settings, founders: Sequence[Founder]) -> str:
    """The same on the database that the settings name."""
    async with await open_pool(
        settings.dsn(), role="jejak_worker", min_size=1, max_size=1, application_name="jejak-begin"
    ) as pool:
        return await begin(settings, pool, founders)
