"""Recomputes one stream, wherever its events come from: versions, times, every hash, its head, its leaves. Pure."""

import struct

from ledger.verify.report import Layer, Problem, Value, hash_value, value
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
            self.problem(
                "version", version, value("version", version=self.version + 1), value("version", version=version)
            )
        if recorded_us < self._recorded_us:
            self.problem("time", version, instant("not_before", self._recorded_us), instant("recorded_at", recorded_us))
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
            self.problem("chain", version, value("hashable"), value("out_of_range"))
            self.version, self.chain = version, chain
            return
        expected = chain_hash(self.chain, hashed)
        if chain != expected:
            self.problem("chain", version, hash_value(expected), hash_value(chain))
        self.version = version
        self.chain = chain
        self._recorded_us = recorded_us

    def leaf(self, index: int | None, chain: bytes | None, unsealed: bool) -> None:
        """Takes the last event's place in the log, or the fact that it has none yet."""
        if index is None or chain is None:
            if not unsealed:
                self.problem("leaf", self.version, value("leaf_or_unsealed"), value("neither"))
            self._sealed = False
            return
        if unsealed:
            self.problem("leaf", self.version, value("leaf_or_unsealed"), value("both"))
        if chain != self.chain:
            self.problem("leaf", self.version, hash_value(self.chain), hash_value(chain))
        if not self._sealed:
            self.problem("leaf", self.version, value("no_leaf_yet"), value("leaf", index=index))
        elif index <= self._leaf:
            self.problem("leaf", self.version, value("leaf_after", index=self._leaf), value("leaf", index=index))
        self._leaf = index

    def end(self, version: int | None, chain: bytes | None, recorded_us: int) -> None:
        """Takes the stream's head row, if there is one, after its last event."""
        if version is None or chain is None:
            self.problem("head", self.version, head(self.version, self.chain), value("no_head"))
        elif (version, chain) != (self.version, self.chain):
            # Which of the two is right can't be decided here; the events are what the head should show.
            self.problem("head", self.version, head(self.version, self.chain), head(version, chain))
        elif self._recorded_us not in (NEVER, recorded_us):
            expected, found = instant("recorded_at", self._recorded_us), instant("recorded_at", recorded_us)
            self.problem("head", self.version, expected, found)

    def problem(self, layer: Layer, version: int, expected: Value, found: Value) -> None:
        """Reports a problem."""
        self.problems.append(Problem(self.stream_id, version, layer, expected, found))


def head(version: int, chain: bytes) -> Value:
    """Where a stream ends."""
    return value("head", version=version, chain=chain.hex())


def instant(code: str, us: int) -> Value:
    """A time given in microseconds since 1970, to the microsecond; as a number where no calendar reaches."""
    try:
        return value(code, at=(EPOCH + us * MICROSECOND).isoformat())
    except OverflowError:
        return value(code, at=us)
