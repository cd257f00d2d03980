"""A third party that attests checkpoints."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from proof.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint being handed out. `consistency(size)` proves that its log begins with the one of `size` leaves."""

    note: str
    checkpoint: Checkpoint
    consistency: Callable[[int], Awaitable[Sequence[bytes]]]


class Attestor(Protocol):
    """Attests checkpoints; its `name` is the kind of attestation."""

    name: str

    async def attest(self, signed: SignedCheckpoint) -> bytes:
        """The attestation of a checkpoint, to be kept. Raises OSError or NotAttested."""
