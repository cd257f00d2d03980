"""Accounts: who is known at the identity provider as whom of the ledger. The provider says who, the ledger what."""

from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import structlog

from domain.grants import Person
from domain.refusals import Code, require
from domain.streams import person_stream
from domain.vocabulary import Role
from engine.states import States
from ledger import accounts
from ledger.accounts import Account as Account
from ledger.accounts import AccountRequest as AccountRequest
from ledger.store import Ledger
from service.afar import over_url, over_url_acting
from service.identities import Passphrase, own_key
from service.provider import Identity
from service.reading import Reader
from service.signin import person_id
from wiring.connections import CONSOLE, READER, Connections
from wiring.errors import NotPossible

log = structlog.get_logger()

WAITS = timedelta(days=30)
"""How long a request waits for an answer."""


async def person_of(connections: Connections, identity: Identity) -> str | None:
    """Who somebody at the provider is; whoever is nobody here has asked to be."""
    pool = await connections.pool(CONSOLE)
    person = await accounts.find(pool, identity.issuer, identity.subject)
    if person is None:
        of = (identity.issuer, identity.subject, identity.name, identity.email)
        await accounts.ask(pool, uuid4(), *of, WAITS)
    return person


async def administering(connections: Connections, person: str, passphrase: Passphrase) -> Reader:
    """A reader for who has their own key here, by which they are known wherever the servers are; over an address they
    are known by their token.

    Raises:
        NotPossible: their key isn't here, or doesn't count.
        As `service.identities.own_key`, and `Reader.on`.
    """
    if connections.afar is not None:
        return await Reader.on(connections, person)
    key = own_key(connections.settings, person, passphrase)
    states = States(Ledger(await connections.pool(READER)))
    held = (await states.get(Person, person_stream(person))).keys
    if held.get(key.key, key) is not None:
        raise NotPossible("no_key_of_theirs", person=person)
    connections.vouched = True
    return await Reader.on(connections, person)


@over_url
async def requests(reader: Reader) -> list[AccountRequest]:
    """The requests that wait, the first one first. Raises Refused: the reader is no administrator."""
    _require_administrator(reader)
    return await accounts.requests(await reader.connections.pool(CONSOLE), WAITS)


@over_url
async def every(reader: Reader) -> list[Account]:
    """Every account, by the person. Raises Refused: the reader is no administrator."""
    _require_administrator(reader)
    return await accounts.every(await reader.connections.pool(CONSOLE))


@over_url_acting
async def accept(reader: Reader, request_id: UUID, person: str) -> None:
    """Let who asked be that person from now on.

    Raises:
        BadRequest: nobody can have that id.
        Refused: the reader is no administrator, or the person isn't in the ledger or holds no role now.
        NotPossible: it is the reader; the person has an account; or nobody asks any more.
    """
    _require_administrator(reader)
    if person == reader.who.id:
        raise NotPossible("own_account")
    found = await reader.states.get(Person, person_stream(person_id(person)))
    require(found.version, Code.UNKNOWN_PERSON, person=person)
    require(found.holds_a_role(reader.at), Code.NO_ROLE, person=person)
    pool = await reader.connections.pool(CONSOLE)
    try:
        done = await accounts.accept(pool, request_id, person, reader.who.id)
    except asyncpg.UniqueViolationError:
        raise NotPossible("has_account", person=person) from None
    if not done:
        raise NotPossible("no_request")
    log.warning("account accepted", person=person, by=reader.who.id)


@over_url_acting
async def decline(reader: Reader, request_id: UUID) -> None:
    """Decline a request. Raises Refused: the reader is no administrator; NotPossible: nobody asks any more."""
    _require_administrator(reader)
    if not await accounts.decline(await reader.connections.pool(CONSOLE), request_id, reader.who.id):
        raise NotPossible("no_request")
    log.warning("account declined", by=reader.who.id)


@over_url_acting
async def end(reader: Reader, person: str) -> None:
    """End a person's account, with all their sessions and tokens.

    Raises:
        Refused: the reader is no administrator.
        NotPossible: the person has no account.
    """
    _require_administrator(reader)
    if not await accounts.end(await reader.connections.pool(CONSOLE), person_id(person), reader.who.id):
        raise NotPossible("no_account", person=person)
    log.warning("account ended", person=person, by=reader.who.id)


def _require_administrator(reader: Reader) -> None:
    administers = reader.who.is_administrator(reader.at)
    require(administers, Code.NOT_OPEN, person=reader.who.id, what="accounts", roles=[Role.ADMINISTRATOR])
