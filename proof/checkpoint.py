"""Checkpoints: what a log was at one size. Signatures are checked in `proof.note`."""

from base64 import b64decode, b64encode
from dataclasses import dataclass

from proof.errors import ProofFailed


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log at one size: `origin` names the log, `root` is that of its first `size` leaves."""

    origin: str
    size: int
    root: bytes


def parse_checkpoint(note: str) -> Checkpoint:
    """What a note says (C2SP tlog-checkpoint), whoever signed it. Raises ProofFailed."""
    lines = note.split("\n\n")[0].removesuffix("\n").split("\n")
    try:
        origin, size, root = lines[:3]
        checkpoint = Checkpoint(origin, int(size), b64decode(root, validate=True))
    except ValueError:
        raise ProofFailed("no_checkpoint") from None
    canonical = (str(checkpoint.size), b64encode(checkpoint.root).decode()) == (size, root)
    if not origin or not canonical or checkpoint.size < 0 or len(checkpoint.root) != 32:
        raise ProofFailed("no_checkpoint")
    return checkpoint


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """The body of a checkpoint's note."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{b64encode(checkpoint.root).decode()}\n"
