"""Reading the zip of a bundle, so strictly that every program finds the same files in it."""

import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from proof.contents import NAME
from proof.errors import Malformed

MIB = 1 << 20
MOST_FILES = 1_000
LARGEST = 1 << 30
"""Bytes of all files together, unpacked; and of the zip."""

LOCAL, CENTRAL, END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
"""What a zip has before each file, of each file in its directory, and at its end."""

STORED, DEFLATED = 0, 8
NEEDED = (10, 20)
"""The versions of the zip format that the two methods need, by ten: with a later one other programs unpack nothing."""

DIRECTORY = 0x10


def read(path: Path) -> bytes:
    """A bundle's bytes; reading stops one MiB beyond the largest allowed size. Raises OSError."""
    with path.open("rb") as file:
        return b"".join(islice(iter(partial(file.read, MIB), b""), LARGEST // MIB + 1))


@dataclass(frozen=True, slots=True)
class Packed:
    """A file in a zip: its packed bytes, and what they must unpack to."""

    name: str
    method: int
    content: memoryview
    size: int
    crc: int

    def unpacked(self) -> bytes:
        """The file. Raises Malformed or zlib.error; never unpacks more than `size` + 1 bytes."""
        if self.method == STORED:
            content = bytes(self.content)
            ended = True
        else:
            inflating = zlib.decompressobj(-zlib.MAX_WBITS)
            content = inflating.decompress(self.content, self.size + 1)
            ended = inflating.eof and not inflating.unused_data
        if not ended or len(content) != self.size or zlib.crc32(content) != self.crc:
            raise Malformed("zip_content", file=self.name)
        return content


def members(bundle: bytes) -> dict[str, bytes]:
    """The files of a zip by name. Raises Malformed unless it is complete, not too large, and safe to unpack.

    Every reader must find the same files in it. So it has nothing that one reader uses and another ignores: no bytes
    before, between or after what the directory lists, no comments, no flags (encryption is one), no extra fields (one
    could give a file another name), and before each file stands what the directory says of it.
    """
    try:
        files = list(directory(bundle))
        if len({file.name.lower() for file in files}) < len(files):
            raise Malformed("zip_names")
        if max(len(bundle), sum(file.size for file in files)) > LARGEST:
            raise too_much()
        return {file.name: file.unpacked() for file in files}
    except (struct.error, zlib.error) as error:
        raise Malformed("zip_broken", problem=error) from None


def directory(bundle: bytes) -> Iterator[Packed]:
    """The files of a zip in their order. Raises Malformed or struct.error."""
    mark, disk, first_disk, here, count, length, at, comment = END.unpack(bundle[-END.size :].rjust(END.size, b"\0"))
    if (mark, disk, first_disk, here, comment) != (b"PK\5\6", 0, 0, count, 0):
        raise Malformed("zip_end")
    if count > MOST_FILES:
        raise too_much()
    view, start, end_of_files = memoryview(bundle), 0, at
    for _ in range(count):
        mark, _, *both, comment, disk, _, attributes, offset = CENTRAL.unpack_from(bundle, at)
        needed, flags, method, _, _, crc, packed_size, size, name_length, extra_length = both
        name = bundle[at + CENTRAL.size : at + CENTRAL.size + name_length].decode("ascii", "backslashreplace")
        at += CENTRAL.size + name_length
        if mark != b"PK\1\2":
            raise Malformed("zip_directory")
        kind = stat.S_IFMT(attributes >> 16)
        if not NAME.fullmatch(name) or kind not in (0, stat.S_IFREG) or attributes & DIRECTORY:
            raise Malformed("zip_name", file=name)
        if needed not in NEEDED or flags or method not in (STORED, DEFLATED) or extra_length or comment or disk:
            raise Malformed("zip_packing", file=name)
        before = LOCAL.unpack_from(bundle, start)
        content = start + LOCAL.size + name_length
        if offset != start or before != (b"PK\3\4", *both) or view[start + LOCAL.size : content] != name.encode():
            raise Malformed("zip_place", file=name)
        start = content + packed_size
        yield Packed(name, method, view[content:start], size, crc)
    if start != end_of_files or at != end_of_files + length or at != len(bundle) - END.size:
        raise Malformed("zip_more")


def too_much() -> Malformed:
    """The error for a zip that would fill a disk."""
    return Malformed("too_much", files=MOST_FILES, mib=LARGEST // MIB)
