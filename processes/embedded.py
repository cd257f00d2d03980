"""Running the embedded stack: both servers, a worker, a sealer and the pages in this process, with sample data."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from ledger.db.together import together
from ledger.files import write_whole
from processes.health import served
from processes.samples import cast
from processes.samples.progress import Progress
from processes.samples.seeding import seed
from processes.sealing import sealing
from processes.serving import Serving, serving
from processes.setup import furnish, prepare
from processes.web import web
from processes.worker_file import WORKER_FILE
from stack.embedded import EmbeddedStack
from wiring.connections import Connections
from wiring.settings import Settings


@asynccontextmanager
async def living(
    settings: Settings,
    *,
    temporal_port: int | None = None,
    ui_port: int | None = None,
    console_port: int | None = None,
    with_samples: bool = False,
) -> AsyncIterator[Serving]:
    """The stack in `settings.home`, set up, with a worker that polls, a sealer and the pages, while the block runs.

    One that begins `with_samples` gets them in the background, and goes on with them whenever it runs.

    Raises:
        StackError: a server can't be started, also again after it ended, or the directory can't be used.
        As `processes.setup.prepare` and `furnish`.
    """
    file = settings.home / WORKER_FILE
    async with (
        EmbeddedStack(settings.home, temporal_port=temporal_port, ui_port=ui_port) as stack,
        together() as tasks,
    ):
        keeping = tasks.create_task(stack.keep_up())
        file.unlink(missing_ok=True)  # of a process that was killed
        samples = Progress(settings.home)
        if with_samples and not settings.genesis_path.exists():
            samples.begin(len(cast.samples()))
        await prepare(settings)
        async with (
            sealing(settings) as sealer,
            serving(settings, clock=lambda: datetime.now(UTC), beside=sealer.problems) as process,
        ):
            await process.started()
            async with Connections(settings) as connections:
                await furnish(connections)
                async with served(web(connections), "127.0.0.1", console_port or 0) as pages:
                    # By this name browsers take cookies and keys of a page that isn't encrypted.
                    addresses = {"health": process.health, "console": pages.replace("127.0.0.1", "localhost")}
                    write_whole(file, json.dumps(addresses).encode(), 0o600)
                    seeding = asyncio.create_task(seed(settings, samples)) if samples.wanted else None
                    try:
                        yield process
                    finally:
                        file.unlink(missing_ok=True)
                        if seeding is not None:
                            seeding.cancel()
                            await asyncio.wait([seeding])
        keeping.cancel()
