"""A bundle made to hurt whoever checks or unpacks it is refused with a sentence, whoever signed it."""

import json
import struct
import tracemalloc
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from bundle.replay import check_state
from proof import contents, zips
from proof.checking import check
from proof.errors import BundleRefused, Malformed
from proof.note import COSIGNATURE, Verifier
from proof.sentences import reason_of
from proof.zips import CENTRAL, END, LOCAL
from tests.bundle.carton import Carton
from tests.bundle.test_tampering import found_at

GOOD = (Path(__file__).parent / "golden/v1.zip").read_bytes()
FILES = END.unpack(GOOD[-END.size :])[4]
HEAP = 100_000


def refusal(bundle: bytes, keys: Iterable[str] = ()) -> BundleRefused:
    """Checking it, its state too, must end so."""
    with pytest.raises(BundleRefused) as refused:
        check_state(check(bundle, keys=tuple(keys)).contents)
    for language in ("id", "en"):
        assert reason_of(refused.value, language).isprintable()
        assert len(reason_of(refused.value, language)) < 1000
    return refused.value


# ---- the zip


def ending(bundle: bytes) -> list[Any]:
    """The record at a zip's end."""
    return list(END.unpack(bundle[-END.size :]))


def with_ending(bundle: bytes, **changes: int) -> bytes:
    """The zip with other numbers in the record at its end."""
    names = ("mark", "disk", "first_disk", "here", "count", "length", "at", "comment")
    record = dict(zip(names, ending(bundle), strict=True)) | changes
    return bundle[: -END.size] + END.pack(*record.values())


def patched(bundle: bytes, at: int, form: str, value: int) -> bytes:
    """The zip with another number at a place."""
    content = struct.pack(form, value)
    return bundle[:at] + content + bundle[at + len(content) :]


def directory_at(bundle: bytes) -> int:
    """Where its directory begins."""
    at: int = ending(bundle)[6]
    return at


def moved(bundle: bytes, at: int, more: bytes) -> bytes:
    """The zip with bytes put before its directory, or earlier, and every offset after them made right."""
    directory = directory_at(bundle)
    records, place = bytearray(bundle[directory : -END.size]), 0
    while place < len(records):
        record = list(CENTRAL.unpack_from(records, place))
        record[-1] += len(more) if record[-1] >= at else 0
        CENTRAL.pack_into(records, place, *record)
        place += CENTRAL.size + sum(record[10:13])
    end = with_ending(bundle, at=directory + len(more))[-END.size :]
    return bundle[:at] + more + bundle[at:directory] + bytes(records) + end


def repacked(method: int = ZIP_DEFLATED, extra: bytes = b"", comment: bytes = b"", attributes: int = 0) -> bytes:
    """The good bundle with its first file packed in another way."""
    buffer = BytesIO()
    with ZipFile(BytesIO(GOOD)) as old, ZipFile(buffer, "w") as new:
        for number, info in enumerate(old.infolist()):
            content, kind = old.read(info), info.compress_type
            if number == 0:
                kind, info.extra, info.comment = method, extra, comment
                info.external_attr |= attributes
            new.writestr(info, content, kind)
    return buffer.getvalue()


def hidden_file() -> bytes:
    """A file that only a reader who goes from file to file sees."""
    content = b"print('evil')"
    name = b"json.py"
    record = (b"PK\3\4", 20, 0, 0, 0, 33, zlib.crc32(content), len(content), len(content), len(name), 0)
    return LOCAL.pack(*record) + name + content


def renamed_file() -> bytes:
    """The extra field that gives a file another name, for readers who heed it."""
    said = struct.pack("<BL", 1, zlib.crc32(b"checkpoint.txt")) + b"json.py"
    return struct.pack("<HH", 0x7075, len(said)) + said


def deflated(content: bytes, ending: int = zlib.Z_FINISH) -> bytes:
    """A stream as a zip holds it."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packing.compress(content) + packing.flush(ending)


def with_last_file(packed: Callable[[bytes], bytes]) -> bytes:
    """The good bundle with other bytes for its last file, whose content and size stay as they are said."""
    with ZipFile(BytesIO(GOOD)) as archive:
        last, content = archive.infolist()[-1], archive.read(archive.infolist()[-1])
    start = last.header_offset + LOCAL.size + len(last.filename)
    new = packed(content)
    bundle = GOOD[:start] + new + GOOD[start + last.compress_size :]
    bundle = with_ending(bundle, at=ending(GOOD)[6] + len(new) - last.compress_size)
    record = bundle.rindex(b"PK\1\2")
    return patched(patched(bundle, record + 20, "<L", len(new)), last.header_offset + 18, "<L", len(new))


FIRST = directory_at(GOOD)
LAST = GOOD.rindex(b"PK\1\2")
LAST_FILE = CENTRAL.unpack_from(GOOD, LAST)[-1]


def said_of_last(form: str, value: int, local: int | None, central: int) -> bytes:
    """The good bundle with another number said of its last file, in front of it and in the directory."""
    bundle = GOOD if local is None else patched(GOOD, LAST_FILE + local, form, value)
    return patched(bundle, LAST + central, form, value)


ZIPS: dict[str, bytes] = {
    "nothing": b"",
    "text": b"This is no zip.\n" * 9,
    "no files": END.pack(b"PK\5\6", 0, 0, 0, 0, 0, 0, 0),
    "bytes before": b"#!/bin/sh\n" + GOOD,
    "bytes before, offsets made right": moved(GOOD, 0, b"#!/bin/sh\n"),
    "bytes between files": moved(GOOD, CENTRAL.unpack_from(GOOD, FIRST)[8] + LOCAL.size + 14, b"more"),
    "a file that isn't listed": moved(GOOD, FIRST, hidden_file()),
    "bytes behind": GOOD + b"more",
    "a comment": with_ending(GOOD, comment=4) + b"more",
    "two directories": GOOD[:FIRST] + GOOD[FIRST : -END.size] * 2 + GOOD[-END.size :],
    "another file's name in front of a file": patched(GOOD, LOCAL.size, "<H", 0x6A6A),
    "another size in front of a file": patched(GOOD, 22, "<L", 1),
    "another checksum in front of a file": patched(GOOD, 14, "<L", 1),
    "two files in one place": patched(GOOD, GOOD.index(b"PK\1\2", FIRST + 1) + 42, "<L", 0),
    "encrypted": patched(patched(GOOD, 6, "<H", 1), FIRST + 8, "<H", 1),
    "sizes behind the file": patched(patched(GOOD, 6, "<H", 8), FIRST + 8, "<H", 8),
    "packed in another way": repacked(ZIP_BZIP2),
    "an unknown packing": patched(patched(GOOD, 8, "<H", 99), FIRST + 10, "<H", 99),
    "stored, it is said": patched(patched(GOOD, 8, "<H", 0), FIRST + 10, "<H", 0),
    "another name in an extra field": repacked(extra=renamed_file()),
    "a comment on a file": repacked(comment=b"more"),
    "a directory": repacked(attributes=0x10),
    "4 GiB of a file": patched(patched(GOOD, 22, "<L", 2**32 - 1), FIRST + 24, "<L", 2**32 - 1),
    "a file that is longer than is said": with_last_file(lambda content: deflated(content + b"import evil")),
    "bytes behind a file's stream": with_last_file(lambda content: deflated(content) + b"import evil"),
    "a file's stream that never ends": with_last_file(lambda content: deflated(content, zlib.Z_SYNC_FLUSH)),
    "another checksum, said twice": said_of_last("<L", 7, 14, 16),
    "a comment that isn't there": said_of_last("<H", 1, None, 32),
    "another part": said_of_last("<H", 1, None, 34),
    "an extra field that isn't there": said_of_last("<H", 1, 28, 30),
    "a version that no program has": said_of_last("<H", 99, 4, 6),
    "a NUL in a name": patched(patched(GOOD, LOCAL.size, "<B", 0), FIRST + CENTRAL.size, "<B", 0),
    "a name that never ends": patched(patched(GOOD, 26, "<H", 65535), FIRST + 28, "<H", 65535),
    "65535 files": with_ending(GOOD, here=65535, count=65535),
    "one file less": with_ending(GOOD, here=FILES - 1, count=FILES - 1),
    "one file more": with_ending(GOOD, here=FILES + 1, count=FILES + 1),
    "parts": with_ending(GOOD, disk=1, first_disk=1),
    "a directory before the file": with_ending(GOOD, at=2**32 - 1),
    "a directory of 4 GiB": with_ending(GOOD, length=2**32 - 1),
    "a directory of nothing": with_ending(GOOD, length=0, at=len(GOOD) - END.size),
}


def test_the_golden_bundle_that_these_are_made_of_holds() -> None:
    check(GOOD)
    check(moved(GOOD, 0, b""))
    check(repacked())


@pytest.mark.parametrize("bundle", ZIPS.values(), ids=ZIPS.keys())
def test_a_zip_that_two_readers_may_read_differently_is_refused(bundle: bytes) -> None:
    refused = refusal(bundle)
    assert refused.facts["step"] == "manifest"
    assert refused.facts["reason"] != "unreadable", refused


@pytest.mark.parametrize("place", range(3, END.size))
@pytest.mark.parametrize("byte", [0, 1, 127, 255])
def test_no_number_at_the_end_of_a_zip_is_taken_for_a_fault_of_the_disk(place: int, byte: int) -> None:
    at = len(GOOD) - END.size + place
    changed = patched(GOOD, at, "<B", byte)
    if changed != GOOD:
        assert refusal(changed).facts["step"] == "manifest"


def test_a_file_larger_than_any_bundle_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "LARGEST", 1 << 20)
    with (tmp_path / "large.zip").open("wb") as file:
        file.truncate(1 << 40)
    bundle = zips.read(tmp_path / "large.zip")
    assert 1 << 20 < len(bundle) <= 2 << 20
    assert refusal(bundle).facts["step"] == "manifest"


def test_what_unpacks_to_more_than_it_says_is_not_unpacked_further() -> None:
    packing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    bomb = memoryview(packing.compress(bytes(1 << 28)) + packing.flush())
    with pytest.raises(Malformed, match="zip_content"):
        zips.Packed("events.jsonl", 8, bomb, 10, 0).unpacked()


def test_why_a_large_file_is_refused_takes_little_more_memory_than_the_file(carton: Carton) -> None:
    carton.files[contents.SIGNATURE] = b"\xff" * (16 << 20)
    bundle = carton.packed()
    tracemalloc.start()
    try:
        assert refusal(bundle).facts["step"] == "manifest"
        assert tracemalloc.get_traced_memory()[1] < 5 * (16 << 20)
    finally:
        tracemalloc.stop()


# ---- the files


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


def places(value: Any, path: list[str | int]) -> list[list[str | int]]:
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
    for place in places(said, []):
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
