"""Write the golden files that are missing: `python -m tests.domain.golden.write`. Existing ones are left alone.

`data` is the exact text as it is stored, `event` the same event with every field spelled out, so that a changed
default shows.
"""

import json
from pathlib import Path

from domain.codec import encode
from tests.domain.walk import one_of_each

EVENTS_DIRECTORY = Path(__file__).parent / "events"


def write_missing() -> list[Path]:
    """Write a file for each event type whose present schema version has none, and return what was written."""
    written = []
    for name, event in sorted(one_of_each().items()):
        path = EVENTS_DIRECTORY / f"{name}.v{event.SCHEMA_VERSION}.json"
        if not path.exists():
            golden = {
                "type": name,
                "schema_version": event.SCHEMA_VERSION,
                "data": encode(event).decode(),
                "event": event.model_dump(mode="json"),
            }
            path.write_text(json.dumps(golden, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            written.append(path)
    return written


if __name__ == "__main__":
    for path in write_missing():
        print(path)
