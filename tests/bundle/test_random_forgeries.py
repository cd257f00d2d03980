"""Whatever is changed of a life whose hashes are then made to fit, and with whatever keys, somebody finds it.

`make prove` tries some thousands: JEJAK_PROVE=1.
"""

import json
import os
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID

import pytest

from activities.command_keys import PrivateKey
from bundle.replay import check_decisions
from domain.events import EVENTS
from proof.acts import Opening, decision_bytes, read_metadata, receipt_bytes
from proof.checking import Checked, check
from proof.errors import BundleRefused, Unfounded
from proof.event import SealedEvent
from proof.hashes import GENESIS
from proof.origin import check_origin
from proof.recorded import Recorded
from proof.streams import KEYS
from proof.strict_json import canonical
from tests.bundle.conftest import Sealed
from tests.bundle.forgeries.finding import why
from wiring.keys import service_key, worker_key
from wiring.settings import Settings

pytestmark = pytest.mark.minutes

CASES = 1_100 if os.environ.get("JEJAK_PROVE") else 60

History = dict[str, list[Recorded]]


class Hand:
    """Whoever changes a life: with the login alone, with a worker's key, or with the service's as well."""

    def __init__(self, random: Random, checked: Checked, genesis: str, worker: PrivateKey, service: PrivateKey) -> None:
        self.random = random
        self.genesis = genesis
        self.worker = worker
        self.service = service
        self.history: History = {name: list(events) for name, events in checked.history.items()}

    def place(self, fits: Callable[[Recorded], bool] = lambda event: True) -> tuple[str, int]:
        """A stream, and an event in it that fits; never the genesis, which is pinned."""
        places = [
            (name, at)
            for name, events in sorted(self.history.items())
            for at, event in enumerate(events)
            if (name, at) != (KEYS, 0) and fits(event)
        ]
        return self.random.choice(places)

    def put(self, place: tuple[str, int], **changes: Any) -> None:
        """Change an event, and every hash after it."""
        name, at = place
        self.history[name][at] = replace(self.history[name][at], **changes)
        self.rechain(name)

    def rechain(self, name: str) -> None:
        """Make the versions and hashes of a stream fit."""
        chain = GENESIS
        for at, event in enumerate(self.history[name]):
            sealed = SealedEvent(
                name, at + 1, str(event.event_id), event.type, event.schema_version, event.occurred, event.recorded,
                b64encode(event.metadata).decode(), b64encode(event.data).decode(), chain.hex(),
            )  # fmt: skip
            chain = sealed.chain()
            self.history[name][at] = replace(event, version=at + 1, chain=chain)

    def sign(self, name: str, *, receipts: bool = False) -> None:
        """Sign every decision of a stream again, as it stands now, with a worker's key; receipts with the service's."""
        events = self.history[name]
        for at, event in enumerate(events):
            try:
                opening = read_metadata(event.metadata)
            except Unfounded:  # it isn't in its form any more, or the genesis
                continue
            if not isinstance(opening, Opening):
                continue
            body = deepcopy(opening.body)
            if receipts and "act" in body:
                receipt = body["receipt"]
                said = receipt_bytes(
                    self.service.key, self.genesis, canonical(body["act"]), body["signatures"], receipt["received"]
                )
                body["receipt"] = {**receipt, "key": self.service.key, "signature": self.service.sign(said)}
            body["worker"] = self.worker.key
            decided = [(e.event_id, e.type, e.schema_version, e.data) for e in events[at : at + opening.of]]
            before = events[at - 1].chain if at else GENESIS
            said = decision_bytes(self.worker.key, self.genesis, name, at + 1, before, event.occurred, body, decided)
            metadata = canonical({**body, "decision": self.worker.sign(said)})
            events[at] = replace(event, metadata=metadata)
            self.rechain(name)

    def other(self, value: Any) -> Any:
        """Another value of the same type."""
        match value:
            case bool():
                return not value
            case int():
                return value + self.random.choice((-1, 1, 1000))
            case str():
                at = self.random.randrange(len(value)) if value else 0
                return value[:at] + ("0" if value[at : at + 1] != "0" else "1") + value[at + 1 :]
        return {"x": 1}

    def with_other_leaf(self, value: Any, within: Sequence[str] = ()) -> Any:
        """A JSON object with one leaf changed, in these members if any are named."""
        changed = deepcopy(value)
        leaves: list[tuple[Any, Any]] = []

        def gather(holder: Any, keys: Iterable[Any]) -> None:
            for key in keys:
                inner = holder[key]
                if isinstance(inner, dict | list) and inner:
                    gather(inner, inner if isinstance(inner, dict) else range(len(inner)))
                else:
                    leaves.append((holder, key))

        gather(changed, within or changed)
        holder, key = self.random.choice(leaves)
        holder[key] = self.other(holder[key])
        return changed


Forging = Callable[[Hand], None]


def opens(event: Recorded) -> bool:
    return b'"decision"' in event.metadata


def asked(event: Recorded) -> bool:
    return opens(event) and b'"act"' in event.metadata


# ---- with the login alone


def other_metadata(hand: Hand) -> None:
    place = hand.place()
    metadata = json.loads(hand.history[place[0]][place[1]].metadata)
    hand.put(place, metadata=canonical(hand.with_other_leaf(metadata)))


def other_data(hand: Hand) -> None:
    place = hand.place()
    data = json.loads(hand.history[place[0]][place[1]].data)
    hand.put(place, data=json.dumps(hand.with_other_leaf(data) if data else {"text": "x"}).encode())


def other_type(hand: Hand) -> None:
    place = hand.place()
    own = hand.history[place[0]][place[1]].type
    hand.put(place, type=hand.random.choice([each for each in EVENTS if each != own]))


def other_schema(hand: Hand) -> None:
    place = hand.place()
    hand.put(place, schema_version=hand.history[place[0]][place[1]].schema_version + 1)


def other_id(hand: Hand) -> None:
    hand.put(hand.place(), event_id=UUID(int=hand.random.getrandbits(128), version=4))


def other_instant(hand: Hand) -> None:
    place = hand.place()
    away = hand.random.choice((1, 10**6, 3600 * 10**6, 86_400 * 10**6)) * hand.random.choice((-1, 1))
    hand.put(place, occurred=hand.history[place[0]][place[1]].occurred + away)


def removed(hand: Hand) -> None:
    name, at = hand.place(lambda event: event.version < len(hand.history[event.stream]))
    del hand.history[name][at]
    hand.rechain(name)


def repeated(hand: Hand) -> None:
    name, at = hand.place()
    hand.history[name].insert(at + 1, hand.history[name][at])
    hand.rechain(name)


def swapped(hand: Hand) -> None:
    name, at = hand.place(lambda event: event.version > 1 and (event.stream, event.version) != (KEYS, 2))
    events = hand.history[name]
    events[at - 1], events[at] = events[at], events[at - 1]
    hand.rechain(name)


def moved(hand: Hand) -> None:
    name, at = hand.place(opens)
    other = hand.random.choice(sorted(each for each in hand.history if each != name))
    hand.history[other].append(replace(hand.history[name][at], stream=other))
    hand.rechain(other)


# ---- with a worker's key


def signed_data(hand: Hand) -> None:
    other_data_of(hand, hand.place())


def other_data_of(hand: Hand, place: tuple[str, int]) -> None:
    data = json.loads(hand.history[place[0]][place[1]].data)
    hand.put(place, data=json.dumps(hand.with_other_leaf(data) if data else {"text": "x"}).encode())
    hand.sign(place[0])


def signed_type(hand: Hand) -> None:
    place = hand.place()
    own = hand.history[place[0]][place[1]].type
    hand.put(place, type=hand.random.choice([each for each in EVENTS if each != own]))
    hand.sign(place[0])


def signed_instant(hand: Hand) -> None:
    place = hand.place()
    hand.put(place, occurred=hand.history[place[0]][place[1]].occurred + hand.random.choice((-1, 1)))
    hand.sign(place[0])


def signed_act(hand: Hand) -> None:
    place = hand.place(asked)
    metadata = json.loads(hand.history[place[0]][place[1]].metadata)
    hand.put(place, metadata=canonical(hand.with_other_leaf(metadata, ("act", "signatures", "receipt"))))
    hand.sign(place[0])


def signed_without_signatures(hand: Hand) -> None:
    place = hand.place(lambda event: asked(event) and len(json.loads(event.metadata)["signatures"]) > 0)
    metadata = json.loads(hand.history[place[0]][place[1]].metadata)
    metadata["signatures"] = metadata["signatures"][:-1]
    hand.put(place, metadata=canonical(metadata))
    hand.sign(place[0])


# ---- with the service's key as well


def received_act(hand: Hand) -> None:
    place = hand.place(asked)
    metadata = json.loads(hand.history[place[0]][place[1]].metadata)
    hand.put(place, metadata=canonical(hand.with_other_leaf(metadata, ("act",))))
    hand.sign(place[0], receipts=True)


def received_without_signatures(hand: Hand) -> None:
    """What takes a signature, received without one."""
    takes = {"score", "decide", "endorse", "grant_role", "enrol_key", "publish_edition", "publish_reference"}
    place = hand.place(lambda event: asked(event) and json.loads(event.metadata)["act"]["type"] in takes)
    metadata = json.loads(hand.history[place[0]][place[1]].metadata)
    act = {name: value for name, value in metadata["act"].items() if name not in ("signed_at", "expires")}
    hand.put(place, metadata=canonical({**metadata, "act": act, "signatures": []}))
    hand.sign(place[0], receipts=True)


LOGIN: list[Forging] = [
    other_metadata,
    other_data,
    other_type,
    other_schema,
    other_id,
    other_instant,
    removed,
    repeated,
    swapped,
    moved,
]


def signed_twice(hand: Hand) -> None:
    """A decision of one event, once more in its own stream."""
    name, at = hand.place(lambda event: asked(event) and json.loads(event.metadata)["of"] == 1)
    hand.history[name].insert(at + 1, hand.history[name][at])
    hand.rechain(name)
    hand.sign(name)


WORKER: list[Forging] = [signed_data, signed_twice, signed_type, signed_instant, signed_act, signed_without_signatures]
SERVICE: list[Forging] = [received_act, received_without_signatures]


@pytest.fixture(scope="module")
def checked(packed: bytes) -> Checked:
    """A life whose proofs hold."""
    return check(packed)


@pytest.mark.parametrize("forgings", [LOGIN, WORKER, SERVICE], ids=["the login", "a worker's key", "the service's key"])
async def test_whatever_is_changed_is_found_by_somebody(
    forgings: list[Forging], checked: Checked, sealed: Sealed, keys: Settings
) -> None:
    genesis = sealed.settings.genesis
    assert genesis is not None
    found: Counter[str] = Counter()
    for seed in range(CASES):
        random = Random(seed)
        hand = Hand(random, checked, genesis, worker_key(keys), service_key(keys))
        forging = random.choice(forgings)
        forging(hand)
        if hand.history == checked.history:  # changed into itself
            continue
        forged = replace(checked, history=hand.history)
        try:
            check_origin(forged, genesis=genesis)
        except BundleRefused as error:
            found[f"without the rules: {why(error)}"] += 1
            if forgings is LOGIN:
                continue
        else:
            assert forgings is not LOGIN, (seed, forging.__name__)
        try:
            await check_decisions(forged)
        except BundleRefused as error:
            found[f"with them: {why(error)}"] += 1
        else:
            pytest.fail(f"{forging.__name__} with seed {seed} wasn't found")
    print(*(f"{count:6} {reason}" for reason, count in sorted(found.items())), sep="\n")
