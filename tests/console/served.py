"""The pages as they are served: on the stack, but to whoever signs in by an identity provider."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from processes.health import served
from processes.web import web
from tests.console.provider import CLIENT, SECRET
from wiring.connections import Connections
from wiring.settings import Settings, load_settings


def settings_of(stack: Settings, issuer: str, url: str = "http://localhost") -> Settings:
    """The settings of a process that serves the pages."""
    given: dict[str, Any] = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET, "url": url}
    return load_settings(home=stack.home, database_url=None, **given)


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
