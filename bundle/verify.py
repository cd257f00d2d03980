"""Checks a bundle without trusting whoever made it: `python verify.py BUNDLE.zip --key KEY --since CHECKPOINT`.

Needs Python 3.11 or newer and the package `cryptography`. This file and those in `ledger/` beside it are, byte for
byte, those of the Jejak release that made the bundle: compare them with the published ones, or take these from there.
What is proved by which step, and how, is docs/ledger.md.
"""

import argparse
import json
import os
import re
import signal
import stat
import struct
import sys
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from io import TextIOWrapper
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any

try:
    from ledger.audit import (
        GENESIS,
        Checkpoint,
        ClosingProof,
        ConsistencyProof,
        InclusionProof,
        SealedEvent,
        check_consistency,
        parse_checkpoint,
    )
    from ledger.note import ED25519, Verifier, open_checkpoint, open_note, split_note
    from proof.errors import BundleRefused, Malformed, NoteRefused, NothingToCompare, ProofFailed, Unproved
    from proof.sentences import why
except ModuleNotFoundError as missing:
    if __name__ != "__main__" or (missing.name or "").partition(".")[0] != "cryptography":
        raise
    print("Paket cryptography dibutuhkan: pip install cryptography", file=sys.stderr)
    print("The package cryptography is needed: pip install cryptography", file=sys.stderr)
    sys.exit(2)

FORMAT = "jejak/bundle/v1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.note"
KEYS, CHECKPOINT, SINCE = "keys.txt", "checkpoint.txt", "since.txt"
EVENTS, PROOFS = "events.jsonl", "proofs.json"

NAME = re.compile(
    r"manifest\.(json|note)|keys\.txt|checkpoint\.(txt|tsr|cosignatures)|since\.txt|events\.jsonl|proofs\.json"
    r"|state\.json|trail\.html|verify\.py|(ledger|proof)/(__init__|audit|errors|note|sentences)\.py|schemas/\w+\.v[1-9][0-9]*\.json",
    re.ASCII,
)
"""The files of the format. Any other, unpacked beside verify.py, could be what Python imports in place of its own."""

LOG = re.compile(r"[!-*,-~]{1,200}")
HASH = re.compile(r"[0-9a-f]{64}")
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MIB = 1 << 20
MOST_FILES = 1_000
LARGEST = 1 << 30
"""Bytes of all files together, unpacked; and of the zip."""

LOCAL, CENTRAL, END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
"""What a zip has before each file, of each file in its directory, and at its end."""

STORED, DEFLATED = 0, 8
NEEDED = (10, 20)
"""The versions of the zip format that the two methods need, by ten: with a later one other programs unpack nothing."""

DIRECTORY = 0x10

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Contents:
    """A bundle in memory: its manifest, and its files by name."""

    manifest: dict[str, Any]
    files: dict[str, bytes]

    def text(self, name: str) -> str:
        """A file's text. Raises Malformed when it isn't there, ValueError when it isn't UTF-8."""
        if name not in self.files:
            raise Malformed("file_missing", file=name)
        return self.files[name].decode()

    def events(self) -> Iterator[dict[str, Any]]:
        """The lines of events.jsonl."""
        for line in self.text(EVENTS).split("\n"):  # not splitlines: a text may hold other separators
            if line:
                yield read_json(line)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was proved: how many events of how many streams, in which log, up to when, and signed by whom."""

    contents: Contents
    checkpoint: Checkpoint
    streams: int
    events: int
    closed_at: datetime
    signers: tuple[Verifier, ...]
    trusted: bool
    """Whether the one who checks named the keys; otherwise those in the bundle were believed."""


def check(
    bundle: bytes,
    *,
    keys: Sequence[str] = (),
    since: str | None = None,
    passed: Callable[[str, bool], None] = lambda step, something: None,
) -> Checked:
    """Checks everything that can be checked without the rules of the domain.

    `passed` is told of each step that passes, and whether it had anything to check.

    `keys` are those that the auditor trusts, each whole (`NAME+ID+BASE64`) or by its fingerprint; `since` is the note
    of a checkpoint that the auditor kept. Raises BundleRefused, and NothingToCompare when a key or `since` is none.
    """
    work = _Work(bundle, [named(key) for key in keys], None if since is None else kept_note(since))
    steps: tuple[Callable[[], bool | None], ...] = (
        work.manifest,
        work.keys,
        work.checkpoint,
        work.chain,
        work.inclusion,
        work.latest,
        work.consistency,
    )
    for step in steps:
        name = step.__name__
        try:
            something = step() is not False
        except Exception as error:  # whatever a forged bundle breaks is a reason to refuse it, never to crash
            raise BundleRefused(cause(error), step=name) from error
        passed(name, something)
    return work.checked()


class _Work:
    """One check; each step stands on what those before it found."""

    def __init__(self, bundle: bytes, trusted: Sequence[Verifier | str], since: str | None) -> None:
        self._bundle = bundle
        self._trusted = trusted
        self._since = since

    def manifest(self) -> None:
        """The file is whole, and holds exactly what its manifest lists."""
        files = members(self._bundle)
        for name in (MANIFEST, SIGNATURE):
            if name not in files:
                raise Malformed("file_missing", file=name)
        content = files.pop(MANIFEST)
        self._note = files.pop(SIGNATURE).decode()
        if len(content) > MIB:  # nobody is known to have signed it yet
            raise Malformed("manifest_too_large", file=MANIFEST)
        manifest = read_json(content)
        well_formed(manifest)
        if manifest["format"] != FORMAT:
            raise Malformed("other_format", found=manifest["format"], expected=FORMAT)
        if not ID.fullmatch(manifest["innovation"]):
            raise Malformed("no_innovation", value=manifest["innovation"])
        if not LOG.fullmatch(manifest["log"]):
            raise Malformed("no_log_name", value=manifest["log"])
        listed = manifest["files"]
        if odd := sorted(files.keys() ^ listed.keys()):
            raise Malformed("file_not_listed" if odd[0] in files else "file_missing", file=odd[0])
        for name, file in files.items():
            if listed[name] != entry(file):
                raise Malformed("file_differs", file=name)
        if split_note(self._note)[0] != statement(content):
            raise Malformed("other_manifest")
        self._contents = Contents(manifest, files)
        self._innovation: str = manifest["innovation"]

    def keys(self) -> None:
        """One of the keys that are trusted signed the manifest."""
        contents = self._contents
        offered = [Verifier.parse(line) for line in contents.text(KEYS).removesuffix("\n").split("\n")]
        if contents.text(KEYS) != "".join(f"{key}\n" for key in offered):
            raise Malformed("bad_keys_file", file=KEYS)
        self._origin: str = contents.manifest["log"]
        trusted = [one for key in self._trusted for one in meant(key, offered)] or offered
        self._verifiers = [one for one in trusted if (one.name, one.kind) == (self._origin, ED25519)]
        _, signers = open_note(self._note, self._verifiers)
        self._signers = tuple(signers)

    def checkpoint(self) -> None:
        """It is one of the log that the manifest names, signed by a trusted key."""
        self._checkpoint = open_checkpoint(self._contents.text(CHECKPOINT), self._origin, self._verifiers)
        if self._checkpoint.size != self._contents.manifest["tree_size"]:
            raise Malformed("other_size")

    def chain(self) -> None:
        """Every event has the hash over itself and all before it in its stream, and is shown as what it says."""
        self._heads: dict[str, tuple[int, str]] = {}
        self._events = 0
        before: tuple[int, bytes, int] | None = None
        for line in self._contents.events():
            self._events += 1
            view = line.pop("view")
            well_formed(line)
            chain, name, number = line.pop("chain"), line["stream_id"], line["version"]
            version, previous = self._heads.get(name, (0, GENESIS.hex()))
            if not belongs(name, self._innovation):
                raise Malformed("foreign_stream", stream=name)
            if number != version + 1:
                raise Malformed("version_gap", stream=name, version=number, expected=version + 1)
            event = SealedEvent(**line, previous=previous)
            if event.chain().hex() != chain:
                raise Malformed("other_hash", stream=name, version=number, hash=chain)
            # As text: to Python true is 1.
            if json.dumps(view, sort_keys=True) != json.dumps(view_of(event), sort_keys=True):
                raise Malformed("shown_otherwise", stream=name, version=number)
            place = (event.recorded_us, name.encode(), number)
            if before is not None and place <= before:
                raise Malformed("wrong_place", stream=name, version=number)
            before = place
            self._heads[name] = (number, chain)
        if self._events == 0:
            raise Malformed("no_events")

    def inclusion(self) -> None:
        """Where each stream ends is a leaf of the checkpoint's log."""
        self._proofs = read_json(self._contents.text(PROOFS))
        well_formed(self._proofs)
        left = dict(self._heads)
        for value in self._proofs["heads"]:
            proof = InclusionProof.from_json(value)
            if left.pop(proof.stream_id, None) != (proof.version, proof.chain):
                raise Malformed("other_end", stream=proof.stream_id, version=proof.version)
            proof.check(self._checkpoint)
        for name in left:
            raise Malformed("end_unproved", stream=name)

    def latest(self) -> None:
        """By closed books these are all streams of the innovation, and each ended where it ends here."""
        proofs = [ClosingProof.from_json(value) for value in self._proofs["closing"]]
        if [proof.prefix for proof in proofs] != prefixes(self._innovation):
            raise Malformed("other_prefixes")
        entries = [entry for proof in proofs for entry in proof.check(self._checkpoint)]
        closed = {entry.stream_id: (entry.version, entry.chain) for entry in entries}
        if any(proof.event != proofs[0].event for proof in proofs):
            raise Malformed("several_closings")
        for name in sorted(closed.keys() | self._heads.keys()):
            shown, at_closing = self._heads.get(name, (0, "")), closed.get(name, (0, ""))
            if shown != at_closing:
                raise Malformed("ended_elsewhere", stream=name, version=at_closing[0], shown=shown[0])
        event = proofs[0].event
        self._closed_at = EPOCH + timedelta(microseconds=event.occurred_us)
        closing = read_json(b64decode(event.data))
        said = {"tree_size": closing["tree_size"], "closed_at": self._closed_at.isoformat()}
        if self._contents.manifest["closing"] != said:
            raise Malformed("other_closing")

    def consistency(self) -> bool:
        """The log begins with everything that was in it at an earlier checkpoint; False when there is none."""
        earlier: Checkpoint | None = None
        if SINCE in self._contents.files:
            earlier = open_checkpoint(self._contents.text(SINCE), self._origin, self._verifiers)
            ConsistencyProof.from_json(self._proofs["consistency"]).check(earlier, self._checkpoint)
        if self._since is None:
            return earlier is not None
        kept = open_checkpoint(self._since, self._origin, self._verifiers)
        known = next((one for one in (self._checkpoint, earlier) if one is not None and one.size == kept.size), None)
        if known is not None:
            check_consistency(kept.size, kept.root, known.size, known.root, [])
        elif kept.size > self._checkpoint.size:
            raise Malformed("bundle_too_old")
        else:
            raise Malformed("not_since", size=kept.size)
        return True

    def checked(self) -> Checked:
        """What all steps came to."""
        return Checked(
            contents=self._contents,
            checkpoint=self._checkpoint,
            streams=len(self._heads),
            events=self._events,
            closed_at=self._closed_at,
            signers=self._signers,
            trusted=bool(self._trusted),
        )


def cause(error: Exception) -> Unproved:
    """Why a step failed: our own reason, or whatever Python says of what it couldn't read."""
    return error if isinstance(error, Unproved) else Malformed("unreadable", problem=f"{type(error).__name__}: {error}")


def read(path: Path) -> bytes:
    """A bundle's bytes, of which no more are read than one may have, and one MiB. Raises OSError."""
    with path.open("rb") as file:
        return b"".join(islice(iter(partial(file.read, MIB), b""), LARGEST // MIB + 1))


@dataclass(frozen=True, slots=True)
class Packed:
    """A file in a zip: its bytes as they are packed, and what they must come to."""

    name: str
    method: int
    content: memoryview
    size: int
    crc: int

    def unpacked(self) -> bytes:
        """The file. Raises Malformed or zlib.error; never gives more than `size` bytes and one."""
        if self.method == STORED:
            content = bytes(self.content)
            ended = True
        else:
            inflating = zlib.decompressobj(-zlib.MAX_WBITS)
            content = inflating.decompress(self.content, self.size + 1)
            ended = inflating.eof and not inflating.unused_data
        if not ended or len(content) != self.size or zlib.crc32(content) != self.crc:
            raise Malformed("zip_content", file=self.name)
        return content


def members(bundle: bytes) -> dict[str, bytes]:
    """The files of a zip by name. Raises Malformed unless it is whole, of a bearable size, and safe to unpack.

    Every reader must find the same files in it. So it has nothing that one reader heeds and another doesn't: no bytes
    before, between or behind what the directory lists, no comments, no flags (encryption is one), no extra fields (one
    could give a file another name), and before each file stands what the directory says of it.
    """
    try:
        files = list(directory(bundle))
        if len({file.name.lower() for file in files}) < len(files):
            raise Malformed("zip_names")
        if max(len(bundle), sum(file.size for file in files)) > LARGEST:
            raise too_much()
        return {file.name: file.unpacked() for file in files}
    except (struct.error, zlib.error) as error:
        raise Malformed("zip_broken", problem=error) from None


def directory(bundle: bytes) -> Iterator[Packed]:
    """The files of a zip in their order. Raises Malformed or struct.error."""
    mark, disk, first_disk, here, count, length, at, comment = END.unpack(bundle[-END.size :].rjust(END.size, b"\0"))
    if (mark, disk, first_disk, here, comment) != (b"PK\5\6", 0, 0, count, 0):
        raise Malformed("zip_end")
    if count > MOST_FILES:
        raise too_much()
    view, start, end_of_files = memoryview(bundle), 0, at
    for _ in range(count):
        mark, _, *both, comment, disk, _, attributes, offset = CENTRAL.unpack_from(bundle, at)
        needed, flags, method, _, _, crc, packed_size, size, name_length, extra_length = both
        name = bundle[at + CENTRAL.size : at + CENTRAL.size + name_length].decode("ascii", "backslashreplace")
        at += CENTRAL.size + name_length
        if mark != b"PK\1\2":
            raise Malformed("zip_directory")
        kind = stat.S_IFMT(attributes >> 16)
        if not NAME.fullmatch(name) or kind not in (0, stat.S_IFREG) or attributes & DIRECTORY:
            raise Malformed("zip_name", file=name)
        if needed not in NEEDED or flags or method not in (STORED, DEFLATED) or extra_length or comment or disk:
            raise Malformed("zip_packing", file=name)
        before = LOCAL.unpack_from(bundle, start)
        content = start + LOCAL.size + name_length
        if offset != start or before != (b"PK\3\4", *both) or view[start + LOCAL.size : content] != name.encode():
            raise Malformed("zip_place", file=name)
        start = content + packed_size
        yield Packed(name, method, view[content:start], size, crc)
    if start != end_of_files or at != end_of_files + length or at != len(bundle) - END.size:
        raise Malformed("zip_more")


def too_much() -> Malformed:
    """The refusal of what would fill a disk."""
    return Malformed("too_much", files=MOST_FILES, mib=LARGEST // MIB)


def entry(content: bytes) -> dict[str, Any]:
    """What a manifest says of a file."""
    return {"sha256": sha256(content).hexdigest(), "size": len(content)}


def statement(manifest: bytes) -> str:
    """What is signed of a manifest: a text that can't be taken for a checkpoint."""
    return f"{FORMAT}\n{sha256(manifest).hexdigest()}\n"


def prefixes(innovation: str) -> list[str]:
    """What the streams of an innovation begin with."""
    return [f"innovation/{innovation}", f"adoption/{innovation}/", f"refusals/{innovation}"]


def belongs(stream: str, innovation: str) -> bool:
    """Whether a stream is one of an innovation's."""
    own, adoptions, refusals = prefixes(innovation)
    return stream in (own, refusals) or (stream.startswith(adoptions) and stream.count("/") == 2)


def view_of(event: SealedEvent) -> dict[str, Any]:
    """An event's times and bytes as a person reads them."""
    return {
        "occurred_at": (EPOCH + timedelta(microseconds=event.occurred_us)).isoformat(),
        "recorded_at": (EPOCH + timedelta(microseconds=event.recorded_us)).isoformat(),
        "metadata": read_json(b64decode(event.metadata)),
        "data": read_json(b64decode(event.data)),
    }


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise Malformed("field_twice")
    return value


def _number(text: str) -> float:
    if not isfinite(value := float(text)):
        raise Malformed("no_number", text=text)
    return value


JSON = json.JSONDecoder(object_pairs_hook=_once, parse_float=_number, parse_constant=_number)


def read_json(text: str | bytes) -> Any:
    """A JSON value, in UTF-8, that every reader reads alike.

    Raises Malformed for a field that is there twice, NaN and a fraction beyond a double; ValueError for half a
    surrogate pair, and whatever else is no JSON in UTF-8.
    """
    if isinstance(text, bytes):
        text = text.decode()
    value = JSON.decode(text)
    if "\\u" in text:  # half a pair can only be written so, and has no UTF-8
        json.dumps(value, ensure_ascii=False).encode()
    return value


def well_formed(value: Any, field: str = "") -> None:
    """Raises Malformed unless what is proved of `value` is written in one way: to Python true is 1, "0A" in hex 0a."""
    if isinstance(value, dict):
        for name, inner in value.items():
            well_formed(inner, name)
    elif isinstance(value, list):
        for inner in value:
            well_formed(inner, field)
    elif isinstance(value, str):
        if field in FORMS and not FORMS[field](value):
            raise Malformed("odd_field", field=field, value=value)
    elif value is not None and type(value) is not int:
        raise Malformed("odd_value", field=field, value=value)


def is_base64(text: str) -> bool:
    """Whether a text is base64 as it is written: with its padding, and no bit set of those that are left over."""
    return b64encode(b64decode(text)).decode() == text


FORMS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("chain", "previous", "path", "range_path"), HASH.fullmatch),
    **dict.fromkeys(("metadata", "data"), is_base64),
    "event_id": ID.fullmatch,
}
"""By field: whether a text has its form."""


def fingerprint(key: Verifier) -> str:
    """SHA-256 of a key's 32 bytes, in hex."""
    return sha256(key.raw).hexdigest()


def named(key: str) -> Verifier | str:
    """The key, or the fingerprint of one, that an auditor names. Raises NothingToCompare."""
    key = key.strip()
    if "+" not in key:
        if not HASH.fullmatch(key.lower()):
            raise NothingToCompare("no_key", key=key, option="--key")
        return key.lower()
    try:
        verifier = Verifier.parse(key)
    except NoteRefused as error:
        raise NothingToCompare(error, option="--key") from None
    if verifier.kind != ED25519:
        raise NothingToCompare("witness_key", key=key, option="--key")
    return verifier


def kept_note(note: str) -> str:
    """The note of a checkpoint that an auditor kept, whoever signed it. Raises NothingToCompare."""
    try:
        split_note(note)
        parse_checkpoint(note)
    except (NoteRefused, ProofFailed) as error:
        raise NothingToCompare(error, option="--since") from None
    return note


def meant(key: Verifier | str, offered: Sequence[Verifier]) -> list[Verifier]:
    """The key that an auditor named. Raises Malformed when it is a fingerprint of none in the bundle."""
    if isinstance(key, Verifier):
        return [key]
    found = [one for one in offered if fingerprint(one) == key]
    if not found:
        raise Malformed("no_such_key", fingerprint=key)
    return found


STEPS = {
    "manifest": ("isi berkas lengkap", "the file is whole, as its manifest lists"),
    "keys": ("isi itu ditandatangani", "the manifest is signed"),
    "checkpoint": ("titik periksa ditandatangani", "the checkpoint is signed"),
    "chain": ("setiap sidik peristiwa cocok", "every event has its hash"),
    "inclusion": ("akhir setiap aliran ada di log", "where each stream ends is in the log"),
    "latest": ("tidak ada yang ditahan", "nothing was held back when the books were closed"),
    "consistency": ("log hanya bertambah", "the log only grew since the earlier checkpoint"),
}
"""Each step, and what it shows when it passes."""

NOTHING_EARLIER = ("tidak ada titik periksa lama untuk dibandingkan", "no earlier checkpoint to compare with")

NOT_CHECKED = """\
Berhenti di sini. Tidak diperiksa: apakah state.json dan trail.html menceritakan peristiwanya dengan benar
(`starter.py verify BUNDLE` menghitung ulang keadaannya), cap waktu checkpoint.tsr (`openssl ts -verify`), dan tanda
saksi checkpoint.cosignatures (baris untuk ditambahkan pada checkpoint.txt).
It stops here. Not checked: whether state.json and trail.html tell the events as they are (`starter.py verify BUNDLE`
replays the state), a time stamp in checkpoint.tsr (`openssl ts -verify`), and a witness's signature in
checkpoint.cosignatures (lines to append to checkpoint.txt)."""

COMPARE_KEYS = """\
Kunci mana yang Anda percaya belum disebut dengan --key: bandingkan ini dengan yang diumumkan.
No key that you trust was named with --key: compare these with the published ones."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Checks the bundle that the command line names; 0 when it holds, 4 when not."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal may lack a character of what is said
            stream.reconfigure(errors="backslashreplace")
    parser = argparse.ArgumentParser(description="Periksa berkas bukti inovasi / check an innovation's bundle.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--key", action="append", default=[], help="a key that you trust, or its fingerprint")
    parser.add_argument("--since", type=Path, help="a checkpoint that you kept earlier")
    given = parser.parse_args(arguments)

    def passed(step: str, something: bool) -> None:
        indonesian, english = STEPS[step] if something else NOTHING_EARLIER
        print(f"{'ok' if something else '–':6} {step:12} {indonesian} / {english}")

    try:
        bundle = read(given.bundle)
        since = given.since.read_bytes().decode("utf-8-sig") if given.since else None
    except UnicodeDecodeError:
        parser.error(f"--since: {given.since} isn't a checkpoint: it isn't UTF-8")
    except OSError as error:
        parser.error(str(error))
    try:
        checked = check(bundle, keys=given.key, since=since, passed=passed)
    except NothingToCompare as error:
        parser.error(f"{error.facts['option']}: {why(error, 'id')} / {why(error, 'en')}")
    except BundleRefused as error:
        print(f"GAGAL  {error.facts['step']:12} {why(error, 'id')} / {why(error, 'en')}")
        return 4
    print(f"\nInovasi / innovation  {checked.contents.manifest['innovation']}")
    print(f"Isi / holds           {checked.events} events, {checked.streams} streams, up to {checked.closed_at}")
    print(f"Log                   {checked.checkpoint.origin}, {checked.checkpoint.size} leaves")
    for signer in checked.signers:
        print(f"Kunci / key           {signer}\n                      {fingerprint(signer)}")
    if not checked.trusted:
        print(f"\n{COMPARE_KEYS}")
    print(f"\n{NOT_CHECKED}")
    return 0


if __name__ == "__main__":
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # nobody reads any more, so nothing may be said, and not that all holds either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 128 + signal.SIGPIPE
    sys.exit(code)
