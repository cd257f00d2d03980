"""The sealer: gives committed events their places in the log, signs checkpoints, closes the books.

One process at a time does it, whoever has the lease; others wait to take over. It may be killed at any point: each step
is one transaction that checks the lease, and the next sealer sees from the database which step comes next.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial

import asyncpg
import structlog

from ledger.db.connect import Connection, is_passing
from ledger.db.listen import listening
from ledger.db.logged import logged
from ledger.db.queries import query
from ledger.db.together import end_if_cancelled, together
from ledger.errors import LeaseLost
from ledger.log.closing import CHECKPOINTS, REQUESTS, compute
from ledger.log.daybooks import DAYBOOKS
from ledger.seal.attestor import Attestor, SignedCheckpoint
from ledger.seal.checkpointing import Checkpointer
from ledger.seal.lease import leasing
from ledger.subscribe import SEALED
from proof.closing import parse_closing
from proof.errors import JejakError, ProofFailed

log = structlog.get_logger()

MOST_AT_ONCE = 20_000
LEAVES_AT_MOST = 10_000
SEAL_INTERVAL_S = 0.2
RETRY_S = 1.0
DAYBOOKS_EVERY_S = 300.0


def now() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Status:
    """What a sealer is doing, for metrics.

    `signed` is the size of the last checkpoint that is kept outside, `attested` by attestor the last that it attested;
    `refusals` holds, by name, what keeps the sealer from signing or an attestor from attesting.
    """

    leads: bool = False
    tree_size: int = 0
    signed: int = 0
    attested: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, Exception] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unsigned:
    """How many sealed events are in no checkpoint, and how many seconds ago the oldest of them was recorded."""

    events: int
    age_s: float


async def unsigned(pool: asyncpg.Pool) -> Unsigned:
    """What waits for a checkpoint right now, whether a sealer runs or not (any role but jejak_vault).

    Its age rises when no sealer runs, and when checkpoints can't be signed or put outside. Events that aren't sealed
    yet are counted by `watch.backlog`.
    """
    record = await pool.fetchrow(query("unsigned"))
    assert record is not None
    return Unsigned(**record)


class Sealer:
    """Seals what is appended over `pool` (role jejak_sealer), until cancelled.

    A checkpoint is signed at latest `every` seconds or 10,000 leaves after the last. `attestors` get each one too;
    none of them delays anything. The books are closed when somebody asks, and on each new day by `clock` (UTC)
    on which anything was sealed; daybooks on each new day of Jakarta.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        checkpointer: Checkpointer,
        attestors: Sequence[Attestor] = (),
        *,
        every: float = 10.0,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.status = Status()
        self._pool = pool
        self._checkpointer = checkpointer
        self._attestors = attestors
        self._every = every
        self._clock = clock
        self.newest: SignedCheckpoint | None = None
        """The last checkpoint that this process signed."""
        self._wakes = [asyncio.Event() for _ in attestors]
        self._signed_at = -every
        self._looked_at_daybooks = -DAYBOOKS_EVERY_S

    async def run(self) -> None:
        """Seals whenever this process is elected; resumes after every loss of the server."""
        async with together() as tasks:
            for attestor, wake in zip(self._attestors, self._wakes, strict=True):
                tasks.create_task(self._keep_attesting(attestor, wake))
            tasks.create_task(self._keep_leading())

    async def _keep_leading(self) -> None:
        try:
            while True:
                try:
                    async with leasing(self._pool) as lease:
                        if lease is not None:
                            await self._lead(lease)
                except Exception as error:
                    end_if_cancelled()
                    if not is_passing(error) and not isinstance(error, asyncpg.PostgresError | LeaseLost):
                        raise
                    log.warning("sealer interrupted", error=repr(error))
                self.status.leads = False
                await asyncio.sleep(RETRY_S)
        finally:
            self.status.leads = False

    async def _lead(self, lease: int) -> None:
        log.info("sealer leads", lease=lease)
        self.status.leads = True
        async with listening(self._pool, REQUESTS) as (connection, asked):
            while True:
                requested = asked.is_set()
                asked.clear()
                await self.step(connection, lease, requested=requested)
                with suppress(TimeoutError):
                    await asyncio.wait_for(asked.wait(), SEAL_INTERVAL_S)

    async def step(self, connection: Connection, lease: int, *, requested: bool = False) -> None:
        """Everything that is due now: closes the days of daybooks that have ended, seals all there is, closes the books
        if it is time, signs if it is time.

        `lease` is the token of this process's lease.
        """
        await self._close_daybooks(connection, lease)
        await self._seal(connection, lease)
        closed = await self._closing_is_due(connection, requested=requested)
        if closed:
            async with connection.transaction():
                closing = await compute(connection, self.status.tree_size)
            await connection.execute(
                query("close_books"), lease, closing.tree_size, closing.streams, closing.root, self._clock()
            )
            await self._seal(connection, lease)
            log.info("books closed", tree_size=closing.tree_size, streams=closing.streams)
        # The requester may be waiting for the checkpoint of a closing that exists already.
        if requested or closed or self._checkpoint_is_due():
            await self._sign(connection, lease)

    async def _close_daybooks(self, connection: Connection, lease: int) -> None:
        """Closes the days of daybooks that have ended, by the clock of the database that wrote them."""
        if time.monotonic() - self._looked_at_daybooks < DAYBOOKS_EVERY_S:
            return
        for daybook in DAYBOOKS:
            if rows := await connection.fetchval(query("close_daybook"), lease, daybook.name):
                log.info("daybook closed", daybook=daybook.name, rows=rows)
        self._looked_at_daybooks = time.monotonic()

    async def _seal(self, connection: Connection, lease: int) -> None:
        sealed = MOST_AT_ONCE
        while sealed == MOST_AT_ONCE:
            record = await connection.fetchrow(query("seal_batch"), lease, MOST_AT_ONCE)
            assert record is not None
            sealed, self.status.tree_size = record["sealed"], record["tree_size"]
            if sealed:
                await self._tell(connection, SEALED)

    async def _tell(self, connection: Connection, channel: str) -> None:
        """Wakes those who listen, who would look by themselves later. It may fail: any session can fill the queue."""

        async def tell() -> None:
            await connection.execute(query("notify"), channel, str(self.status.tree_size))

        await self._keep_refusal("notification", tell)

    async def _closing_is_due(self, connection: Connection, *, requested: bool) -> bool:
        """Whether somebody asked or the day isn't that of the last closing, and anything but closings was sealed since.

        A clock that goes back over midnight causes one closing too many, and never one too few.
        """
        last = await connection.fetchrow(query("last_closing"))
        covered, day = 0, date.min
        if last is not None:
            with suppress(ProofFailed):  # one that can't be read covers nothing
                covered = parse_closing(last["data"]).tree_size
                day = last["occurred_at"].date()
        if not requested and day == self._clock().astimezone(UTC).date():
            return False
        due: bool = await connection.fetchval(query("sealed_since"), covered)
        return due

    def _checkpoint_is_due(self) -> bool:
        new, refused = self.status.tree_size - self.status.signed, "checkpoint" in self.status.refusals
        if new >= LEAVES_AT_MOST and not refused:
            return True
        # The cause of a refusal may be gone although no events were added.
        return (new != 0 or refused) and time.monotonic() - self._signed_at >= self._every

    async def _sign(self, connection: Connection, lease: int) -> None:
        """Signs what is sealed; a refusal is kept in the status, and signing is tried again later."""
        self._signed_at = time.monotonic()

        async def sign() -> None:
            signed = await self._checkpointer.make(connection, lease)
            await self._tell(connection, CHECKPOINTS)
            if signed is not None:
                self.newest = signed
                for wake in self._wakes:
                    wake.set()

        await self._keep_refusal("checkpoint", sign)
        self.status.signed = self._checkpointer.kept

    async def _keep_attesting(self, attestor: Attestor, wake: asyncio.Event) -> None:
        """Has the newest checkpoint attested, retrying until it is."""
        while True:
            await wake.wait()
            wake.clear()
            while (signed := self.newest) and self.status.attested.get(attestor.name) != signed.checkpoint.size:
                await self._keep_refusal(attestor.name, partial(self._attest, attestor, signed))
                if attestor.name in self.status.refusals:
                    await asyncio.sleep(self._every)

    async def _attest(self, attestor: Attestor, signed: SignedCheckpoint) -> None:
        size = signed.checkpoint.size
        body = await attestor.attest(signed)
        await self._pool.execute(query("store_attestation"), size, attestor.name, body)
        self.status.attested[attestor.name] = size

    async def _keep_refusal(self, name: str, action: Callable[[], Awaitable[None]]) -> None:
        """Runs `action`; a refusal of ours, or of a disk or a server, goes into the status, and once into the log.

        Its end is logged as a warning, so that whoever sees the first line also sees the second.
        """
        try:
            await action()
        except Exception as error:
            end_if_cancelled()
            if not isinstance(error, JejakError | asyncpg.PostgresError) and not is_passing(error):
                raise
            if str(self.status.refusals.get(name)) != str(error):
                log.error("sealer refused", what=name, error=logged(error))
            self.status.refusals[name] = error
        else:
            if self.status.refusals.pop(name, None) is not None:
                log.warning("sealer no longer refused", what=name)
