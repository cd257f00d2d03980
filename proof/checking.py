"""Checks a bundle step by step; each step relies on the ones before it.

docs/auditing.md and docs/ledger.md say what each step proves, and how.
"""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from proof.checkpoint import Checkpoint, parse_checkpoint
from proof.closing import ClosingProof
from proof.contents import (
    BASIS,
    CHECKPOINT,
    EVENTS,
    FORMAT,
    KEYS,
    LOG,
    MANIFEST,
    PROOFS,
    SIGNATURE,
    SINCE,
    Contents,
    entry,
    statement,
)
from proof.errors import BundleRefused, Malformed, NoteRefused, NothingToCompare, ProofFailed, cause
from proof.event import EPOCH, SealedEvent, view_of
from proof.hashes import GENESIS
from proof.merkle import check_consistency
from proof.note import ED25519, Verifier, open_checkpoint, open_note, split_note
from proof.proofs import ConsistencyProof, InclusionProof
from proof.recorded import Recorded
from proof.streams import belongs, prefixes
from proof.strict_json import HASH, ID, read_json, well_formed
from proof.zips import MIB, members


@dataclass(frozen=True, slots=True)
class Checked:
    """What was proved: how many events of how many streams, in which log, up to when, and signed by whom."""

    contents: Contents
    history: Mapping[str, Sequence[Recorded]]
    """The events of all streams, by their names: the innovation's, and those that its decisions were made on."""
    basis: frozenset[str]
    """The streams besides the innovation's of which it is proved that they are here in full, or that there is none."""
    checkpoint: Checkpoint
    streams: int
    events: int
    closed_at: datetime
    signers: tuple[Verifier, ...]
    trusted: bool
    """Whether the auditor named the keys; otherwise those in the bundle were trusted."""

    @property
    def innovation(self) -> str:
        """The innovation's id."""
        return str(self.contents.manifest["innovation"])


def check(
    bundle: bytes,
    *,
    keys: Sequence[str] = (),
    since: str | None = None,
    passed: Callable[[str, bool], None] = lambda step, something: None,
) -> Checked:
    """Checks everything that can be checked without the rules of the domain.

    `passed` is called with each step that passes, and whether it had anything to check.

    `keys` are those that the auditor trusts, each whole (`NAME+ID+BASE64`) or by its fingerprint; `since` is the note
    of a checkpoint that the auditor kept. Raises BundleRefused, and NothingToCompare when a key or `since` isn't
    one.
    """
    work = _Work(bundle, [named(key) for key in keys], None if since is None else kept_note(since))
    steps: dict[str, Callable[[], bool | None]] = {
        "manifest": work.manifest,
        "keys": work.keys,
        "checkpoint": work.checkpoint,
        "chain": work.chain,
        "inclusion": work.inclusion,
        "latest": work.latest,
        "consistency": work.consistency,
    }
    for name, step in steps.items():
        try:
            something = step() is not False
        except Exception as error:  # whatever a forged bundle breaks is a reason to refuse it, never to crash
            raise BundleRefused(cause(error), step=name) from error
        passed(name, something)
    return work.checked()


class _Work:
    """One check; each step relies on the ones before it."""

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
        if len(content) > MIB:  # its signature isn't checked yet
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
        """The checkpoint is one of the log that the manifest names, signed by a trusted key."""
        self._checkpoint = open_checkpoint(self._contents.text(CHECKPOINT), self._origin, self._verifiers)
        if self._checkpoint.size != self._contents.manifest["tree_size"]:
            raise Malformed("other_size")

    def chain(self) -> None:
        """Every event has the hash over itself and all before it in its stream, and its readable view is right."""
        self._heads: dict[str, tuple[int, str]] = {}
        self._history: dict[str, list[Recorded]] = {}
        self._read(EVENTS, own=True)
        self._own = dict(self._heads)
        self._events = sum(map(len, self._history.values()))
        if self._events == 0:
            raise Malformed("no_events")
        self._read(BASIS, own=False)

    def _read(self, file: str, *, own: bool) -> None:
        """Read a file of events: of the innovation's own streams, or of others."""
        before: tuple[int, bytes, int] | None = None
        for line in self._contents.events(file):
            view = line.pop("view")
            well_formed(line)
            chain, name, number = line.pop("chain"), line["stream_id"], line["version"]
            version, previous = self._heads.get(name, (0, GENESIS.hex()))
            if belongs(name, self._innovation) is not own:
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
            self._history.setdefault(name, []).append(Recorded.of(event, bytes.fromhex(chain)))

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
        """By the closing, these are all streams of the innovation, and every stream ended where it ends here."""
        proofs = [ClosingProof.from_json(value) for value in self._proofs["closing"]]
        own = prefixes(self._innovation)
        further = [proof.prefix for proof in proofs[len(own) :]]
        if [proof.prefix for proof in proofs[: len(own)]] != own or further != sorted(set(further) - set(self._own)):
            raise Malformed("other_prefixes")
        entries = [entry for proof in proofs[: len(own)] for entry in proof.check(self._checkpoint)]
        # A longer name begins with a whole one as well.
        entries += [
            entry
            for proof in proofs[len(own) :]
            for entry in proof.check(self._checkpoint)
            if entry.stream_id == proof.prefix
        ]
        closed = {entry.stream_id: (entry.version, entry.chain) for entry in entries}
        self._basis = frozenset(further)
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
        """What all steps found."""
        return Checked(
            contents=self._contents,
            history=self._history,
            basis=self._basis,
            checkpoint=self._checkpoint,
            streams=len(self._own),
            events=self._events,
            closed_at=self._closed_at,
            signers=self._signers,
            trusted=bool(self._trusted),
        )


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
    """The key that an auditor named. Raises Malformed for digits that no key in the bundle is or has as fingerprint."""
    if isinstance(key, Verifier):
        return [key]
    found = [one for one in offered if key in (one.fingerprint, one.raw.hex())]
    if not found:
        raise Malformed("no_such_key", fingerprint=key)
    return found
