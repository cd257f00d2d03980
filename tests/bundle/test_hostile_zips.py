"""A zip made to hurt whoever reads or unpacks it is refused with a sentence."""

import struct
import tracemalloc
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from proof import contents, zips
from proof.checking import check
from proof.errors import Malformed
from proof.zips import CENTRAL, END, LOCAL
from tests.bundle.carton import Carton
from tests.bundle.hostile import GOOD, refusal

FILES = END.unpack(GOOD[-END.size :])[4]


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
