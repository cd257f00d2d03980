"""Acts that people sign with their own keys elsewhere: here they are written, and received once they are signed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from activities.acts import asked_in
from activities.contract import Outcome
from activities.contract import PersonsSignature as PersonsSignature
from ledger.store import Ledger
from proof.acts import Act, act_bytes, check_signatures, parse_act
from proof.errors import Malformed, Unfounded
from service.afar import over_url_acting
from service.asking import Asked, act_of
from service.commanding import LONGEST_WAIT, Request, Submitted, genesis_of_ledger, names_of, send, sendable
from service.reading import Reader
from service.seeing import see
from service.sending import NoAnswer, Sender
from wiring.connections import READER
from wiring.errors import BadRequest, NotPossible
from wiring.keys import service_key


@dataclass(frozen=True, slots=True)
class Unsigned:
    """An act that nobody signed yet."""

    act: Act

    def bytes_for(self, key: str) -> bytes:
        """What a person signs with the key that is named: the act's exact text in its frame."""
        return act_bytes(key, self.act.text)


async def write(reader: Reader, asked: Asked) -> Unsigned:
    """What somebody asks, as the act that they may sign: on the stream as its events are now.

    Raises:
        BadRequest: it holds what can't be sent.
        NotPossible: the ledger hasn't begun, or is another than is pinned.
        StreamBroken: the stream isn't what its events say.
    """
    connections = reader.connections
    ledger = Ledger(await connections.pool(READER))
    genesis = await genesis_of_ledger(connections.settings, ledger)
    seen, now = await see(ledger, asked.stream), datetime.now(UTC)
    act = parse_act(act_of(asked, genesis, signed_at=now, seen=seen.end))
    with sendable():
        asked_in(act, now)
    return Unsigned(act)


def read(text: str, signatures: Sequence[PersonsSignature]) -> Act:
    """A signed act in its one form. Raises BadRequest: it is none, or isn't what these people signed."""
    try:
        act = parse_act(text.encode())
        if not signatures or act.seen is None:
            raise Malformed("act_field", field="signatures")
        check_signatures(act, [each.model_dump() for each in signatures])
        asked_in(act, datetime.now(UTC))
    except Unfounded:
        raise BadRequest("not_signed_so") from None
    except (Malformed, ValueError, RecursionError):
        raise BadRequest("no_signed_act") from None
    return act


async def receive(
    reader: Reader, act: Act, signatures: Sequence[PersonsSignature], request: Request
) -> Outcome | Submitted:
    """Have the service receive a signed act, and wait for what comes of it.

    Raises:
        NotPossible: whoever brings it isn't among those who signed it, or brought as much into the record as somebody
            may; or it is of another ledger.
        BadRequest: there is too much to send.
        SettingsError, BadKey: the settings lead nowhere, or to no key that signs.
        NoAnswer, TemporalUnavailable, RPCError: unavailable; it may be sent again.
    """
    if reader.who.id not in {each.person for each in signatures}:
        raise NotPossible("not_your_act", person=reader.who.id)
    connections = reader.connections
    settings, ledger = connections.settings, Ledger(await connections.pool(READER))
    genesis = await genesis_of_ledger(settings, ledger)
    if act.log != genesis:
        raise NotPossible("act_of_other_ledger", found=act.log, expected=genesis)
    deadline = asyncio.get_running_loop().time() + request.timeout.total_seconds()
    try:
        async with asyncio.timeout_at(deadline):
            client = await connections.client()
    except TimeoutError:
        raise NoAnswer(act.id, request.timeout) from None
    sender = Sender(client, service_key(settings), genesis, settings.task_queue)
    with sendable():
        command, envelope = sender.receive(act.text, tuple(signatures))
    names = await names_of(reader, [each.person for each in signatures])
    return await send(connections, sender, command, envelope, request, request.timeout, names)


@over_url_acting
async def receive_signed(
    reader: Reader, text: str, signatures: tuple[PersonsSignature, ...], by_signal: bool, timeout: timedelta
) -> Outcome | Submitted:
    """Receive what people signed elsewhere. Raises as `read` and `receive`."""
    request = Request(person=reader.who.id, by_signal=by_signal, timeout=min(timeout, LONGEST_WAIT))
    return await receive(reader, read(text, signatures), signatures, request)
