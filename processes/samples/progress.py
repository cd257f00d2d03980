"""How far the samples are: `samples.json` in the stack's directory, which a stack that began without never has."""

import json
from pathlib import Path
from typing import Any

from ledger.files import write_whole


class Progress:
    """Which samples are made, kept in a file."""

    def __init__(self, home: Path) -> None:
        self._file = home / "samples.json"

    @property
    def wanted(self) -> bool:
        """Whether this stack has, or is to have, samples."""
        return self._file.exists()

    def begin(self, of: int) -> None:
        """From now on the stack is to have so many samples."""
        self._write({"made": [], "of": of})

    def made(self) -> list[str]:
        """The titles of those that are made."""
        return list(self._read()["made"]) if self.wanted else []

    def add(self, title: str) -> None:
        """One more is made."""
        kept = self._read()
        self._write(kept | {"made": [*kept["made"], title]})

    def as_json(self) -> dict[str, int] | None:
        """How many are made, and of how many; None where there are to be none."""
        if not self.wanted:
            return None
        kept = self._read()
        return {"made": len(kept["made"]), "of": kept["of"]}

    def _read(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
        return found

    def _write(self, kept: dict[str, Any]) -> None:
        write_whole(self._file, json.dumps(kept, ensure_ascii=False).encode(), 0o600)
