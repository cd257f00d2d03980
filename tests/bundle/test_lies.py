"""A lie in a bundle is found, also where whoever tells it holds the log's key."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict

import asyncpg
import pytest

from domain.streams import AGENCIES
from ledger.log.proofs import Prover
from proof import contents
from proof.event import SealedEvent
from proof.hashes import GENESIS
from tests.bundle.carton import Carton, found_at, other_signer, places
from tests.bundle.conftest import Sealed

Lie = Callable[[Carton], None]


def changed_event(carton: Carton) -> None:
    """An event says something else, in its bytes and its view."""
    lines = carton.lines
    data = json.loads(b64decode(lines[0]["data"]))
    data["agency"] = "kota-lain"
    lines[0]["data"] = b64encode(json.dumps(data).encode()).decode()
    lines[0]["view"]["data"] = data
    carton.lines = lines


def changed_view(carton: Carton) -> None:
    """Only what people read of an event says something else."""
    lines = carton.lines
    lines[3]["view"]["data"]["reason"] = "Lain."
    carton.lines = lines


def view_said_twice(carton: Carton) -> None:
    """Whoever reads the first of two fields reads a lie."""
    first, _, rest = carton.files[contents.EVENTS].partition(b"\n")
    carton.files[contents.EVENTS] = b'{"type":"DecisionRevoked",' + first[1:] + b"\n" + rest


def view_of_another_kind(carton: Carton) -> None:
    """To Python 1.0 is 1, and true too, and to others they aren't."""
    lines = carton.lines
    view = lines[0]["view"]["data"]
    *path, last = next(place for place in places(view, []) if isinstance(found_at(view, place), int))
    found_at(view, path)[last] = float(found_at(view, [*path, last]))
    carton.lines = lines


def changed_time(carton: Carton) -> None:
    """An event is said to have happened earlier."""
    lines = carton.lines
    lines[3]["view"]["occurred_at"] = "2020-01-01T00:00:00+00:00"
    carton.lines = lines


def dropped_event(carton: Carton) -> None:
    """An event in the middle is left out."""
    carton.lines = carton.lines[:4] + carton.lines[5:]


def swapped_events(carton: Carton) -> None:
    """Events of two streams change places."""
    lines = carton.lines
    lines[-1], lines[-2] = lines[-2], lines[-1]
    carton.lines = lines


def no_events(carton: Carton) -> None:
    """Nothing happened."""
    carton.lines = []


def foreign_event(carton: Carton) -> None:
    """An event of somebody else's stands among them."""
    lines = carton.lines
    lines[0]["stream_id"] = "innovation/00000000-0000-4000-8000-000000000000"
    carton.lines = lines


def another_innovation(carton: Carton) -> None:
    """The bundle is said to be about something else."""
    carton.sign(innovation="00000000-0000-4000-8000-000000000000")


def last_event_dropped(carton: Carton) -> None:
    """The last event is left out."""
    carton.lines = carton.lines[:-1]


def proof_dropped(carton: Carton) -> None:
    """Nothing is proved of one stream."""
    proofs = carton.json(contents.PROOFS)
    proofs["heads"].pop()
    carton.put(contents.PROOFS, proofs)


def adoption_held_back(carton: Carton) -> None:
    """A whole adoption is left out, with its proof."""
    proofs = carton.json(contents.PROOFS)
    proofs["heads"] = [head for head in proofs["heads"] if not head["stream_id"].startswith("adoption/")]
    carton.put(contents.PROOFS, proofs)
    carton.lines = [line for line in carton.lines if not line["stream_id"].startswith("adoption/")]


def adoption_held_back_from_the_closing_too(carton: Carton) -> None:
    """A whole adoption is left out, and from among the streams of the closing as well."""
    adoption_held_back(carton)
    proofs = carton.json(contents.PROOFS)
    entries = proofs["closing"][1]["entries"]
    proofs["closing"][1]["entries"] = [each for each in entries if not each["stream_id"].startswith("adoption/")]
    carton.put(contents.PROOFS, proofs)


def refusals_held_back(carton: Carton) -> None:
    """What was refused is left out, with its proof."""
    proofs = carton.json(contents.PROOFS)
    proofs["heads"] = [head for head in proofs["heads"] if not head["stream_id"].startswith("refusals/")]
    carton.put(contents.PROOFS, proofs)
    carton.lines = [line for line in carton.lines if not line["stream_id"].startswith("refusals/")]


def basis_of_an_event_held_back(carton: Carton) -> None:
    """A stream that decisions were made on is left out, with its proof."""
    basis_held_back(carton, "person/operator")


def basis_held_back(carton: Carton, stream: str, *, from_the_closing_too: bool = False) -> None:
    """A stream that decisions were made on is left out, with its proofs."""
    proofs = carton.json(contents.PROOFS)
    proofs["heads"] = [head for head in proofs["heads"] if head["stream_id"] != stream]
    if from_the_closing_too:
        proofs["closing"] = [proof for proof in proofs["closing"] if proof["prefix"] != stream]
    carton.put(contents.PROOFS, proofs)
    lines = carton.files[contents.BASIS].splitlines(keepends=True)
    carton.files[contents.BASIS] = b"".join(each for each in lines if json.loads(each)["stream_id"] != stream)


def basis_of_an_event_unproved(carton: Carton) -> None:
    """A stream that decisions were made on is left out, and isn't spoken of."""
    basis_held_back(carton, "person/operator", from_the_closing_too=True)


def register_held_back(carton: Carton) -> None:
    """The register of agencies, by which everybody's impartiality was judged, is left out."""
    basis_held_back(carton, AGENCIES)


def register_unproved(carton: Carton) -> None:
    """The register of agencies is left out, and isn't spoken of."""
    basis_held_back(carton, AGENCIES, from_the_closing_too=True)


def another_register(carton: Carton) -> None:
    """Another register of agencies stands in its place, under the hash that it would have."""
    lines = [json.loads(line) for line in carton.files[contents.BASIS].splitlines()]
    [register] = [line for line in lines if line["stream_id"] == AGENCIES]
    data = json.loads(b64decode(register["data"])) | {"content": "id,name\n"}
    register["data"] = b64encode(json.dumps(data).encode()).decode()
    register["view"]["data"] = data
    hashed = {name: each for name, each in register.items() if name not in ("view", "chain")}
    register["chain"] = SealedEvent(**hashed, previous=GENESIS.hex()).chain().hex()
    carton.files[contents.BASIS] = "".join(json.dumps(line) + "\n" for line in lines).encode()


def no_keys(carton: Carton) -> None:
    """The keys are left out, and aren't spoken of."""
    basis_held_back(carton, "keys/service", from_the_closing_too=True)


def foreign_basis(carton: Carton) -> None:
    """The innovation's own event stands among what it was decided on."""
    first, *_ = carton.files[contents.EVENTS].splitlines(keepends=True)
    carton.files[contents.BASIS] = first + carton.files[contents.BASIS]


def basis_cut_short(carton: Carton) -> None:
    """That a person's key was retired is left out."""
    lines = carton.files[contents.BASIS].splitlines(keepends=True)
    last = max(at for at, each in enumerate(lines) if json.loads(each)["stream_id"] == "person/operator")
    carton.files[contents.BASIS] = b"".join(each for at, each in enumerate(lines) if at != last)


def closings_out_of_order(carton: Carton) -> None:
    """The proofs of what was decided on stand in another order."""
    proofs = carton.json(contents.PROOFS)
    proofs["closing"][3:] = reversed(proofs["closing"][3:])
    carton.put(contents.PROOFS, proofs)


def lying_closing(carton: Carton) -> None:
    """The closing says something that was never recorded."""
    proofs = carton.json(contents.PROOFS)
    for proof in proofs["closing"]:
        closing = json.loads(b64decode(proof["event"]["data"]))
        proof["event"]["data"] = b64encode(json.dumps(closing | {"root": "00" * 32}).encode()).decode()
    carton.put(contents.PROOFS, proofs)


def other_closing_date(carton: Carton) -> None:
    """The manifest has the books closed at another time."""
    carton.sign(closing=carton.json(contents.MANIFEST)["closing"] | {"closed_at": "2030-01-01T00:00:00+00:00"})


def checkpoint_of_another_log(carton: Carton) -> None:
    """The checkpoint is one of another log."""
    carton.files[contents.CHECKPOINT] = other_signer("example.org/other").sign(64, bytes(32)).encode()


def checkpoint_signed_by_another(carton: Carton) -> None:
    """The checkpoint bears the log's name and somebody else's signature."""
    carton.files[contents.CHECKPOINT] = other_signer().sign(64, bytes(32)).encode()


def checkpoint_of_another_tree(carton: Carton) -> None:
    """Whoever has the key signs a log that never was."""
    size = carton.json(contents.MANIFEST)["tree_size"]
    carton.files[contents.CHECKPOINT] = carton.signer.sign(size, bytes(32)).encode()


def checkpoint_of_another_size(carton: Carton) -> None:
    """The checkpoint isn't the one that the manifest speaks of."""
    carton.files[contents.CHECKPOINT] = carton.signer.sign(3, bytes(32)).encode()


def state_changed(carton: Carton) -> None:
    """The state is said to be another."""
    state = carton.json("state.json")
    state["innovation"]["stage"] = "institutionalised"
    carton.put("state.json", state)


def state_left_out(carton: Carton) -> None:
    """The state leaves an adoption out."""
    state = carton.json("state.json")
    state["adoptions"] = {}
    carton.put("state.json", state)


def state_said_to_be_of_another_release(carton: Carton) -> None:
    """The state lies, and claims to have an older shape."""
    state_changed(carton)
    carton.sign(state_schema="00" * 32)


def proofs_broken(carton: Carton) -> None:
    """The proofs are nested so deeply that no reader can follow."""
    carton.files[contents.PROOFS] = b"[" * 100_000


LIES: dict[str, list[Lie]] = {
    "checkpoint": [
        checkpoint_of_another_log,
        checkpoint_signed_by_another,
        checkpoint_of_another_size,
    ],
    "chain": [
        changed_event,
        changed_view,
        view_said_twice,
        view_of_another_kind,
        changed_time,
        dropped_event,
        swapped_events,
        no_events,
        foreign_event,
        foreign_basis,
        another_innovation,
    ],
    "inclusion": [
        last_event_dropped,
        proof_dropped,
        checkpoint_of_another_tree,
        proofs_broken,
        basis_cut_short,
        another_register,
    ],
    "latest": [
        adoption_held_back,
        adoption_held_back_from_the_closing_too,
        refusals_held_back,
        basis_of_an_event_held_back,
        register_held_back,
        closings_out_of_order,
        lying_closing,
        other_closing_date,
    ],
    "origin": [basis_of_an_event_unproved, register_unproved, no_keys],
    "state": [state_changed, state_left_out, state_said_to_be_of_another_release],
}


@pytest.mark.parametrize(
    ("lie", "step"),
    [(lie, step) for step, lies in LIES.items() for lie in lies],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_a_lie_of_whoever_holds_the_key_is_found(carton: Carton, lie: Lie, step: str) -> None:
    lie(carton)
    carton.sign()
    carton.is_refused(step)


async def test_an_earlier_end_of_a_stream_is_not_its_latest_however_well_it_is_proved(
    carton: Carton, sealed: Sealed
) -> None:
    """Every version is a leaf, so that an end that isn't the last has a proof of inclusion as well."""
    last = carton.lines[-2]
    proofs = carton.json(contents.PROOFS)
    async with asyncpg.create_pool(sealed.settings.dsn(), min_size=1, max_size=1) as pool:
        prover = Prover(pool, carton.files[contents.CHECKPOINT].decode())
        earlier = await prover.receipt(last["stream_id"], last["version"] - 1)
    proofs["heads"] = [asdict(earlier) if one["stream_id"] == last["stream_id"] else one for one in proofs["heads"]]
    carton.put(contents.PROOFS, proofs)
    carton.lines = [line for line in carton.lines if line != last]
    carton.sign()
    assert "ended with version 3, but is shown up to 2" in carton.is_refused("latest")


def test_another_log_shown_to_an_auditor_is_found_when_they_compare(carton: Carton) -> None:
    size = carton.json(contents.MANIFEST)["tree_size"]
    for kept in (
        carton.signer.sign(size, bytes(32)),
        carton.signer.sign(size + 9, bytes(32)),
        other_signer().sign(1, bytes(32)),
    ):
        carton.is_refused("consistency", since=kept)
    assert "older than the checkpoint" in carton.is_refused(
        "consistency", since=carton.signer.sign(size + 9, bytes(32))
    )


def test_a_false_proof_of_consistency_is_found(carton: Carton) -> None:
    carton.files[contents.SINCE] = carton.signer.sign(1, bytes(32)).encode()
    proofs = carton.json(contents.PROOFS)
    proofs["consistency"] = {
        "old_size": 1,
        "new_size": carton.json(contents.MANIFEST)["tree_size"],
        "path": ["00" * 32],
    }
    carton.put(contents.PROOFS, proofs)
    carton.sign()
    carton.is_refused("consistency")
