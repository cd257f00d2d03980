"""Runs a worker: `python worker.py`. Settings come from the environment; see service/settings.py."""

import asyncio
from datetime import UTC, datetime

import structlog

from service.logs import set_up_logs
from service.process import run
from service.settings import load_settings
from service.worker import running_worker


async def main() -> None:
    """Work until the process is told to stop; what is under way is finished first."""
    settings = load_settings()
    set_up_logs(settings.log_format, settings.log_level)
    async with running_worker(settings, clock=lambda: datetime.now(UTC)):
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            structlog.get_logger().info("worker stopping")


if __name__ == "__main__":
    run(main())
