"""What is signed of an act, and how an event's metadata tells where it comes from.

A person's key signs what is wanted, the service's key that it was received, a worker's key what was decided on it.
docs/auditing.md says every byte.

G = SHA256("jejak/genesis/v1\\0" ‖ data of the ledger's first event)
P = the act's canonical JSON (RFC 8785), with G in it
possession = "jejak/possession/v1\\0" ‖ key ‖ lp(log) ‖ lp(owner)
act        = "jejak/act/v1\\0" ‖ key ‖ lp(P)
receipt    = "jejak/receipt/v1\\0" ‖ key ‖ G ‖ SHA256(P) ‖ lp(signatures) ‖ i64 received_us
decision   = "jejak/decision/v1\\0" ‖ key ‖ G ‖ lp(stream) ‖ u64 version ‖ chain before ‖ i64 occurred_us
             ‖ lp(metadata without "decision") ‖ u32 n ‖ n × (event_id(16) ‖ lp(type) ‖ u32 schema_version ‖ lp(data))
"""

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from proof.errors import Malformed, Unfounded
from proof.event import EPOCH
from proof.passkeys import read_assertion, signed_by_person
from proof.signatures import signed_by
from proof.strict_json import HASH, ID, canonical, is_base64, read_canonical

LONGEST_LIFE = timedelta(hours=24)
"""How long an act that a person signed may wait to be recorded."""

SKEW = timedelta(seconds=5)
"""How far the clocks of the service, of Temporal and of workers may be ahead of the database's."""

DELAYED = timedelta(minutes=15)
"""Acts that are recorded later than this after they were received are reported; that is no error."""

STALE = timedelta(seconds=60)
"""How long something may have been superseded that a decision is made on, and how far a clock may have gone back."""

FIRST_YEAR, LAST_YEAR = 1970, 2999
"""Of the instants in an act."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_u32, _u64, _i64 = struct.Struct(">I").pack, struct.Struct(">Q").pack, struct.Struct(">q").pack


def lp(value: bytes) -> bytes:
    """Bytes behind their length."""
    return _u32(len(value)) + value


def genesis_of(data: bytes) -> str:
    """What a ledger is known by, in hex: the hash of its first event's data."""
    return sha256(b"jejak/genesis/v1\0" + data).hexdigest()


def possession_bytes(key: str, log: str, owner: str) -> bytes:
    """What a key signs of itself, for its owner in a ledger: a person's id, or a purpose."""
    return b"jejak/possession/v1\0" + bytes.fromhex(key) + lp(log.encode()) + lp(owner.encode())


def act_bytes(key: str, act: bytes) -> bytes:
    """What a person's key signs of an act's canonical text."""
    return b"jejak/act/v1\0" + bytes.fromhex(key) + lp(act)


def receipt_bytes(key: str, genesis: str, act: bytes, signatures: Sequence[Mapping[str, Any]], received: int) -> bytes:
    """What the service signs of an act and the persons' signatures under it; `received` in microseconds."""
    return (
        b"jejak/receipt/v1\0"
        + bytes.fromhex(key)
        + bytes.fromhex(genesis)
        + sha256(act).digest()
        + lp(canonical(list(signatures)))
        + _i64(received)
    )


Decided = tuple[UUID, str, int, bytes]
"""What a decision signs of an event: its id, type, schema version and data."""


def decision_bytes(
    key: str,
    genesis: str,
    stream: str,
    version: int,
    before: bytes,
    occurred: int,
    metadata: Mapping[str, Any],
    events: Sequence[Decided],
) -> bytes:
    """What a worker signs: events from `version` on, after the chain hash `before`; `metadata` without "decision"."""
    parts = [
        b"jejak/decision/v1\0",
        bytes.fromhex(key),
        bytes.fromhex(genesis),
        lp(stream.encode()),
        _u64(version),
        before,
        _i64(occurred),
        lp(canonical(metadata)),
        _u32(len(events)),
    ]
    for event_id, type_name, schema_version, data in events:
        parts += [event_id.bytes, lp(type_name.encode()), _u32(schema_version), lp(data)]
    return b"".join(parts)


def instant_text(at: datetime) -> str:
    """An instant as acts write it: in UTC, with six digits of a second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def instant_of(text: Any) -> datetime:
    """The instant that an act writes. Raises Malformed, ValueError for any other writing."""
    if not isinstance(text, str) or not _INSTANT.fullmatch(text) or not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        raise Malformed("odd_field", field="instant", value=text)
    found = datetime.fromisoformat(text)
    if instant_text(found) != text:
        raise Malformed("odd_field", field="instant", value=text)
    return found


@dataclass(frozen=True, slots=True)
class Act:
    """What is wanted: its canonical text, and what that says. Instants only where a person signed it."""

    text: bytes
    id: UUID
    stream: str
    type: str
    payload: dict[str, Any]
    actor: str
    log: str
    reason: str | None = None
    on_version: int | None = None
    grant: str | None = None
    """The id of the actor's grant under which they act, where they chose one."""
    seen: tuple[int, str] | None = None
    """The version and the chain hash of the stream's head that the person acted on."""
    signed_at: datetime | None = None
    expires: datetime | None = None


def parse_act(text: bytes) -> Act:
    """The act that is written there. Raises Malformed, ValueError unless it is in its one canonical form."""
    return _act(read_canonical(text), text)


def _act(value: Any, text: bytes) -> Act:
    """The act that was read from this canonical text. Raises Malformed, ValueError."""
    if not isinstance(value, dict):
        raise Malformed("act_field", field="act")
    required = {"id": str, "stream": str, "type": str, "payload": dict, "actor": str, "log": str}
    optional = {"reason": str, "on_version": int, "grant": str, "seen": dict, "signed_at": str, "expires": str}
    for name, kind in (required | optional).items():
        if name in required and name not in value:
            raise Malformed("act_field", field=name)
        if name in value and type(value[name]) is not kind:
            raise Malformed("act_field", field=name)
    if unknown := sorted(value.keys() - required.keys() - optional.keys()):
        raise Malformed("act_field", field=unknown[0])
    if not ID.fullmatch(value["id"]) or not HASH.fullmatch(value["log"]):
        raise Malformed("act_field", field="id")
    return Act(
        text=text,
        id=UUID(value["id"]),
        **{name: value[name] for name in ("stream", "type", "payload", "actor", "log")},
        reason=value.get("reason"),
        on_version=value.get("on_version"),
        grant=value.get("grant"),
        seen=_seen(value["seen"]) if "seen" in value else None,
        signed_at=instant_of(value["signed_at"]) if "signed_at" in value else None,
        expires=instant_of(value["expires"]) if "expires" in value else None,
    )


def _seen(value: dict[str, Any]) -> tuple[int, str]:
    version, chain = value.get("version"), value.get("chain")
    if value.keys() != {"version", "chain"} or type(version) is not int or version < 0 or not _is_hash(chain):
        raise Malformed("act_field", field="seen")
    return version, str(chain)


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and HASH.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Signed:
    """An act with what was signed of it: by persons, and by the service when it was received (microseconds)."""

    act: Act
    signatures: tuple[dict[str, Any], ...]
    """Each a person, a key and a signature: first the actor's own, then that of another who confirms it."""
    received: int
    key: str
    signature: str

    @property
    def received_at(self) -> datetime:
        """When the service received it."""
        return EPOCH + timedelta(microseconds=self.received)

    def check(self, genesis: str) -> None:
        """Check that every signature is by the key it names, for this ledger; not whose keys those are.

        Raises:
            Unfounded: one isn't.
        """
        act = self.act
        if act.log != genesis:
            raise Unfounded("other_ledger")
        if not signed_by(
            self.key, self.signature, receipt_bytes(self.key, genesis, act.text, self.signatures, self.received)
        ):
            raise Unfounded("receipt_false", key=self.key)
        check_signatures(act, self.signatures)
        if act.signed_at is None or act.expires is None:
            return
        if self.received_at < act.signed_at - SKEW:
            raise Unfounded("signed_ahead", signed_at=act.signed_at, received_at=self.received_at)
        if self.received_at > act.expires:
            raise Unfounded("expired", received_at=self.received_at, expires=act.expires)


def check_signatures(act: Act, signatures: Sequence[Mapping[str, Any]]) -> None:
    """Check that the signatures under an act are by the keys they name and the right people, and expire in time.

    Raises Unfounded.
    """
    for each in signatures:
        if not signed_by_person(each["key"], each["signature"], act_bytes(each["key"], act.text)):
            raise Unfounded("signature_false", person=each["person"], key=each["key"])
    people = [each["person"] for each in signatures]
    if (people and people[0] != act.actor) or len(set(people)) < len(people) or len(people) > 2:
        raise Unfounded("other_signatory", actor=act.actor)
    timed = (act.signed_at is not None, act.expires is not None)
    if timed != (bool(people), bool(people)):
        raise Unfounded("signed_when")
    if act.signed_at is None or act.expires is None:
        return
    if not act.signed_at < act.expires <= act.signed_at + LONGEST_LIFE:
        raise Unfounded("lives_too_long", signed_at=act.signed_at, expires=act.expires)


def read_signed(act: bytes, signatures: Any, receipt: Any) -> Signed:
    """A signed act from its parts. Raises Malformed, ValueError when one isn't in its form."""
    return _signed(parse_act(act), signatures, receipt)


def _signed(act: Act, signatures: Any, receipt: Any) -> Signed:
    people = read_signatures(signatures)
    if not isinstance(receipt, dict) or receipt.keys() != {"key", "received", "signature"}:
        raise Malformed("act_field", field="receipt")
    if type(receipt["received"]) is not int or not 0 <= receipt["received"] < 2**53:
        raise Malformed("act_field", field="receipt")
    _require_signature(receipt["signature"])
    if not _is_hash(receipt["key"]):
        raise Malformed("act_field", field="key")
    return Signed(act, people, receipt["received"], receipt["key"], receipt["signature"])


def read_signatures(value: Any) -> tuple[dict[str, Any], ...]:
    """Persons' signatures, true or not. Raises Malformed, ValueError unless each is in its form."""
    if not isinstance(value, list | tuple):
        raise Malformed("act_field", field="signatures")
    for each in value:
        if not isinstance(each, dict) or each.keys() != {"person", "key", "signature"}:
            raise Malformed("act_field", field="signatures")
        if isinstance(each["signature"], dict):
            read_assertion(each["signature"])
        else:
            _require_signature(each["signature"])
        if not _is_hash(each["key"]):
            raise Malformed("act_field", field="key")
        if not isinstance(each["person"], str):
            raise Malformed("act_field", field="person")
    return tuple(value)


def _require_signature(value: Any) -> None:
    """The form of a signature by an Ed25519 key."""
    if not isinstance(value, str) or len(value) != 88 or not is_base64(value):
        raise Malformed("act_field", field="signature")


@dataclass(frozen=True, slots=True)
class Opening:
    """The metadata of the first event of a decision: what it comes from, what it is made on, and who made it."""

    signed: Signed | None
    """None where time or another stream caused it."""
    caused: dict[str, Any] | None
    basis: dict[str, int]
    """The streams that were read for it, each with the version that it had."""
    of: int
    """How many events follow from it, itself among them."""
    rules: str
    """The hash of the rules by which it was decided."""
    key: str
    signature: str
    body: dict[str, Any]
    """The metadata without the decision's signature."""

    @property
    def id(self) -> str:
        """The id of the command."""
        return str(self.signed.act.id) if self.signed else str((self.caused or {}).get("id"))

    def check(
        self, genesis: str, stream: str, version: int, before: bytes, occurred: int, events: Sequence[Decided]
    ) -> None:
        """Check that the worker's key signed these events. Raises Unfounded."""
        if len(events) != self.of:
            raise Unfounded("cut_off", of=self.of, found=len(events))
        said = decision_bytes(self.key, genesis, stream, version, before, occurred, self.body, events)
        if not signed_by(self.key, self.signature, said):
            raise Unfounded("decision_false", key=self.key)


@dataclass(frozen=True, slots=True)
class Continuing:
    """The metadata of a decision's later events: whose they are, and which of them (1 is the second)."""

    id: str
    n: int


_OPENING = ({"act", "receipt", "signatures"}, {"cause"})


def read_metadata(metadata: bytes) -> Opening | Continuing:
    """What an event's metadata says. Raises Unfounded unless it says it in its one canonical form."""
    try:
        value = read_canonical(metadata)
        if value.keys() == {"command_id", "n"}:
            if not (isinstance(value["command_id"], str) and ID.fullmatch(value["command_id"])):
                raise Malformed("act_field", field="command_id")
            if type(value["n"]) is not int or value["n"] < 1:
                raise Malformed("act_field", field="n")
            return Continuing(value["command_id"], value["n"])
        return _opening(value)
    except (Malformed, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unfounded("no_act") from error


def _opening(value: dict[str, Any]) -> Opening:
    body = dict(value)
    decision = body.pop("decision")
    _require_signature(decision)
    if body.keys() - {"basis", "of", "rules", "worker"} not in _OPENING:
        raise Malformed("act_field", field="cause")
    basis = body["basis"]
    if not isinstance(basis, dict) or any(type(each) is not int or each < 0 for each in basis.values()):
        raise Malformed("act_field", field="basis")
    if type(body["of"]) is not int or body["of"] < 1 or not _is_hash(body["rules"]) or not _is_hash(body["worker"]):
        raise Malformed("act_field", field="worker")
    caused = body.get("cause")
    if caused is not None and not isinstance(caused, dict):
        raise Malformed("act_field", field="cause")
    signed = None
    if caused is None:
        act = _act(body["act"], canonical(body["act"]))  # read with the rest, and canonical as all of it is
        signed = _signed(act, body["signatures"], body["receipt"])
    return Opening(signed, caused, basis, body["of"], body["rules"], body["worker"], decision, body)


def check_times(opening: Opening, occurred: int, recorded: int) -> None:
    """Check that nothing occurred or was received after it was recorded, or was recorded after it expired.

    In microseconds. Raises Unfounded.
    """
    signed, recorded_at = opening.signed, EPOCH + timedelta(microseconds=recorded)
    received = max(occurred, signed.received if signed else occurred)
    if timedelta(microseconds=received - recorded) > SKEW:
        raise Unfounded("early", received_at=EPOCH + timedelta(microseconds=received), recorded_at=recorded_at)
    if signed is not None and signed.act.expires is not None and recorded_at > signed.act.expires:
        raise Unfounded("expired", received_at=recorded_at, expires=signed.act.expires)


def was_delayed(opening: Opening, recorded: int) -> bool:
    """Whether an act was recorded long after the service received it; in microseconds."""
    signed = opening.signed
    return signed is not None and timedelta(microseconds=recorded - signed.received) > DELAYED


def check_fresh(stream: str, version: int, own: int | None, followed: int | None, recorded: int) -> None:
    """Check that a version was there when a decision on it was recorded, and hadn't long been superseded.

    In microseconds: when the version was recorded (None: 0, before the first event), the next, and the decision. Raises
    Unfounded.
    """
    if own is not None and timedelta(microseconds=own - recorded) > STALE:
        raise Unfounded("basis_ahead", stream=stream, version=version)
    if followed is not None and timedelta(microseconds=recorded - followed) > STALE:
        raise Unfounded("stale", stream=stream, version=version)
