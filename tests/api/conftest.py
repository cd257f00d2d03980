"""One embedded stack for all tests of the API, and callers with tokens."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from api.app import PATH, api
from processes.worker_file import served_addresses
from tests.api.calling import Office
from tests.cli.conftest import somebody, stack
from tests.cli.running import Cli
from wiring.connections import Connections
from wiring.settings import Settings

__all__ = ["somebody", "stack"]

SO_MANY = 1_000_000
"""Requests at once: tests call more often than anybody."""


@pytest.fixture(scope="package")
async def connections(stack: Settings) -> AsyncIterator[Connections]:
    """Connections to the stack's servers."""
    async with Connections(stack, vouched=True, most=4) as opened:
        yield opened


@pytest.fixture(scope="package")
def office(stack: Settings, connections: Connections) -> Office:
    """The API in this process, on the same servers as the one that the stack serves."""
    mounted = Starlette(routes=[Mount(PATH, api(connections, at_once=SO_MANY, per_second=SO_MANY))])
    transport = httpx.ASGITransport(mounted, raise_app_exceptions=False)
    return Office(connections, transport, served_addresses(stack.home)["console"])


@pytest.fixture
def cli(stack: Settings) -> Cli:
    """Runs commands on the same stack."""
    return Cli(stack.home)
