"""`worker.json`, beside the embedded stack's `stack.json`: where its worker's health and its pages are served."""

import json
from pathlib import Path

WORKER_FILE = "worker.json"


def served_addresses(home: Path) -> dict[str, str]:
    """Where the running stack in `home` serves its `health` and its `console`, once it does."""
    try:
        return dict(json.loads((home / WORKER_FILE).read_text()))
    except FileNotFoundError:
        return {}
