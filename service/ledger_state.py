"""The ledger's state as an auditor asks for it: how far it is sealed, signed and attested, and the lag."""

from dataclasses import dataclass

from ledger import watch
from ledger.errors import NotAttested, NotSealed
from ledger.log.proofs import newest_prover
from ledger.seal.sealer import unsigned
from proof.errors import NoteRefused, ProofFailed
from proof.note import Verifier, open_note, split_note
from wiring.connections import AUDITOR, Connections
from wiring.keys import known_log_keys, trusted_attestors


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """The newest checkpoint."""

    size: int
    """How many events it covers."""
    root: str
    origin: str
    note: str
    signers: tuple[tuple[str, bool], ...]
    """By what name and key id it is signed, and whether that is a key that is known here and its signature right."""
    attestations: tuple[tuple[str, bool, bool], ...]
    """What others attest: the kind, whether it holds, and whether it was checked by whom it is."""


@dataclass(frozen=True, slots=True)
class LedgerState:
    """How far the ledger is sealed and signed, right now."""

    sealed: int
    """Events with a place in the log."""
    unsealed: int
    oldest_unsealed_s: float
    unsigned: int
    """Sealed events that no checkpoint covers."""
    oldest_unsigned_s: float
    checkpoint: SignedCheckpoint | None
    keys_known: bool


async def ledger_state(connections: Connections) -> LedgerState:
    """The ledger's state. Raises as `Connections.pool` does, and what keeps the log's keys from being read."""
    pool = await connections.pool(AUDITOR)
    backlog, waiting = await watch.backlog(pool), await unsigned(pool)
    checkpoint = await _checkpoint(connections)
    return LedgerState(
        sealed=(checkpoint.size if checkpoint else 0) + waiting.events,
        unsealed=backlog.unsealed,
        oldest_unsealed_s=backlog.oldest_unsealed,
        unsigned=waiting.events,
        oldest_unsigned_s=waiting.age_s,
        checkpoint=checkpoint,
        keys_known=known_log_keys(connections.settings) is not None,
    )


async def _checkpoint(connections: Connections) -> SignedCheckpoint | None:
    try:
        prover = await newest_prover(await connections.pool(AUDITOR))
        attested, note, found = await prover.attestations(), prover.note, prover.checkpoint
    except (NotSealed, ProofFailed):
        return None
    trusted, known = trusted_attestors(connections.settings), known_log_keys(connections.settings)
    right = {(each.name, each.key_id) for each in (known.verifiers if known else ()) if _signed(note, each)}
    _, lines = split_note(note)
    checked = []
    for kind, body in sorted(attested.items()):
        try:
            trusted.check(kind, note, body)
            checked.append((kind, True, trusted.know(kind)))
        except NotAttested:
            checked.append((kind, False, trusted.know(kind)))
    return SignedCheckpoint(
        size=found.size,
        root=found.root.hex(),
        origin=found.origin,
        note=note,
        signers=tuple((f"{name} {line[:4].hex()}", (name, line[:4]) in right) for name, line in lines),
        attestations=tuple(checked),
    )


def _signed(note: str, verifier: Verifier) -> bool:
    try:
        open_note(note, [verifier])
    except NoteRefused:
        return False
    return True
