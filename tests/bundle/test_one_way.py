"""What a bundle proves is written in one way, so that two bundles never say the same in different bytes."""

from base64 import b64decode, b64encode
from collections.abc import Callable

import pytest

from proof import contents
from proof.note import COSIGNATURE, Verifier
from tests.bundle.carton import Carton


def true_for_one(carton: Carton) -> None:
    """To Python true is 1."""
    carton.lines = [line | ({"version": True} if line["version"] == 1 else {}) for line in carton.lines]


def id_in_capitals(carton: Carton) -> None:
    """An id is the same in capitals, and isn't written so."""
    carton.lines = [line | {"event_id": line["event_id"].upper()} for line in carton.lines]


def base64_with_bits_left_over(carton: Carton) -> None:
    """Of the bits that base64 leaves over one is set."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    lines = carton.lines
    for line in lines:
        data = line["data"].rstrip("=")
        if data != line["data"]:
            other = data[:-1] + alphabet[alphabet.index(data[-1]) + 1] + line["data"][len(data) :]
            assert b64decode(other) == b64decode(line["data"])
            line["data"] = other
            carton.lines = lines
            return
    raise AssertionError


def base64_in_lines(carton: Carton) -> None:
    """Base64 is broken over lines."""
    carton.lines = [line | {"data": line["data"][:4] + "\n" + line["data"][4:]} for line in carton.lines]


def hex_in_capitals(carton: Carton) -> None:
    """A hash of a path is in capitals."""
    proofs = carton.json(contents.PROOFS)
    for head in proofs["heads"]:
        head["path"] = [each.upper() for each in head["path"]]
    carton.put(contents.PROOFS, proofs)


def hex_with_spaces(carton: Carton) -> None:
    """A hash of a path has spaces between its bytes."""
    proofs = carton.json(contents.PROOFS)
    for proof in proofs["closing"]:
        proof["range_path"] = [each[:2] + " " + each[2:] for each in proof["range_path"]]
    carton.put(contents.PROOFS, proofs)


def key_among_spaces(carton: Carton) -> None:
    """A key has spaces around it."""
    carton.files[contents.KEYS] = b" " + carton.files[contents.KEYS]


def keys_in_another_kind_of_line(carton: Carton) -> None:
    """Lines end in what only some readers take for an end."""
    carton.files[contents.KEYS] = carton.files[contents.KEYS].replace(b"\n", b"\r\n")


def events_in_another_kind_of_line(carton: Carton) -> None:
    """The same of the events."""
    carton.files[contents.EVENTS] = carton.files[contents.EVENTS].replace(b"\n", b"\r\n")


def events_without_their_last_line_end(carton: Carton) -> None:
    """The last event isn't ended."""
    carton.files[contents.EVENTS] = carton.files[contents.EVENTS].removesuffix(b"\n")


def state_of_another_kind(carton: Carton) -> None:
    """A number of the state is true instead of 1, or 1.0."""
    state = carton.json("state.json")
    round_ = state["innovation"]["round"]
    assert type(round_) is int
    state["innovation"]["round"] = float(round_)
    carton.put("state.json", state)


ONE_WAY: list[tuple[Callable[[Carton], None], str]] = [
    (events_in_another_kind_of_line, "chain"),
    (events_without_their_last_line_end, "chain"),
    (true_for_one, "chain"),
    (id_in_capitals, "chain"),
    (base64_with_bits_left_over, "chain"),
    (base64_in_lines, "chain"),
    (hex_in_capitals, "inclusion"),
    (hex_with_spaces, "inclusion"),
    (key_among_spaces, "keys"),
    (keys_in_another_kind_of_line, "keys"),
    (state_of_another_kind, "state"),
]


@pytest.mark.parametrize(("change", "step"), ONE_WAY, ids=lambda each: getattr(each, "__name__", each))
def test_what_is_proved_is_written_in_one_way(carton: Carton, change: Callable[[Carton], None], step: str) -> None:
    before = dict(carton.files)
    change(carton)
    assert carton.files != before
    carton.sign()
    carton.is_refused(step)


def test_a_witness_s_key_signs_no_bundle(carton: Carton) -> None:
    private = carton.signer.private
    witness = Verifier(carton.signer.origin, private.public_key(), COSIGNATURE)
    carton.files[contents.KEYS] = f"{witness}\n".encode()
    carton.sign()
    text = contents.statement(carton.files[contents.MANIFEST])
    signature = bytes(8) + private.sign(b"cosignature/v1\ntime 0\n" + text.encode())
    line = b64encode(witness.key_id + signature).decode()
    carton.files[contents.SIGNATURE] = f"{text}\n— {witness.name} {line}\n".encode()
    assert carton.is_refused("keys", keys=()) == "no trusted key signed the note"
