"""Somebody else who attests checkpoints."""

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
    """Attests checkpoints; its `name` tells what kind of attestation that is."""

    name: str

    async def attest(self, signed: SignedCheckpoint) -> bytes:
        """What it attests of a checkpoint, worth keeping. Raises OSError or NotAttested."""
