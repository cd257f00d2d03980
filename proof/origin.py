"""Origin, as far as it can be checked without the rules: whose keys signed what, when, and on what.

docs/auditing.md says each check. That a decision is what the rules lead to takes the rules, and isn't checked here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from proof import ids
from proof.acts import Continuing, Opening, Signed, check_fresh, check_times, read_metadata, was_delayed
from proof.checking import Checked
from proof.errors import BundleRefused, Unfounded
from proof.event import microseconds
from proof.hashes import GENESIS
from proof.keyrings import Keyrings, located
from proof.recorded import Recorded, member
from proof.streams import KEYS, REFUSALS, belongs, person_stream, refusals_stream
from proof.strict_json import ID, canonical, read_json

RECEIPTS, DECISIONS = "receipts", "decisions"
REFUSED, REUSED = "CommandRefused", "command_id_reused"
CAUSE = {"id", "stream", "type", "payload", "actor", "at"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z")


@dataclass(frozen=True, slots=True)
class Founded:
    """What was found to be signed: how many decisions, in the ledger of which genesis."""

    genesis: str
    pinned: bool
    """Whether the auditor named that genesis; otherwise its keys are believed."""
    decisions: int
    signatures: int
    """Of people, of the service and of workers."""
    delayed: int
    """How many acts were recorded long after they were received: who holds the service's key chooses when that was."""


def check_origin(checked: Checked, *, genesis: str | None = None) -> Founded:
    """Checks who signed each decision in a bundle whose proofs hold: by keys that counted, in time, each command once.

    `genesis` is the one that the auditor knows. Raises BundleRefused with the step "origin", and the first event that
    isn't founded.
    """
    try:
        keys = Keyrings(checked.history, genesis)
        work = _Work(checked, keys)
        for name in sorted(checked.history):
            work.check(name)
        work.check_all_used()
    except Unfounded as error:
        raise BundleRefused(error, step="origin") from error
    return Founded(keys.genesis, genesis is not None, work.decisions, work.signatures, work.delayed)


class _Work:
    """One check of all decisions."""

    def __init__(self, checked: Checked, keys: Keyrings) -> None:
        self._streams = checked.history
        self._basis_proved = checked.basis
        self._innovation = checked.innovation
        self._keys = keys
        self._used: set[str] = set()
        self._outcomes: dict[tuple[str, UUID], str] = {}
        self._ids: set[tuple[str, UUID]] = set()
        self.decisions = self.signatures = self.delayed = 0

    def check(self, name: str) -> None:
        """The decisions of one stream, one after another, with nothing between them."""
        events, at = self._streams[name], 0
        while at < len(events):
            with located(events[at]):
                if (name, at) == (KEYS, 0):
                    if events[0].type != "LedgerBegun" or events[0].metadata != canonical({}):
                        raise Unfounded("no_genesis")
                    at += 1
                    continue
                opening = read_metadata(events[at].metadata)
                if not isinstance(opening, Opening):
                    raise Unfounded("no_act")
                if name in opening.basis:
                    raise Unfounded("own_basis")
                decision = events[at : at + opening.of]
                for n, each in enumerate(decision[1:], start=1):
                    with located(each):
                        if read_metadata(each.metadata) != Continuing(opening.id, n):
                            raise Unfounded("no_act")
                self._decision(opening, decision, events[at - 1].chain if at else GENESIS)
                at += opening.of

    def check_all_used(self) -> None:
        """Check that some decision was made on every stream that is here. Raises Unfounded."""
        if unused := sorted(self._basis_proved - self._used):
            raise Unfounded("unused_stream", stream=unused[0])

    def _decision(self, opening: Opening, events: Sequence[Recorded], before: bytes) -> None:
        first = events[0]
        if self._keys.owner(KEYS, self._version(opening, KEYS, first), opening.key) != DECISIONS:
            raise Unfounded("decided_by_other", key=opening.key)
        for stream, version in opening.basis.items():
            self._basis(stream, version, first)
        if opening.signed is None:
            occurred = self._caused(opening, first)
        else:
            occurred = self._asked(opening, opening.signed, first)
        check_times(opening, occurred, first.recorded)
        for n, each in enumerate(events):
            with located(each):
                if each.occurred != occurred:
                    raise Unfounded("other_instant", at=each.occurred)
                if each.recorded != first.recorded:
                    raise Unfounded("recorded_apart")
                if (each.type == REFUSED) is not self._refused(first):
                    raise Unfounded("other_place", type=each.type)
                self._id(opening, each, n)
        opening.check(
            self._keys.genesis,
            first.stream,
            first.version,
            before,
            occurred,
            [(each.event_id, each.type, each.schema_version, each.data) for each in events],
        )
        self.decisions += 1
        self.delayed += was_delayed(opening, first.recorded)
        self.signatures += 1 if opening.signed is None else 2 + len(opening.signed.signatures)

    def _basis(self, stream: str, version: int, first: Recorded) -> None:
        """What a decision was made on is here, to its end, and hadn't been superseded for long."""
        self._used.add(stream)
        events = self._streams.get(stream, ())
        proved = stream in self._basis_proved or belongs(stream, self._innovation)
        if not proved or version > len(events):
            raise Unfounded("basis_missing", stream=stream, version=version)
        self._fresh(stream, version, first)

    def _fresh(self, stream: str, version: int, first: Recorded) -> None:
        """A version of a stream was there, and hadn't been followed for long."""
        events = self._streams.get(stream, ())
        own = events[version - 1].recorded if version else None
        followed = events[version].recorded if version < len(events) else None
        check_fresh(stream, version, own, followed, first.recorded)

    def _refused(self, first: Recorded) -> bool:
        return first.stream.startswith(f"{REFUSALS}/")

    def _asked(self, opening: Opening, signed: Signed, first: Recorded) -> int:
        """An act that somebody asked for, of this stream; when it counts."""
        act, refused = signed.act, self._refused(first)
        if self._keys.owner(KEYS, self._version(opening, KEYS, first), signed.key) != RECEIPTS:
            raise Unfounded("received_by_other", key=signed.key)
        signed.check(self._keys.genesis)
        if (refusals_stream(act.stream) if refused else act.stream) != first.stream or act.actor == "system":
            raise Unfounded("other_stream", stream=act.stream)
        events, on = self._streams.get(act.stream), self._version(opening, act.stream, first)
        if events is None and belongs(act.stream, self._innovation):
            events = ()
        if events is not None:
            if on > len(events):
                raise Unfounded("basis_missing", stream=act.stream, version=on)
            self._fresh(act.stream, on, first)
            if act.seen is not None:
                self._seen(act.seen, events[:on])
        if not refused:
            self._version(opening, person_stream(act.actor), first)
            for each in signed.signatures:
                self._signatory(opening, each["person"], each["key"], act.type, first)
        self._once(signed, first, refused=refused)
        if events is None:  # only its own stream would tell
            return first.occurred
        last = events[on - 1].occurred if events and on else signed.received
        return max(signed.received, last)

    def _seen(self, seen: tuple[int, str], events: Sequence[Recorded]) -> None:
        version, chain = seen
        if version > len(events) or (events[version - 1].chain if version else GENESIS).hex() != chain:
            raise Unfounded("seen_otherwise", version=version)

    def _signatory(self, opening: Opening, person: str, key: str, command: str, first: Recorded) -> None:
        """Whoever signed did so by a key of theirs that counted; who takes office by that of the genesis."""
        stream = person_stream(person)
        version = self._version(opening, stream, first)
        taking = command == "take_office" and (stream, version) == (first.stream, 0)
        owner = self._keys.owner(stream, version, key)
        if not (self._keys.founders.get(person) == key if taking else owner == person):
            raise Unfounded("signed_by_other", person=person, key=key)

    def _caused(self, opening: Opening, first: Recorded) -> int:
        """What time or another stream brought; when that was."""
        caused = opening.caused or {}
        if self._refused(first) or not ID.fullmatch(member(caused, "id", str)) or not member(caused, "type", str):
            raise Unfounded("no_act")
        if caused.keys() - CAUSE or not caused.get("payload", True) or not INSTANT.fullmatch(member(caused, "at", str)):
            raise Unfounded("no_act")
        if member(caused, "actor", str) != "system" or member(caused, "stream", str) != first.stream:
            raise Unfounded("other_stream", stream=caused["stream"])
        at = microseconds(datetime.fromisoformat(caused["at"]))
        return max(at, self._streams[first.stream][first.version - 2].occurred) if first.version > 1 else at

    def _version(self, opening: Opening, stream: str, first: Recorded) -> int:
        """The version of a stream on which a decision was made: of its own the one before it. Raises Unfounded."""
        if stream == first.stream:
            return first.version - 1
        signed = opening.signed
        if signed is not None and stream == signed.act.stream and self._refused(first):
            version: int = member({"stream_version": 0, **read_json(first.data)}, "stream_version", int)
            if version < 0:
                raise Unfounded("basis_missing", stream=stream, version=version)
            return version
        if stream not in opening.basis:
            raise Unfounded("no_keys" if stream == KEYS else "not_in_basis", stream=stream)
        return opening.basis[stream]

    def _id(self, opening: Opening, event: Recorded, n: int) -> None:
        """An event has the id that follows from the command's."""
        if (event.stream, event.event_id) in self._ids:
            raise Unfounded("id_twice", id=event.event_id)
        self._ids.add((event.stream, event.event_id))
        command, refused = UUID(opening.id), self._refused(event)
        if refused and _code(event) == REUSED:
            return  # its id follows from what was asked, in the writing of the rules
        id_of = ids.event_id if opening.signed else ids.caused_id
        if event.event_id != (ids.refusal_id(command) if refused else id_of(command, n)):
            raise Unfounded("other_id", id=event.event_id)

    def _once(self, signed: Signed, first: Recorded, *, refused: bool) -> None:
        """A command has one outcome: it was done, or refused."""
        if refused and _code(first) == REUSED:
            return
        earlier = self._outcomes.setdefault((signed.act.stream, signed.act.id), first.stream)
        if earlier != first.stream:
            raise Unfounded("two_outcomes", id=signed.act.id, stream=earlier)


def _code(event: Recorded) -> str:
    return str(member(read_json(event.data), "code", str))
