"""One embedded stack with a worker for all tests of the command line."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import structlog

from service.embedded import living
from service.settings import Settings, load_settings
from tests.cli.running import Cli


@pytest.fixture(scope="session")
async def stack() -> AsyncIterator[Settings]:
    """The settings of a furnished stack at work."""
    # The worker's log lines must not stand among what commands print: all of it is in this process.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with TemporaryDirectory(prefix="jejak-test-") as parent:
        settings = load_settings(home=Path(parent) / "data", database_url=None)
        async with living(settings):
            yield settings


@pytest.fixture
def cli(stack: Settings) -> Cli:
    """Runs commands on that stack."""
    return Cli(stack.home)
