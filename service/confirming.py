"""Two desks: an act that its author signed at one is confirmed, and sent, at another.

In between it is a file: an unsent act. What it says is believed only as far as the author's signature goes.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from activities.acts import asked_in
from activities.contract import Outcome, PersonsSignature, Receipt
from activities.recording import first_receipt
from domain.grants import Person
from domain.refusals import Code, refuse, require
from domain.signing import require_key
from domain.streams import kind_of, person_stream
from domain.vocabulary import Role
from engine.kinds import decider_of
from engine.states import States
from ledger.store import Ledger
from proof import ids
from proof.acts import SKEW, Act, Opening, check_signatures, parse_act, read_metadata, read_signatures
from proof.errors import JejakError, Malformed, Unfounded
from proof.strict_json import read_json
from service.afar import over_url_acting
from service.asking import Asked, act_of
from service.commanding import Request, Submitted, genesis_of_ledger, place_of, require_pinned, send_signed, sendable
from service.identities import identity_path, own_key
from service.reading import Reader
from service.seeing import Seen, see
from service.signin import person_id, sign_in
from wiring.connections import READER, Connections
from wiring.errors import BadRequest, NotPossible, Unavailable


@dataclass(frozen=True, slots=True)
class UnsentAct:
    """An act with its author's signature."""

    act: Act
    signature: PersonsSignature

    def content(self) -> bytes:
        """What the file holds: the act's exact text, and the signature under it."""
        value = {"act": self.act.text.decode(), "signatures": [self.signature.model_dump()]}
        return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def read_unsent(content: str, file: Path) -> UnsentAct:
    """The unsent act that is the content of a file; its signature holds. Whether it counts, `examine` says.

    Raises:
        BadRequest: it is none; it is confirmed already; or it isn't what its author signed.
    """
    try:
        value = read_json(content)
        if not isinstance(value, dict) or value.keys() != {"act", "signatures"} or not isinstance(value["act"], str):
            raise Malformed("act_field", field="act")
        act, signatures = parse_act(value["act"].encode()), read_signatures(value["signatures"])
        if not signatures or act.seen is None:
            raise Malformed("act_field", field="signatures")
        check_signatures(act, signatures)
        asked_in(act, datetime.now(UTC))
        own, *confirming = [PersonsSignature(**each) for each in signatures]
    except Unfounded as error:
        if error.facts["reason"] == "signature_false":
            raise BadRequest("act_changed", file=file, person=error.facts["person"]) from None
        raise BadRequest("no_unsent_act", file=file) from None
    except (Malformed, ValueError, RecursionError):
        raise BadRequest("no_unsent_act", file=file) from None
    if confirming:
        raise BadRequest("confirmed_already", file=file, person=confirming[0].person)
    return UnsentAct(act, own)


async def sign_unsent(
    connections: Connections, stream: str, type_name: str, payload: dict[str, Any], request: Request
) -> UnsentAct:
    """What somebody asks, signed with their own key and not sent.

    Raises as `act_to_sign`, and:
        NotPossible: their key isn't here.
        BadKey: there is no key that signs.
    """
    person = person_id(request.person)
    key = own_key(connections.settings, person, request.passphrase)
    act = await act_to_sign(connections, stream, type_name, payload, request)
    return UnsentAct(act, key.signs(person, act.text))


async def act_to_sign(
    connections: Connections, stream: str, type_name: str, payload: dict[str, Any], request: Request
) -> Act:
    """What somebody asks, as their key is to sign it now.

    Raises:
        BadRequest: nobody can have that id, or it holds what can't be sent.
        NotPossible: the ledger hasn't begun, or is another than is pinned.
        StreamBroken: the stream isn't what its events say.
        SettingsError: the settings lead nowhere.
    """
    person, command_id = person_id(request.person), request.command_id or uuid4()
    asked = Asked(command_id, stream, type_name, payload, person, request.reason, request.on_version, request.grant)
    genesis, end = await place_of(await Reader.asking(connections, person), stream)
    require_pinned(connections.settings, genesis)
    now = datetime.now(UTC)
    act = parse_act(act_of(asked, genesis, signed_at=now, seen=end))
    with sendable():
        asked_in(act, now)
    return act


@dataclass(frozen=True, slots=True)
class Examined:
    """An unsent act that somebody may confirm, as the ledger sees it."""

    unsent: UnsentAct
    person: str
    """Who may confirm it."""
    genesis: str
    title: str | None
    """What the thing that the stream is of is called, if it is called anything but by its id."""
    version: int
    """The stream's now; the author saw that in the act."""
    receipt: Receipt | None
    """What came of it, if it is recorded already: then there is nothing to confirm."""


async def examine(connections: Connections, unsent: UnsentAct, person: str, *, by_passkey: bool = False) -> Examined:
    """What an unsent act asks of this ledger. Nothing is signed yet; `by_passkey`: it will be elsewhere than here.

    Raises:
        BadRequest: nobody can have that id.
        Refused: it is that person's own, or they are no administrator; it has expired, isn't by a key of its author's
            that counts, or says that its author saw what the stream never was; or its id was used for something else.
        NotPossible: it is of another ledger, or that person's key isn't here.
        StreamBroken: the stream isn't what its events say.
    """
    settings, act = connections.settings, unsent.act
    other = sign_in(connections, person, acting=True) if connections.afar is None else person_id(person)
    require(other != act.actor, Code.CONFIRMED_BY_AUTHOR, person=other)
    if not by_passkey and not (path := identity_path(settings, other)).exists():
        raise NotPossible("no_identity", file=path, person=other)
    if connections.afar is not None:
        return await _examine_afar(connections, unsent, other)
    reader = Ledger(await connections.pool(READER))
    genesis = await genesis_of_ledger(settings, reader)
    if act.log != genesis:
        raise NotPossible("act_of_other_ledger", found=act.log, expected=genesis)
    kind_of(act.stream)
    seen = await see(reader, act.stream)
    receipt = _recorded(seen, act)
    if receipt is None:
        assert act.expires is not None
        assert act.seen is not None
        assert act.signed_at is not None
        require(act.signed_at <= datetime.now(UTC) + SKEW, Code.SIGNED_AHEAD)
        require(datetime.now(UTC) <= act.expires, Code.EXPIRED)
        author = await States(reader).get(Person, person_stream(act.actor))
        require_key(author, unsent.signature.key)
        confirming = await States(reader).get(Person, person_stream(other))
        confirming.acting((Role.ADMINISTRATOR,), datetime.now(UTC))
        version, chain = act.seen
        require(seen.had(version, bytes.fromhex(chain)), Code.SEEN_OTHERWISE, version=version)
    return Examined(unsent, other, genesis, _title(seen), seen.end[0], receipt)


async def _examine_afar(connections: Connections, unsent: UnsentAct, person: str) -> Examined:
    """The same at another installation. What the act asks is read here, and only what the ledger has of it there."""
    reader = await Reader.asking(connections, person)
    genesis, title, version, receipt = await examined_there(reader, unsent.content().decode())
    require_pinned(connections.settings, genesis)
    if unsent.act.log != genesis:
        raise NotPossible("act_of_other_ledger", found=unsent.act.log, expected=genesis)
    return Examined(unsent, person, genesis, title, version, receipt)


@over_url_acting
async def examined_there(reader: Reader, content: str) -> tuple[str, str | None, int, Receipt | None]:
    """What the ledger says of an unsent act that the reader may confirm, whose key is elsewhere: what it is known by,
    the title, the version, the receipt. Raises as `read_unsent` and `examine`.
    """
    unsent = read_unsent(content, Path())
    found = await examine(reader.connections, unsent, reader.who.id, by_passkey=True)
    return found.genesis, found.title, found.version, found.receipt


async def confirm(
    connections: Connections, examined: Examined, request: Request, signature: PersonsSignature | None = None
) -> Outcome | Submitted:
    """Confirm an unsent act with one's own key, or by what it signed elsewhere, have the service receive it, and wait
    for what comes of it.

    Raises:
        BadRequest: there is too much to send.
        SettingsError, BadKey: the settings lead nowhere, or to no key that signs.
        Unavailable, RPCError: unavailable; it may be confirmed again.
    """
    unsent = examined.unsent
    if signature is None:
        key = own_key(connections.settings, examined.person, request.passphrase)
        signature = key.signs(examined.person, unsent.act.text)
    try:
        return await send_signed(connections, unsent.act, (unsent.signature, signature), request)
    except JejakError as error:
        if error.facts.get("reason") not in UNANSWERED:
            raise
        # What was confirmed is confirmed again, with no id to be given.
        raise Unavailable(
            reason="confirmation_unanswered", command_id=str(unsent.act.id), timeout=request.timeout
        ) from None


UNANSWERED = ("no_answer", "too_slow")
"""Why it isn't known whether something that was sent is recorded."""


async def is_recorded(reader: Reader, act: Act) -> bool:
    """Whether an act was confirmed and recorded. Raises Refused: its id was used for another."""
    return _recorded(await see(reader.ledger, act.stream), act) is not None


def _recorded(seen: Seen, act: Act) -> Receipt | None:
    """The receipt of an act that the stream has already. Raises Refused where its id was used for another."""
    found = [event for event in seen.events if event.event_id == ids.event_id(act.id, 0)]
    if not found:
        return None
    opening = read_metadata(found[0].metadata)
    if not isinstance(opening, Opening) or opening.signed is None or opening.signed.act.text != act.text:
        raise refuse(Code.COMMAND_ID_REUSED, command_id=str(act.id))
    return first_receipt(act.id, seen.events[found[0].version - 1 :])


def _title(seen: Seen) -> str | None:
    """The title in the first row by which lists show the stream."""
    if not seen.events:
        return None
    rows = decider_of(seen.stream).view(seen.state())
    title = rows[0].body.get("title") if rows else None
    return title if isinstance(title, str) else None
