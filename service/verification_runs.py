"""Verifications that somebody starts on pages or from elsewhere and watches: one at a time, beside what answers.

What the last few of them found is kept until this process ends; the record itself isn't touched.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4
from weakref import WeakKeyDictionary

import structlog

from proof.errors import JejakError
from service.verifying import Verified, verified
from wiring.connections import Connections
from wiring.errors import NotPossible
from wiring.settings import Settings

log = structlog.get_logger()

KEPT = 10
"""Results that are kept."""


@dataclass(slots=True)
class Run:
    """One verification."""

    by: str
    innovation: str | None
    """Its id; None: the whole ledger."""
    since: str | None = None
    """The checkpoint that they kept."""
    genesis: str | None = None
    """What they know the ledger by."""
    without_outside: bool = False
    id: str = field(default_factory=lambda: str(uuid4()))
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended_at: datetime | None = None
    phase: str = ""
    done: int = 0
    total: int = 0
    found: Verified | None = None
    failed: Exception | None = None
    """What kept it from an answer."""

    def reach(self, phase: str, done: int, total: int) -> None:
        """It is so far."""
        self.phase, self.done, self.total = phase, done, total


class VerificationRuns:
    """The verifications of a process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._runs = deque[Run](maxlen=KEPT)

    def __iter__(self) -> Iterator[Run]:
        """The newest first."""
        return reversed(self._runs)

    def named(self, id: str) -> Run | None:
        """The one with that id, if it is still kept."""
        return next((each for each in self._runs if each.id == id), None)

    def begin(
        self,
        by: str,
        innovation: str | None,
        *,
        since: str | None = None,
        genesis: str | None = None,
        without_outside: bool = False,
    ) -> Run:
        """Begin to verify an innovation, or (None) the whole ledger; the rest as `verified` takes it.

        Raises:
            NotPossible: one is under way.
        """
        if any(each.ended_at is None for each in self._runs):
            raise NotPossible("verification_under_way")
        run = Run(by, innovation, since, genesis, without_outside)
        self._runs.append(run)
        threading.Thread(target=self._work, args=[run], name="verification", daemon=True).start()
        return run

    def _work(self, run: Run) -> None:
        """Verify on connections of its own, in a loop of its own: hashing keeps no request waiting for its turn."""
        try:
            run.found = asyncio.run(self._verified(run))
        except Exception as error:
            if not isinstance(error, JejakError):
                log.error("verification failed", error=type(error).__name__, exc_info=error)
            run.failed = error
        finally:
            run.ended_at = datetime.now(UTC)

    async def _verified(self, run: Run) -> Verified:
        async with Connections(self._settings) as connections:
            return await verified(
                connections,
                run.innovation,
                since=run.since,
                genesis=run.genesis,
                without_outside=run.without_outside,
                shown=run.reach,
            )


def runs_of(connections: Connections) -> VerificationRuns:
    """Those of whatever serves on these connections: pages and API have the same."""
    return _RUNS.setdefault(connections, VerificationRuns(connections.settings))


_RUNS = WeakKeyDictionary[Connections, VerificationRuns]()
