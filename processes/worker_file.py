"""`worker.json`, beside the embedded stack's `stack.json`: where the health of its worker is served."""

import json
from pathlib import Path

WORKER_FILE = "worker.json"


def health_address(home: Path) -> str | None:
    """Where the worker of the running stack in `home` serves its health, once it does."""
    try:
        return str(json.loads((home / WORKER_FILE).read_text())["health"])
    except FileNotFoundError:
        return None
