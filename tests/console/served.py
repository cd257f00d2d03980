"""The pages as they are served: on the stack, but to whoever signs in by an identity provider."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from processes.health import served
from processes.web import web
from tests.console.provider import CLIENT, SECRET, Provider, providing
from wiring.connections import Connections
from wiring.settings import Settings, load_settings


def settings_of(stack: Settings, issuer: str, url: str = "http://localhost") -> Settings:
    """The settings of a process that serves the pages."""
    given: dict[str, Any] = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET, "url": url}
    return load_settings(home=stack.home, database_url=None, **given)


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """An identity provider, at which somebody is signed in whom no other test knows."""
    async with providing() as provider:
        provider.subject = str(uuid4())
        yield provider


@pytest.fixture
async def connections(stack: Settings, provider: Provider) -> AsyncIterator[Connections]:
    """What the pages are served on: the stack, but as servers elsewhere."""
    async with Connections(settings_of(stack, provider.issuer), vouched=True) as connections:
        yield connections


@asynccontextmanager
async def serving(connections: Connections) -> AsyncIterator[str]:
    """The pages, at an address that their settings name."""
    app: Any = None

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)

    async with served(Starlette(routes=[Mount("/", answering)]), "127.0.0.1", 0) as address:
        url = address.replace("127.0.0.1", "localhost")
        connections.settings = connections.settings.model_copy(update={"url": url})
        app = web(connections)
        yield url
