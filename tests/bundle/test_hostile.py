"""A bundle made to hurt whoever checks or unpacks it is refused with a sentence, whoever signed it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from proof import contents
from tests.bundle.carton import Carton, Place, found_at
from tests.bundle.hostile import HEAP, refusal

pytestmark = pytest.mark.minutes


@pytest.mark.parametrize(
    "name",
    [
        "json.py",
        "struct.pyc",
        "sitecustomize.py",
        "cryptography/__init__.py",
        "proof/a/b.py",
        "proof/__init__.pyc",
        "proof/__pycache__/verify.cpython-313.pyc",
        "proof",
        "Proof/verify.py",
        "schemas",
        "manifest.json/x",
        "verify.py",
        "Keys.txt",
        "schemas/A.v1.py",
        "schemas/a/B.v1.json",
        "schemas/A.v1.json.exe",
        "schemas/A.v01.json",
        "schemas/Ä.v1.json",
        "proof/verify.py\n",
        "more.txt",
    ],
)
def test_a_file_that_the_format_does_not_have_is_refused_even_when_it_is_listed_and_signed(
    carton: Carton, name: str
) -> None:
    carton.files[name] = b"raise SystemExit('evil')"
    carton.sign()
    assert "is no name of a file in a bundle" in carton.is_refused("manifest")


def test_two_names_that_are_one_on_some_disks_are_refused(carton: Carton) -> None:
    carton.files["schemas/A.v1.json"] = carton.files["schemas/a.v1.json"] = b"{}"
    carton.sign()
    assert carton.is_refused("manifest") == "two of its files have the same name"


@pytest.mark.parametrize("log", ["example.org/\x1b[2J", "example.org/\u202e", "a b", "", "a" * 201, "a\n", 1, None])
def test_a_log_s_name_that_no_log_has_is_refused_before_it_is_shown(carton: Carton, log: object) -> None:
    carton.sign(log=log)
    carton.is_refused("manifest", keys=())


def test_a_manifest_that_nobody_signed_yet_is_read_up_to_a_size_only(carton: Carton) -> None:
    carton.files[contents.MANIFEST] += b" " * (1 << 20)
    assert "larger than 1 MiB" in carton.is_refused("manifest")


def test_a_field_s_name_in_the_state_is_safe_for_a_terminal(carton: Carton) -> None:
    carton.put("state.json", carton.json("state.json") | {"\x1b[2J" * HEAP: 1})
    carton.sign()
    assert refusal(carton.packed(), [carton.key]).facts["step"] == "state"


CONTENTS: dict[str, bytes] = {
    "nothing": b"",
    "no text": b"\xff\xfe\x00",
    "deep": b"[" * HEAP,
    "deep and closed": b"[" * HEAP + b"]" * HEAP,
    "deep objects": b'{"a":' * HEAP,
    "a long number": b"1" * HEAP,
    "a text": b'"x"',
    "null": b"null",
    "a list": b"[]",
    "an object": b"{}",
    "lists": b"[[]]\n",
    "NaN": b"NaN",
    "no number": b"1e999",
    "half a pair": b'"\\ud800"',
    "terminal": b"\x1b[2J" * HEAP,
}
STEPS = {
    contents.MANIFEST: "manifest",
    contents.SIGNATURE: "manifest",
    contents.KEYS: "keys",
    contents.CHECKPOINT: "checkpoint",
    contents.EVENTS: "chain",
    contents.PROOFS: "inclusion",
    contents.SINCE: "consistency",
    "state.json": "state",
}


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_a_file_that_holds_anything_else_is_refused(carton: Carton, name: str, content: bytes) -> None:
    carton.files[name] = content
    if STEPS[name] != "manifest":
        carton.sign()
    carton.is_refused(STEPS[name])


@pytest.mark.parametrize("name", [contents.MANIFEST, contents.EVENTS, contents.PROOFS, "state.json"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_json_in_another_encoding_is_refused(carton: Carton, name: str, encoding: str) -> None:
    said = carton.files[name].decode()
    if name == contents.MANIFEST:
        carton.files[name] = said.encode(encoding)
        note = carton.signer.sign_text(contents.statement(carton.files[name]))
        carton.files[contents.SIGNATURE] = note.encode()
    else:
        carton.files[name] = said.encode(encoding)
        carton.sign()
    carton.is_refused(STEPS[name])


def places(value: Any, path: Place) -> list[Place]:
    """Where anything stands in a JSON value."""
    inner: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value[:2])
    return [path, *(place for name, each in inner for place in places(each, [*path, name]))]


def nested() -> Any:
    """A list in a list in a list, as deep as JSON can still be written."""
    value: Any = []
    for _ in range(300):
        value = [value]
    return value


def of_each_kind(found: list[Place]) -> Iterator[Place]:
    """The first two places of each kind: what a list holds is of one kind, and so is what is said of each file."""
    kinds = Counter[tuple[str | int, ...]]()
    for place in found:
        kind = tuple("*" if isinstance(step, int) or place[:at] == ["files"] else step for at, step in enumerate(place))
        kinds[kind] += 1
        if kinds[kind] <= 2:
            yield place


ODD: tuple[Any, ...] = (
    None,
    True,
    1.0,
    -1,
    2**70,
    10**4000,
    "",
    "x",
    "\ud800",
    "\x1b[2J",
    "A" * HEAP,
    [],
    {},
    nested(),
)


@pytest.mark.parametrize("odd", ODD, ids=lambda each: repr(each)[:12] if not isinstance(each, int) else type(each))
@pytest.mark.parametrize("name", [contents.EVENTS, contents.PROOFS, contents.MANIFEST])
def test_whatever_stands_in_place_of_something_is_refused(carton: Carton, name: str, odd: Any) -> None:
    said: Any = carton.lines[:1] if name == contents.EVENTS else carton.json(name)
    for place in of_each_kind(places(said, [])):
        if (
            not place
            or place[:1] == ["state_schema"]
            or place == ["consistency"]
            or type(found_at(said, place)) is dict
        ):
            continue
        changed = json.loads(json.dumps(said))
        inner = found_at(changed, place[:-1])
        if inner[place[-1]] == odd and type(inner[place[-1]]) is type(odd):
            continue
        inner[place[-1]] = odd
        text = json.dumps(changed[0] if name == contents.EVENTS else changed).encode()
        if name == contents.EVENTS:
            text += b"\n" + carton.files[name].split(b"\n", 1)[1]
        other = Carton(dict(carton.files), carton.signer, carton.key)
        other.files[name] = text
        if name == contents.MANIFEST:
            other.files[contents.SIGNATURE] = other.signer.sign_text(contents.statement(text)).encode()
        else:
            other.sign()
        refusal(other.packed(), [carton.key])


# ---- one way to write a thing
