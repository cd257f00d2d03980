"""Makes bundles: an innovation's events and proofs as of one closing, always packed into the same bytes."""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import rfc8785

from bundle.replay import STATE, state_schema
from bundle.trail import TRAIL, Facts, pins, trail
from domain import codec
from domain.basis import Basis
from domain.events import EVENTS
from domain.names import Names
from domain.readings import Reading
from domain.refusals import Code, require
from domain.streams import INNOVATION, exists, innovation_stream
from engine.kinds import decider_of
from engine.states import States
from ledger.errors import NoSuchEvent, NotSealed
from ledger.log.attestations import TIMESTAMP, WITNESS
from ledger.log.chain import sealed_event
from ledger.log.checkpoint_keys import CheckpointSigner, LogKeys
from ledger.log.closing import ensure_closing
from ledger.log.proofs import ClosedBooks, Prover, newest_prover
from ledger.model import StoredEvent
from ledger.store import Ledger
from proof import contents
from proof.acts import Opening, read_metadata
from proof.checking import Checked, check
from proof.checkpoint import Checkpoint
from proof.closing import ClosingEntry, ClosingProof
from proof.errors import BundleRefused, Malformed, ProofFailed, Unfounded, cause
from proof.event import EPOCH, view_of
from proof.proofs import InclusionProof
from proof.streams import belongs, prefixes
from service.auditing import Entry
from service.names import TABLES, names_in
from service.people import called
from service.pinned_editions import pinned_editions
from service.reading import Reader
from service.time_travel import state_of
from texts.events import indicators_in
from wiring.connections import AUDITOR
from wiring.keys import checkpoint_signer, log_keys

VERIFIER = Path(__file__).parent.parent / "proof"
"""The verifier, which is included in every bundle unchanged."""

ATTESTATIONS = {TIMESTAMP: "checkpoint.tsr", WITNESS: "checkpoint.cosignatures"}
"""The file for each kind of attestation of the checkpoint."""


async def bundler_for(reader: Reader, innovation: str | None, *, since: str | None, patience_s: float) -> "Bundler":
    """Makes bundles of one innovation, or (None) of any, as of a closing made now; `since` is an auditor's checkpoint.

    Raises:
        Refused: there is no such innovation, or its whole record (that of all) isn't open to the reader.
        BadCheckpointKey: no key here signs.
        NotSealed: no closing was made in time.
        NoteRefused, OtherLog: `since` is no checkpoint of this log.
        LogBroken, ProofFailed: the log doesn't continue it.
    """
    await reader.require_record(innovation, Reading.BUNDLE)
    settings = reader.connections.settings
    signer, keys = checkpoint_signer(settings), log_keys(settings)
    earlier = None if since is None else (since, keys.open(since))
    pool = await reader.connections.pool(AUDITOR)
    ledger = reader.ledger
    heads = None if innovation is None else await ledger.streams(innovation)
    require(heads is None or heads, Code.UNKNOWN_INNOVATION, innovation=innovation)
    await ensure_closing(pool, heads, timeout=patience_s)
    prover = await newest_prover(pool)
    bundler = Bundler(ledger, prover, await prover.closed_books(), signer, keys)
    await bundler.gather(earlier)
    return bundler


@dataclass(frozen=True, slots=True)
class Followed:
    """A stream that decisions were made on, up to where it ended when the books were closed; with its proofs."""

    entries: list[Entry]
    heads: list[InclusionProof]
    """One, or none where nothing was recorded."""
    closing: ClosingProof


class Bundler:
    """Makes bundles as of one checkpoint and one closing.

    What is appended later changes neither, so nothing is held open in the database from one read to the next.
    """

    def __init__(
        self,
        ledger: Ledger,
        prover: Prover,
        books: ClosedBooks,
        signer: CheckpointSigner,
        keys: LogKeys,
    ) -> None:
        self._ledger = ledger
        self._prover = prover
        self._books = books
        self._signer = signer
        self._keys = keys
        self._checkpoint = keys.open(prover.note)
        self._shared: dict[str, bytes] = {}
        self._consistency: dict[str, Any] | None = None
        self._followed: dict[str, Followed] = {}

    @property
    def innovations(self) -> list[str]:
        """The ids of all innovations that existed when the books were closed."""
        prefix = f"{INNOVATION}/"
        return [stream.removeprefix(prefix) for stream in self._books.streams(prefix)]

    async def gather(self, since: tuple[str, Checkpoint] | None) -> None:
        """Gathers what all bundles share. Raises as `bundler_for`."""
        self._shared = {f"proof/{file.name}": file.read_bytes() for file in sorted(VERIFIER.glob("*.py"))}
        self._shared[contents.CHECKPOINT] = self._prover.note.encode()
        self._shared[contents.KEYS] = "".join(f"{key}\n" for key in self._keys.verifiers).encode()
        for kind, body in (await self._prover.attestations()).items():
            self._shared[ATTESTATIONS[kind]] = body
        if since is not None:
            note, earlier = since
            proof = await self._prover.consistency(earlier.size)
            proof.check(earlier, self._checkpoint)
            self._consistency = asdict(proof)
            self._shared[contents.SINCE] = note.encode()

    async def _basis(self, entries: Sequence[Entry]) -> list["Followed"]:
        """The streams that these decisions were made on, those that theirs were made on, and so on."""
        found: dict[str, Followed] = {}
        wanted = named(entries)
        while wanted:
            further: set[str] = set()
            for stream in wanted:
                if stream not in self._followed:
                    self._followed[stream] = await self._follow(stream)
                found[stream] = self._followed[stream]
                further |= named(found[stream].entries)
            wanted = further - found.keys()
        return [found[stream] for stream in sorted(found)]

    async def _follow(self, stream: str) -> "Followed":
        closing = self._books.prove(stream)
        ends = [end for end in closing.check(self._checkpoint) if end.stream_id == stream]
        entries = [Entry(each, codec.read(each)) for each in await self._events(ends)]
        return Followed(entries, [await self._head(end) for end in ends], closing)

    async def bundle(self, innovation: str) -> tuple[bytes, Checked]:
        """The bundle of an innovation, and what checking it found.

        Raises:
            NotSealed: it didn't exist when the books were closed.
            ProofFailed, TileMissing: the ledger isn't intact.
            UnreadableEvent: an event that this version doesn't know.
        """
        closing = [self._books.prove(prefix) for prefix in prefixes(innovation)]
        ends = [entry for proof in closing for entry in proof.check(self._checkpoint)]
        if not any(end.stream_id == innovation_stream(innovation) for end in ends):
            raise NotSealed(reason="began_later", innovation=innovation)
        entries = [Entry(each, codec.read(each)) for each in await self._events(ends)]
        state = state_of(innovation, ((e.stored.stream_id, e.event, e.stored.occurred_at) for e in entries))
        basis = [each for each in await self._basis(entries) if not belongs(each.closing.prefix, innovation)]
        heads = [await self._head(end) for end in ends] + [head for each in basis for head in each.heads]
        proofs = {
            "heads": [asdict(head) for head in heads],
            "closing": [asdict(proof) for proof in (*closing, *(each.closing for each in basis))],
            "consistency": self._consistency,
        }
        closed_at = EPOCH + timedelta(microseconds=closing[0].event.occurred_us)
        keys = [str(key) for key in self._keys.verifiers]
        files = {
            **self._shared,
            contents.EVENTS: _lines(entries),
            contents.BASIS: _lines(in_order(entry for each in basis for entry in each.entries)),
            contents.PROOFS: _json(proofs),
            STATE: _json(state),
            TRAIL: trail(await self._facts(innovation, entries, state, names_by(basis), closed_at, keys)),
            **_schemas([*entries, *(entry for each in basis for entry in each.entries)]),
        }
        manifest = rfc8785.dumps(
            {
                "format": contents.FORMAT,
                "innovation": innovation,
                "log": self._keys.origin,
                "tree_size": self._checkpoint.size,
                "closing": {"tree_size": self._books.closing.tree_size, "closed_at": closed_at.isoformat()},
                "state_schema": state_schema(),
                "files": {name: contents.entry(content) for name, content in files.items()},
            }
        )
        files[contents.MANIFEST] = manifest
        files[contents.SIGNATURE] = self._signer.sign_text(contents.statement(manifest)).encode()
        return await asyncio.to_thread(_checked, files, closed_at, keys)  # seconds, in which others are answered

    async def _in_posts(self, entries: Sequence[Entry], names: Names) -> list[Entry]:
        """The same entries, each with the post in which it was done; a bundle names nobody."""
        actors = {entry.event.by.person for entry in entries if entry.event.by}
        people = await called(States(self._ledger), actors, names)
        return [replace(each, post=people.post(each.event.by)) if each.event.by else each for each in entries]

    async def _head(self, end: ClosingEntry) -> InclusionProof:
        try:
            return await self._prover.receipt(end.stream_id, end.version, bytes.fromhex(end.chain))
        except NoSuchEvent as error:  # nobody holds a receipt that could be wrong: the books were closed with it
            raise ProofFailed("end_unproved", stream=end.stream_id) from error

    async def _facts(
        self,
        innovation: str,
        entries: Sequence[Entry],
        state: dict[str, Any],
        names: Names,
        closed_at: datetime,
        keys: Sequence[str],
    ) -> Facts:
        since = self._shared.get(contents.SINCE)
        return Facts(
            innovation=innovation,
            entries=await self._in_posts(entries, names),
            state=state,
            names=names.measuring(indicators_in(each.event for each in entries)),
            editions=await pinned_editions(States(self._ledger), pins(entries)),
            closed_at=closed_at,
            note=self._prover.note,
            since=None if since is None else since.decode(),
            attested=[kind for kind, file in ATTESTATIONS.items() if file in self._shared],
            keys=keys,
        )

    async def _events(self, ends: Sequence[ClosingEntry]) -> list[StoredEvent]:
        """All events of these streams up to where they ended, in the order in which they were recorded."""
        events = [each for end in ends for each in await self._ledger.read(end.stream_id, upto=end.version)]
        return sorted(events, key=_place)


def _place(event: StoredEvent) -> tuple[datetime, bytes, int]:
    return event.recorded_at, event.stream_id.encode(), event.version


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Events in the order in which they were recorded."""
    return sorted(entries, key=lambda entry: _place(entry.stored))


def names_by(basis: Iterable[Followed]) -> Names:
    """What the tables of the basis call regions and agencies."""
    tables = {stream: decider_of(stream).initial(stream) for stream in TABLES}
    for each in basis:
        if (stream := each.closing.prefix) in tables:
            for entry in each.entries:
                tables[stream] = decider_of(stream).evolve(tables[stream], entry.event, entry.stored.occurred_at)
    return names_in(Basis(tables))


def named(entries: Iterable[Entry]) -> set[str]:
    """The streams that decisions say they were made on, of those that can exist."""
    found: set[str] = set()
    for entry in entries:
        with suppress(Unfounded):
            said = read_metadata(entry.stored.metadata)
            found |= said.basis.keys() if isinstance(said, Opening) else set()
    return {stream for stream in found if exists(stream)}


def _checked(files: Mapping[str, bytes], at: datetime, keys: Sequence[str]) -> tuple[bytes, Checked]:
    packed = pack(files, at)
    try:
        return packed, check(packed, keys=keys)
    except BundleRefused as error:
        raise ProofFailed(error) from error


def pack(files: Mapping[str, bytes], at: datetime) -> bytes:
    """A zip of these files, all dated `at`, that depends on nothing else."""
    buffer = BytesIO()
    moment = at.astimezone(UTC)
    with ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            info = ZipInfo(name, (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second))
            info.create_system = 3  # Unix, wherever it is made
            info.external_attr = 0o100644 << 16
            archive.writestr(info, files[name], ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def _lines(entries: Sequence[Entry]) -> bytes:
    """The events, one line of JSON each: the exact bytes in base64, the hash, and a readable view of them."""
    lines = []
    for stored in (entry.stored for entry in entries):
        sealed = sealed_event(stored, b"")
        with codec.placed(stored.stream_id, stored.version):
            try:
                view = view_of(sealed)
            except (ValueError, Malformed) as error:
                raise codec.UnreadableEvent(
                    stored.type, stored.schema_version, "no_json", detail=str(cause(error))
                ) from error
        line = {**asdict(sealed), "chain": stored.chain.hex(), "view": view}
        del line["previous"]  # it is the hash of the line before
        lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    return "".join(lines).encode()


def _schemas(entries: Sequence[Entry]) -> dict[str, bytes]:
    """JSON Schema of the data of every event type that occurs, for those in the version that this release writes."""
    kinds = sorted({(entry.stored.type, entry.stored.schema_version) for entry in entries})
    return {
        f"schemas/{name}.v{version}.json": _json(EVENTS[name].model_json_schema())
        for name, version in kinds
        if version == EVENTS[name].SCHEMA_VERSION
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
