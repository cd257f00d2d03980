"""Passkeys on their way into the record: made on the pages, they wait for administrators to enrol them."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import ValidationError

from domain import codec
from domain.events.administration import KeyEnrolled
from domain.grants import Person
from domain.keys import Assertion, Keys, Passkey, is_owned_by
from domain.refusals import Code, require
from domain.streams import person_stream
from ledger import passkey_requests
from proof.acts import possession_bytes
from proof.passkeys import fingerprint
from proof.streams import KEYS
from service.interventions import reason_of
from service.reading import Reader
from service.roles import require_administrator
from wiring.connections import DRAFTS
from wiring.errors import BadRequest, NotPossible

LASTS = timedelta(days=30)
"""How long one waits."""

MOST = 5
"""How many of one person's wait."""


@dataclass(frozen=True, slots=True)
class PasskeyRequest:
    """A passkey, and its own signature that it is that person's."""

    key: str
    person: str
    asked_at: datetime
    possession: Assertion

    @property
    def passkey(self) -> Passkey:
        """The passkey."""
        return self.possession.passkey


@dataclass(frozen=True, slots=True)
class _Owned:
    key: str
    possession: Assertion


def key_of(passkey: Passkey) -> str:
    """What a passkey is known by."""
    return fingerprint(passkey.model_dump())


async def possession_of(reader: Reader, key: str) -> bytes:
    """What a passkey signs, that it is the reader's."""
    return possession_bytes(key, (await reader.states.get(Keys, KEYS)).log, reader.who.id)


async def ask(reader: Reader, possession: Assertion) -> None:
    """Leave one's own passkey to be enrolled.

    Raises:
        Refused: it is enrolled already, or didn't sign that it is the reader's.
        BadRequest: too many of the reader's wait.
    """
    key, person = key_of(possession.passkey), reader.who.id
    require(key not in reader.who.keys, Code.KEY_KNOWN, person=person, key=key)
    log = (await reader.states.get(Keys, KEYS)).log
    require(is_owned_by(_Owned(key, possession), log, person), Code.KEY_NOT_POSSESSED, person=person, key=key)
    pool = await reader.connections.pool(DRAFTS)
    if not await passkey_requests.put(pool, key, person, possession.model_dump_json(), LASTS, MOST):
        raise BadRequest("passkeys_wait", most=MOST)


async def enrolled_at(reader: Reader) -> dict[str, datetime]:
    """Since when each key of the reader's, also one that was retired, is theirs."""
    stored = await reader.ledger.read(person_stream(reader.who.id))
    events = ((codec.read(each), each.occurred_at) for each in stored)
    return {event.key: at for event, at in events if isinstance(event, KeyEnrolled)}


async def own(reader: Reader) -> list[PasskeyRequest]:
    """The reader's that wait."""
    return await _since(reader, reader.who.id)


async def waiting(reader: Reader) -> list[PasskeyRequest]:
    """All that wait.

    Raises:
        Refused: the reader is no administrator.
    """
    require_administrator(reader)
    return await _since(reader, None)


async def one(reader: Reader, key: str) -> PasskeyRequest:
    """One that waits. Raises as `waiting`, and NotPossible: it doesn't."""
    found = next((each for each in await waiting(reader) if each.key == key), None)
    if found is None:
        raise NotPossible("passkey_waits_no_more")
    return found


async def decline(reader: Reader, key: str, reason: str = "") -> None:
    """Keep one no longer: whose it is wants it no more, or an administrator declines it, which is recorded with why.

    Raises:
        As `one`.
        BadRequest: an administrator gives no reason, or too long a one.
    """
    theirs = key in {each.key for each in await own(reader)}
    if not theirs:
        await one(reader, key)
    given = reason_of(reason, needed=not theirs)
    if not await passkey_requests.decline(await reader.connections.pool(DRAFTS), key, reader.who.id, given):
        raise NotPossible("passkey_waits_no_more")


async def _since(reader: Reader, person: str | None) -> list[PasskeyRequest]:
    """Those that aren't enrolled; one that was is kept no longer."""
    pool = await reader.connections.pool(DRAFTS)
    found = []
    for each in await passkey_requests.since(pool, LASTS, person):
        if each.key in (await reader.states.get(Person, person_stream(each.person))).keys:
            await passkey_requests.discard(pool, each.key)
            continue
        with suppress(ValidationError):  # whoever may write there may write anything; it hinders nobody
            possession = Assertion.model_validate_json(each.possession)
            found.append(PasskeyRequest(each.key, each.person, each.asked_at, possession))
    return found
