"""Recomputes one stream, whose events come from wherever: versions, times, every hash, its head, its leaves. Pure."""

import struct

from ledger.verify.report import Layer, Problem
from proof.event import EPOCH, MICROSECOND
from proof.hashes import GENESIS, chain_hash, event_hash

NEVER = -(1 << 63)
"""Before every time."""


class StreamCheck:
    """Checks one stream, event by event, in constant memory.

    After a problem it goes on from what is stored, so that one change isn't reported for every later event. It begins
    after `version`, whose hash is `chain` and whose leaf is `leaf`.
    """

    __slots__ = ("_leaf", "_name", "_recorded_us", "_sealed", "chain", "problems", "stream_id", "version")

    def __init__(self, stream_id: str, version: int = 0, chain: bytes = GENESIS, leaf: int = -1) -> None:
        self.stream_id = stream_id
        self.version = version
        self.chain = chain
        self.problems: list[Problem] = []
        self._name = stream_id.encode()
        self._recorded_us = NEVER
        self._leaf = leaf
        self._sealed = True

    def event(
        self,
        version: int,
        event_id: bytes,
        event_type: str,
        schema_version: int,
        occurred_us: int,
        recorded_us: int,
        metadata: bytes,
        data: bytes,
        chain: bytes,
    ) -> None:
        """Takes the next stored event."""
        if version != self.version + 1:
            self.problem("version", version, self.version + 1, version)
        if recorded_us < self._recorded_us:
            self.problem("time", version, f"not before {moment(self._recorded_us)}", moment(recorded_us))
        try:
            hashed = event_hash(
                self._name,
                version,
                event_id,
                event_type.encode(),
                schema_version,
                occurred_us,
                recorded_us,
                metadata,
                data,
            )
        except struct.error:  # PostgreSQL has more than an event may hold: infinite times, negative numbers
            self.problem("chain", version, "an event that can be hashed", "a number or a time out of range")
            self.version, self.chain = version, chain
            return
        expected = chain_hash(self.chain, hashed)
        if chain != expected:
            self.problem("chain", version, expected.hex(), chain.hex())
        self.version = version
        self.chain = chain
        self._recorded_us = recorded_us

    def leaf(self, index: int | None, chain: bytes | None, unsealed: bool) -> None:
        """Takes the last event's place in the log, or that it has none yet."""
        if index is None or chain is None:
            if not unsealed:
                self.problem("leaf", self.version, "a leaf or a row in unsealed", "neither")
            self._sealed = False
            return
        if unsealed:
            self.problem("leaf", self.version, "a leaf or a row in unsealed", "both")
        if chain != self.chain:
            self.problem("leaf", self.version, self.chain.hex(), chain.hex())
        if not self._sealed:
            self.problem("leaf", self.version, "no leaf, since an earlier event has none", f"leaf {index}")
        elif index <= self._leaf:
            self.problem("leaf", self.version, f"a leaf after {self._leaf}", f"leaf {index}")
        self._leaf = index

    def end(self, version: int | None, chain: bytes | None, recorded_us: int) -> None:
        """Takes the stream's head row, if there is one, after its last event."""
        expected = f"version {self.version}, chain {self.chain.hex()}"
        if version is None or chain is None:
            self.problem("head", self.version, expected, "no head row")
        elif (version, chain) != (self.version, self.chain):
            # Which of the two is right can't be told here; the events are what the head should show.
            self.problem("head", self.version, expected, f"version {version}, chain {chain.hex()}")
        elif self._recorded_us not in (NEVER, recorded_us):
            self.problem(
                "head", self.version, f"recorded at {moment(self._recorded_us)}", f"recorded at {moment(recorded_us)}"
            )

    def problem(self, layer: Layer, version: int, expected: object, found: object) -> None:
        """Notes one."""
        self.problems.append(Problem(self.stream_id, version, layer, str(expected), str(found)))


def moment(us: int) -> str:
    """Microseconds since 1970 for a person; a number where no calendar reaches."""
    try:
        return (EPOCH + us * MICROSECOND).isoformat()
    except OverflowError:
        return f"{us} µs after 1970"
