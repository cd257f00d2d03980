"""The entries of a closing, packed, because there may be hundreds of thousands."""

from array import array
from collections.abc import Iterator


class PackedEntries:
    """(stream id, version, chain) of streams, in the order in which they were added, with a few bytes' overhead."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._begins = array("Q", [0])

    def add(self, stream_id: str, version: int, chain: bytes) -> None:
        """Takes the next one."""
        self._bytes += chain
        self._bytes += version.to_bytes(8)
        self._bytes += stream_id.encode()
        self._begins.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._begins) - 1

    def __iter__(self) -> Iterator[tuple[str, int, bytes]]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, index: int) -> tuple[str, int, bytes]:
        entry = bytes(self._bytes[self._begins[index] : self._begins[index + 1]])
        return entry[40:].decode(), int.from_bytes(entry[32:40]), entry[:32]

    def name(self, index: int) -> bytes:
        """The stream id of one, as its bytes, by which streams are sorted."""
        return bytes(self._bytes[self._begins[index] + 40 : self._begins[index + 1]])
