"""Commanding: what a signed-in person asks becomes a command, is signed, and is sent to its stream's workflow."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from pydantic import ValidationError

from activities.acts import signed_in
from activities.contract import Envelope
from activities.contract import Outcome as Outcome
from activities.contract import PersonsSignature as PersonsSignature
from activities.contract import Receipt as Receipt
from activities.contract import RefusedCommand as RefusedCommand
from domain.commands import Command
from domain.keys import Keys
from domain.model import problems_of
from domain.refusals import Code, require
from domain.streams import innovation_stream, kind_of
from engine.states import States
from ledger.store import Ledger
from proof import ids
from proof.acts import Act, parse_act
from proof.streams import KEYS
from service.afar import call, over_url_acting
from service.asking import Asked, End, Signer, act_of
from service.identities import Passphrase, identity, own_key, unasked
from service.reading import Reader
from service.seeing import see
from service.sending import NoAnswer, Sender
from service.signin import person_id, sign_in
from wiring.connections import READER, Connections
from wiring.errors import BadRequest, NotPossible
from wiring.keys import service_key
from wiring.settings import Settings

if TYPE_CHECKING:
    from wiring.afar import Afar

Tell = Callable[[Act, Sequence[str], Mapping[str, str]], None]
"""Tells of each act before it is sent: the act, the persons whose own keys signed it, and what people are called."""


def untold(_act: Act, _signed_by: Sequence[str], _names: Mapping[str, str]) -> None:
    """Ignores what is sent."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks, besides what of."""

    person: str
    reason: str | None = None
    command_id: UUID | None = None
    """Given again, the same request is done once."""
    on_version: int | None = None
    grant: str | None = None
    """The id of the grant under which they act, where they choose one."""
    by_signal: bool = False
    """Leave it with the workflow, and wait for no answer."""
    timeout: timedelta = timedelta(seconds=30)
    confirmed_by: str | None = None
    """Another person, whose key is here too, who signs the same."""
    passphrase: Passphrase = unasked
    tell: Tell = untold


LONGEST_WAIT = timedelta(minutes=5)
"""How long somebody elsewhere may have this process wait for an answer."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A command that was left with its workflow; its outcome will be in the ledger."""

    command_id: UUID
    stream: str


async def propose(
    connections: Connections, payload: dict[str, Any], request: Request
) -> tuple[str, Outcome | Submitted]:
    """Propose an innovation; its id, which follows from the command's, and what came of it. Raises as `ask`."""
    command_id = request.command_id or uuid4()
    innovation = ids.innovation_id(command_id)
    return innovation, await ask(connections, innovation_stream(innovation), "propose", payload, request, command_id)


async def ask(
    connections: Connections,
    stream: str,
    type_name: str,
    payload: dict[str, Any],
    request: Request,
    command_id: UUID | None = None,
) -> Outcome | Submitted:
    """Ask for a change of one stream, and wait for what came of it unless it is only to be left there.

    Raises:
        BadRequest: nobody can have that id, or there is too much to send.
        NotPossible: the ledger hasn't begun, is another than is pinned, or a key that is to sign isn't here; or who
            asks has brought into the record as much as somebody may.
        Refused: who asks is to confirm it.
        StreamBroken: the stream isn't what its events say, so that nobody signs anything on it.
        SettingsError, BadKey: the settings lead nowhere, or to no key that signs.
        NoAnswer, TemporalUnavailable, RPCError: unavailable; the same command id may be sent again.
    """
    command_id = command_id or request.command_id or uuid4()
    if connections.afar is not None:
        return await _ask_afar(connections, stream, type_name, payload, request, command_id)
    settings = connections.settings
    person = sign_in(connections, request.person, acting=True)
    key = service_key(settings)
    signers = signers_of(settings, person, request)  # however long people take to type passphrases
    deadline = asyncio.get_running_loop().time() + request.timeout.total_seconds()
    try:
        async with asyncio.timeout_at(deadline):
            client = await connections.client()
            reader = Ledger(await connections.pool(READER))
            genesis = await genesis_of_ledger(settings, reader)
            seen = (await see(reader, stream)).end if signers else None
            names = await names_of(await Reader.asking(connections, person), [person, *(each for each, _ in signers)])
    except TimeoutError:
        raise NoAnswer(command_id, request.timeout) from None
    sender = Sender(client, key, genesis, settings.task_queue)
    asked = Asked(command_id, stream, type_name, payload, person, request.reason, request.on_version, request.grant)
    with sendable():
        command, envelope = sender.sign(asked, signers, seen)
    left = timedelta(seconds=max(0.0, deadline - asyncio.get_running_loop().time()))
    return await send(connections, sender, command, envelope, request, left, names)


async def _ask_afar(
    connections: Connections, stream: str, type_name: str, payload: dict[str, Any], request: Request, command_id: UUID
) -> Outcome | Submitted:
    """Ask another installation. Whoever signs puts their key under what was written here."""
    reader = await Reader.asking(connections, request.person)
    person, settings, afar = reader.who.id, connections.settings, connections.afar
    assert afar is not None
    signers = signers_of(settings, person, request)
    genesis, seen = await place_of(reader, stream)
    require_pinned(settings, genesis)
    asked = Asked(command_id, stream, type_name, payload, person, request.reason, request.on_version, request.grant)
    text = act_of(asked, genesis, signed_at=datetime.now(UTC) if signers else None, seen=seen if signers else None)
    act = parse_act(text)
    if signers:
        return await _send_afar(reader, afar, act, tuple(key.signs(each, text) for each, key in signers), request)
    request.tell(act, [], await names_of(reader, [person]))
    return await ask_here(reader, asked, request.by_signal, request.timeout)


async def _send_afar(
    reader: Reader, afar: "Afar", act: Act, signatures: tuple[PersonsSignature, ...], request: Request
) -> Outcome | Submitted:
    """Have another installation receive an act that people signed here. Raises as `ask`."""
    people = [each.person for each in signatures]
    request.tell(act, people, await names_of(reader, people))
    given = (act.text.decode(), signatures, request.by_signal, request.timeout)
    outcome: Outcome | Submitted = await call(afar, "own_signatures.receive_signed", given, {})
    return outcome


@over_url_acting
async def place_of(reader: Reader, stream: str) -> tuple[str, End]:
    """What the ledger is known by, and where a stream ends.

    Raises:
        Refused: no command goes to such a stream.
        As `see` and `genesis_of_ledger`.
    """
    kind_of(stream)
    ledger = Ledger(await reader.connections.pool(READER))
    return await genesis_of_ledger(reader.connections.settings, ledger), (await see(ledger, stream)).end


@over_url_acting
async def ask_here(reader: Reader, asked: Asked, by_signal: bool, timeout: timedelta) -> Outcome | Submitted:
    """Ask for what was written elsewhere, in the reader's own name. Raises as `ask`."""
    request = Request(
        person=reader.who.id,
        reason=asked.reason,
        on_version=asked.on_version,
        grant=asked.grant,
        by_signal=by_signal,
        timeout=min(timeout, LONGEST_WAIT),
    )
    return await ask(reader.connections, asked.stream, asked.type, asked.payload, request, asked.id)


async def names_of(reader: Reader, people: Sequence[str]) -> dict[str, str]:
    """What these people are called, by their ids."""
    names = await reader.names(people)
    return {person: names.get(person, person) for person in people}


async def send(
    connections: Connections,
    sender: Sender,
    command: Command,
    envelope: Envelope,
    request: Request,
    left: timedelta,
    names: Mapping[str, str],
) -> Outcome | Submitted:
    """Send what was received, and wait for what comes of it in the time that is left. Raises as `ask`.

    `names` are those of whoever asks, and of the people whose keys signed it, by their ids.
    """
    signed = signed_in(envelope)
    # The act is recorded as it was signed, and in the event most of it once more.
    connections.take(connections.shares, request.person, 2 * len(signed.act.text) + BESIDE_AN_ACT)
    request.tell(signed.act, [each["person"] for each in signed.signatures], names)
    try:
        if not request.by_signal:
            return await sender.execute(command, envelope, left)
        async with asyncio.timeout(left.total_seconds()):
            await sender.submit(command, envelope)
    except (NoAnswer, TimeoutError):
        raise NoAnswer(command.id, request.timeout) from None
    return Submitted(command.id, command.stream)


BESIDE_AN_ACT = 4_000
"""About as many bytes are recorded with each act, refused or not: signatures, hashes, facts, what was decided on."""


async def send_signed(
    connections: Connections, act: Act, signatures: tuple[PersonsSignature, ...], request: Request
) -> Outcome | Submitted:
    """Have the service receive an act that people signed elsewhere, and send it. Raises as `ask`."""
    if connections.afar is not None:
        reader = await Reader.asking(connections, request.person)
        return await _send_afar(reader, connections.afar, act, signatures, request)
    settings = connections.settings
    key = service_key(settings)
    deadline = asyncio.get_running_loop().time() + request.timeout.total_seconds()
    try:
        async with asyncio.timeout_at(deadline):
            client = await connections.client()
            genesis = await genesis_of_ledger(settings, Ledger(await connections.pool(READER)))
            reader = await Reader.asking(connections, request.person)
            names = await names_of(reader, [each.person for each in signatures])
    except TimeoutError:
        raise NoAnswer(act.id, request.timeout) from None
    sender = Sender(client, key, genesis, settings.task_queue)
    with sendable():
        command, envelope = sender.receive(act.text, signatures)
    left = timedelta(seconds=max(0.0, deadline - asyncio.get_running_loop().time()))
    return await send(connections, sender, command, envelope, request, left, names)


UNFIT = ("not_storable", "not_visible", "string_too_long")
"""What arguments and files can still break."""


@contextmanager
def sendable() -> Iterator[None]:
    """Says of what can't be recorded why. Raises BadRequest."""
    try:
        yield
    except ValidationError as error:
        unfit = [each for each in problems_of(error) if each["code"] in UNFIT]
        raise (BadRequest("unfit_text", problems=unfit) if unfit else BadRequest("too_large")) from None


async def genesis_of_ledger(settings: Settings, reader: Ledger) -> str:
    """What the ledger is known by, which is what is pinned, if anything is.

    Raises:
        NotPossible: it hasn't begun, or is another one.
    """
    keys = await States(reader).get(Keys, KEYS)
    if not keys.genesis:
        raise NotPossible("not_begun")
    require_pinned(settings, keys.genesis)
    return keys.genesis


def require_pinned(settings: Settings, genesis: str) -> None:
    """Go on if a ledger is known by what is pinned here, if anything is. Raises NotPossible otherwise."""
    pinned = settings.pinned_genesis()
    if pinned is not None and pinned != genesis:
        raise NotPossible("other_genesis", pinned=pinned, found=genesis)


def signers_of(settings: Settings, person: str, request: Request) -> list[Signer]:
    """Whoever asks, if their key is here, and whoever confirms it. Raises as `ask`."""
    if request.confirmed_by is None:
        own = identity(settings, person, request.passphrase)
        return [(person, own)] if own else []
    other = person_id(request.confirmed_by)
    require(other != person, Code.CONFIRMED_BY_AUTHOR, person=other)
    return [(each, own_key(settings, each, request.passphrase)) for each in (person, other)]
