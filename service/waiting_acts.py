"""Acts that wait for a second person: their authors signed them, and an administrator confirms and so sends them."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from ledger import unsent_acts
from service.confirming import UnsentAct, is_recorded, read_unsent
from service.interventions import reason_of
from service.reading import Reader
from service.roles import require_administrator
from wiring.connections import DRAFTS, Connections
from wiring.errors import BadRequest, NotPossible

MOST, OF_ONE = 200, 50
"""How many are shown, and how many of one author's wait."""

SENT_WITHIN = timedelta(minutes=1)
"""How long an act that somebody confirms may be under way, and so isn't declined: else the record would have it, and
the interventions that it was declined.
"""


async def keep(connections: Connections, unsent: UnsentAct) -> None:
    """Keep an act until somebody confirms it, or it expires. Raises NotPossible: too many of its author's wait."""
    act = unsent.act
    assert act.expires is not None
    pool = await connections.pool(DRAFTS)
    if not await unsent_acts.put(pool, act.id, act.actor, act.expires, unsent.content().decode(), OF_ONE):
        raise NotPossible("too_many_acts_wait", most=OF_ONE)


async def waiting(reader: Reader) -> list[UnsentAct]:
    """Those that wait, the earliest first, to whoever is no administrator their own; what isn't an act that its author
    signed isn't shown, and hinders nobody.
    """
    found = await unsent_acts.waiting(await reader.connections.pool(DRAFTS), author=_whose(reader), most=MOST)
    read = list[UnsentAct]()
    for each in found:
        with suppress(BadRequest):
            read.append(read_unsent(each.content, Path(str(each.act_id))))
    return read


async def one(reader: Reader, act_id: UUID) -> UnsentAct:
    """One of them.

    Raises:
        NotPossible: it doesn't wait: it was confirmed or withdrawn, has expired, or never was; or it is somebody
            else's, and the reader no administrator.
        BadRequest: what waits is no act that its author signed.
    """
    pool = await reader.connections.pool(DRAFTS)
    found = await unsent_acts.waiting(pool, act_id=act_id, author=_whose(reader), most=1)
    if not found:
        raise NotPossible("act_waits_no_more")
    return read_unsent(found[0].content, Path(str(act_id)))


async def send_begins(reader: Reader, act_id: UUID) -> None:
    """Have nobody decline it while it is sent.

    Raises:
        Refused: the reader is no administrator.
        NotPossible: it doesn't wait.
    """
    require_administrator(reader)
    if not await unsent_acts.hold(await reader.connections.pool(DRAFTS), act_id, SENT_WITHIN):
        raise NotPossible("act_waits_no_more")


async def send_failed(reader: Reader, act_id: UUID) -> None:
    """It may be declined again: it was refused, or not even sent. Raises Refused as `send_begins`."""
    require_administrator(reader)
    await unsent_acts.hold(await reader.connections.pool(DRAFTS), act_id, timedelta())


async def sent(reader: Reader, act_id: UUID) -> None:
    """Keep it no longer: it was sent. Raises Refused as `send_begins`."""
    require_administrator(reader)
    await unsent_acts.discard(await reader.connections.pool(DRAFTS), act_id)


async def decline(reader: Reader, unsent: UnsentAct, reason: str) -> None:
    """Throw it away unsent, which is recorded: its author withdraws it, or another administrator says why not.

    Raises:
        Refused: it is somebody else's, and the reader no administrator.
        BadRequest: another administrator gives no reason, or too long a one.
        NotPossible: it doesn't wait any more, or is being confirmed.
    """
    if unsent.act.actor != reader.who.id:
        require_administrator(reader)
    act, pool = unsent.act, await reader.connections.pool(DRAFTS)
    given = reason_of(reason, needed=act.actor != reader.who.id)
    if await is_recorded(reader, act):  # whoever confirmed it heard no answer
        await unsent_acts.discard(pool, act.id)
        raise NotPossible("act_waits_no_more")
    if not await unsent_acts.decline(pool, act.id, reader.who.id, f"{act.type} {act.stream}", given):
        raise NotPossible("act_waits_no_more")


def _whose(reader: Reader) -> str | None:
    """Whose acts the reader is shown; None: everybody's."""
    return None if reader.who.is_administrator(reader.at) else reader.who.id
