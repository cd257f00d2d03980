"""What a bundle contains: its files, their names, and what its manifest says of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from proof.errors import Malformed
from proof.strict_json import read_json

FORMAT = "jejak/bundle/v1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.note"
KEYS, CHECKPOINT, SINCE = "keys.txt", "checkpoint.txt", "since.txt"
EVENTS, BASIS, PROOFS = "events.jsonl", "basis.jsonl", "proofs.json"

NAME = re.compile(
    r"manifest\.(json|note)|keys\.txt|checkpoint\.(txt|tsr|cosignatures)|since\.txt|events\.jsonl|basis\.jsonl|proofs\.json"
    r"|state\.json|trail\.html|proof/[a-z_]+\.py|schemas/\w+\.v[1-9][0-9]*\.json",
    re.ASCII,
)
"""The files of the format. Any other, unpacked beside `proof/`, could be what Python imports in place of its own."""

LOG = re.compile(r"[!-*,-~]{1,200}")


@dataclass(frozen=True, slots=True)
class Contents:
    """A bundle in memory: its manifest, and its files by name."""

    manifest: dict[str, Any]
    files: dict[str, bytes]

    def text(self, name: str) -> str:
        """A file's text. Raises Malformed when it isn't there, ValueError when it isn't UTF-8."""
        if name not in self.files:
            raise Malformed("file_missing", file=name)
        return self.files[name].decode()

    def events(self, name: str = EVENTS) -> Iterator[dict[str, Any]]:
        """The lines of a file of events, each ended by a line feed and nothing else. Raises Malformed, ValueError."""
        text = self.text(name)
        if text and (not text.endswith("\n") or "\r" in text or "\n\n" in text):
            raise Malformed("bad_lines", file=name)
        for line in text.split("\n")[:-1]:  # not splitlines: a text may hold other separators
            yield read_json(line)


def entry(content: bytes) -> dict[str, Any]:
    """What a manifest says of a file."""
    return {"sha256": sha256(content).hexdigest(), "size": len(content)}


def statement(manifest: bytes) -> str:
    """The text that is signed for a manifest; it can't be taken for a checkpoint."""
    return f"{FORMAT}\n{sha256(manifest).hexdigest()}\n"
