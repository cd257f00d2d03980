"""Proving: a receipt that was kept becomes a proof that anybody can check, and was checked here.

Where the servers are elsewhere, the proof is brought from there and nothing is believed of it: it has to lead from the
receipt that is here to a checkpoint that a key signed which is known here.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.model import problems_of
from ledger.log.checkpoint_keys import LogKeys
from ledger.log.proofs import newest_prover, tlog_proof
from proof.checking import kept_note, named
from proof.errors import NoteRefused, NothingToCompare, OtherLog
from proof.note import Verifier
from proof.proofs import ConsistencyProof, InclusionProof
from service.afar import call, over_url
from service.reading import Reader
from wiring.connections import AUDITOR, Connections
from wiring.errors import BadRequest, NotPossible
from wiring.keys import known_log_keys, log_keys

Size = Annotated[int, Field(ge=0, lt=2**63)]


class KeptReceipt(BaseModel):
    """What a proof needs of a receipt; the rest of it may say anything."""

    stream: Annotated[str, Field(pattern=r"^[^\x00]*$")]
    version: Annotated[int, Field(ge=1, lt=2**63)]
    chain: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Paths(BaseModel):
    """A receipt's place in the log of a checkpoint, and the hashes that lead there, as whoever has the log says."""

    model_config = ConfigDict(strict=True)

    checkpoint: str
    leaf_index: Size
    tree_size: Size
    inclusion: list[str]
    consistency: list[str] | None
    """From an earlier checkpoint, where one was named."""

    def proof(self, receipt: KeptReceipt) -> InclusionProof:
        """The proof of that receipt and no other."""
        place = (self.leaf_index, self.tree_size)
        return InclusionProof(receipt.stream, receipt.version, receipt.chain, *place, tuple(self.inclusion))


def kept_checkpoint(connections: Connections, given: str) -> str:
    """The note of a checkpoint that a caller kept. Raises NothingToCompare: it is none of this log, whose keys are
    here; BadCheckpointKey: they aren't.
    """
    note = kept_note(given)
    try:
        log_keys(connections.settings).open(note)
    except (NoteRefused, OtherLog) as error:
        raise NothingToCompare(error, option="since") from None
    return note


def read_receipt(text: str) -> KeptReceipt:
    """A receipt, as `--json` prints it. Raises BadRequest."""
    try:
        return KeptReceipt.model_validate_json(text)
    except ValidationError as error:
        raise BadRequest("bad_receipt", problems=problems_of(error)) from None


async def prove(
    connections: Connections, receipt: KeptReceipt, *, since: str | None = None, keys: Sequence[str] = ()
) -> dict[str, Any]:
    """The proof that the newest checkpoint's log holds what a receipt says, as JSON; it was checked before.

    `since` is the note of a checkpoint that an auditor kept: then it is proved, too, that the log continues that one.
    `keys` are those of the log that they trust, each whole; otherwise those that are here.

    Raises:
        BadCheckpointKey, BadRequest, NothingToCompare: the log's public keys aren't here, or a key is none.
        NotSealed: no checkpoint covers it yet.
        NoSuchEvent: the ledger has something else there, or nothing.
        LogBroken, NoteRefused, OtherLog, ProofFailed, TileMissing: the log isn't intact, or isn't as `since` says.
    """
    trusted = _trusted(connections, keys)
    earlier = trusted.open(since) if since is not None else None
    size = earlier.size if earlier else None
    if connections.afar is None:
        paths = await _paths(connections, receipt, size)
    else:
        paths = _read(await call(connections.afar, "proving.paths_to", (receipt, size), {}))
    checkpoint, proof = trusted.open(paths.checkpoint), paths.proof(receipt)
    proof.check(checkpoint)
    found = {
        "proof": asdict(proof),
        "checkpoint": paths.checkpoint,
        "tlog_proof": tlog_proof(proof, paths.checkpoint),
    }
    if earlier is None:
        return found
    consistency = ConsistencyProof(earlier.size, checkpoint.size, tuple(paths.consistency or ()))
    consistency.check(earlier, checkpoint)
    return found | {"consistency": asdict(consistency)}


async def consistency(connections: Connections, since: int) -> dict[str, Any]:
    """The proof that the newest checkpoint's log begins with the one of so many events, for whoever kept that.

    Raises BadRequest: it is smaller; NotSealed: there is none; TileMissing: the log isn't intact.
    """
    prover = await newest_prover(await connections.pool(AUDITOR))
    if since > (size := prover.checkpoint.size):
        raise BadRequest("beyond_log", given=since, size=size)
    return {**asdict(await prover.consistency(since)), "checkpoint": prover.note}


@over_url
async def paths_to(reader: Reader, receipt: KeptReceipt, since: int | None) -> dict[str, Any]:
    """The way from a receipt to the newest checkpoint, and from the checkpoint of an earlier size, for who checks both.

    Raises as `prove`.
    """
    return (await _paths(reader.connections, receipt, since)).model_dump()


async def _paths(connections: Connections, receipt: KeptReceipt, since: int | None) -> Paths:
    prover = await newest_prover(await connections.pool(AUDITOR))
    proof = await prover.receipt(receipt.stream, receipt.version, bytes.fromhex(receipt.chain))
    consistency = None if since is None else list((await prover.consistency(since)).path)
    return Paths(
        checkpoint=prover.note,
        leaf_index=proof.leaf_index,
        tree_size=proof.tree_size,
        inclusion=list(proof.path),
        consistency=consistency,
    )


def _read(told: object) -> Paths:
    try:
        return Paths.model_validate(told)
    except ValidationError:
        raise NotPossible("other_release") from None


def _trusted(connections: Connections, keys: Sequence[str]) -> LogKeys:
    """The log's keys that are named, or else those that are here; a server isn't asked for them."""
    if not keys:
        settings = connections.settings
        if connections.afar is not None and known_log_keys(settings) is None:
            raise BadRequest("log_key_needed")
        return log_keys(settings)
    verifiers = list[Verifier]()
    for each in keys:
        key = named(each)
        if not isinstance(key, Verifier):
            raise BadRequest("whole_key_needed", given=each)
        verifiers.append(key)
    return LogKeys(verifiers[0].name, tuple(verifiers))
