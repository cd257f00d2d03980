"""Sealing: the ledger's sealer as a process of its own, or beside a worker; its health and metrics."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import structlog
from prometheus_client import Gauge
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.db.connect import open_pool
from ledger.db.together import end_if_cancelled
from ledger.errors import BadCheckpointKey
from ledger.log.checkpoint_directory import CheckpointDirectory
from ledger.seal.attestor import Attestor
from ledger.seal.checkpointing import Checkpointer
from ledger.seal.lease import leasing
from ledger.seal.sealer import Sealer, Status
from ledger.seal.timestamp import TimestampAuthority
from ledger.seal.witness import Witness
from processes.health import health_response, metrics_response, observe_unsigned
from processes.worker import close
from texts import language
from texts.errors import cause_of
from wiring.errors import NotPossible
from wiring.keys import checkpoint_signer, log_keys, trusted_attestors
from wiring.settings import Settings

log = structlog.get_logger()

PAUSE_S = 5.0
CONNECTIONS = 4

LEADS = Gauge("jejak_sealer_leads", "1 where this process seals, 0 where it waits to take over")
LEAVES = Gauge("jejak_log_leaves", "Events that have a place in the global log, as this process sealed them")
SIGNED = Gauge("jejak_log_signed_leaves", "Leaves in the last checkpoint that this process knows to be kept outside")
REFUSALS = Gauge("jejak_sealer_refusals", "What keeps this process from signing, or somebody from attesting: how many")


class Sealing:
    """A sealer on its connections, as the settings want it."""

    def __init__(self, settings: Settings, pool: asyncpg.Pool) -> None:
        signer, keys = checkpoint_signer(settings), log_keys(settings)
        if signer.verifier not in keys.verifiers:
            raise BadCheckpointKey(reason="no_public_half", directory=settings.checkpoint_keys_directory)
        outside = CheckpointDirectory(settings.checkpoints_directory)
        self.pool = pool
        self._lang = language()
        self._checkpointer = Checkpointer(pool, signer, keys, outside)
        self._sealer = Sealer(pool, self._checkpointer, attestors(settings, outside), every=settings.checkpoint_every)

    @property
    def status(self) -> Status:
        """The sealer's status."""
        return self._sealer.status

    def problems(self) -> dict[str, str]:
        """What keeps it from signing, for `/health`; attestors may be out of reach without being a problem."""
        refusal = self.status.refusals.get("checkpoint")
        return {} if refusal is None else {"checkpoint": cause_of(refusal, self._lang)}

    async def keep_on(self) -> None:
        """Seal until cancelled; any error is logged, and it begins anew."""
        LEADS.set_function(lambda: self.status.leads)
        LEAVES.set_function(lambda: self.status.tree_size)
        SIGNED.set_function(lambda: self.status.signed)
        REFUSALS.set_function(lambda: len(self.status.refusals))
        while True:
            try:
                await self._sealer.run()
            except Exception:
                end_if_cancelled()
                log.exception("sealer failed", again_in_s=PAUSE_S)
            await asyncio.sleep(PAUSE_S)

    async def once(self) -> None:
        """Seal what there is, close the books if it is time, and sign a checkpoint.

        Raises:
            NotPossible: another sealer is running.
            LedgerError, OSError, asyncpg errors: it can't be sealed, or nothing was signed.
        """
        async with leasing(self.pool) as lease:
            if lease is None:
                raise NotPossible("sealer_elsewhere")
            async with self.pool.acquire() as connection:
                await self._sealer.step(connection, lease)
                await self._checkpointer.make(connection, lease)  # raises what kept the step from signing


@asynccontextmanager
async def sealer(settings: Settings) -> AsyncIterator[Sealing]:
    """A sealer that isn't running yet; its connections are closed when the block ends.

    Raises:
        SettingsError, BadCheckpointKey: it can't work with these settings.
    """
    pool = await open_pool(
        settings.dsn(), role="jejak_sealer", min_size=0, max_size=CONNECTIONS, application_name="jejak-sealer"
    )
    try:
        yield Sealing(settings, pool)
    finally:
        await close(pool)


@asynccontextmanager
async def sealing(settings: Settings) -> AsyncIterator[Sealing]:
    """A sealer that runs while the block does, even through losses of the database. Raises as `sealer`."""
    async with sealer(settings) as made:
        task = asyncio.create_task(made.keep_on())
        try:
            yield made
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def attestors(settings: Settings, archive: CheckpointDirectory) -> list[Attestor]:
    """The attestors that get each checkpoint. Raises SettingsError: their certificates or keys can't be read."""
    found: list[Attestor] = []
    trusted = trusted_attestors(settings)
    if settings.timestamp_url and trusted.roots:
        found.append(TimestampAuthority(archive, settings.timestamp_url, trusted.roots))
    if settings.witness_url and trusted.witnesses:
        found.append(Witness(archive, settings.witness_url, trusted.witnesses))
    return found


class SealerHealth:
    """The health and metrics of a sealer's process over HTTP."""

    def __init__(self, made: Sealing) -> None:
        self._made = made
        self.app = Starlette(routes=[Route("/health", self._health), Route("/metrics", self._metrics)])

    async def _health(self, request: Request) -> Response:
        """Well unless it can't sign or reach the database."""
        reached = await observe_unsigned(self._made.pool)
        unreached = {} if reached else {"postgresql": "it can't be reached"}
        return health_response(unreached | self._made.problems())

    async def _metrics(self, request: Request) -> Response:
        await observe_unsigned(self._made.pool)
        return metrics_response()
