"""The one application that is served, as a process of its own or in the embedded stack, and its health."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from api.app import PATH, api, not_answered
from console.app import console
from processes.health import health_response, metrics_response, problem, served
from wiring.connections import CONSOLE, Connections
from wiring.keys import service_key
from wiring.settings import Settings, SettingsError

log = structlog.get_logger()

GRACE_S = 20
"""Seconds that answers may still take when the process is stopped."""


def web(connections: Connections) -> Starlette:
    """The API and the pages, on these connections; under no other name than this installation's."""
    app = Starlette(
        routes=[Mount(PATH, api(connections)), Mount("/", console(connections))],
        exception_handlers={HTTPException: not_answered},
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=connections.settings.hosts, www_redirect=False)],
    )
    app.state.stopping = connections.stopping
    return app


@asynccontextmanager
async def serving_web(settings: Settings) -> AsyncIterator[str]:
    """The address at which the application is served, for whoever signs in there, while the block runs; what is under
    way is finished when it ends. Its servers may start later, and be anywhere.

    Raises:
        SettingsError, OpenKey, BadKey: its public address, where people sign in or its key are missing or wrong.
        OSError: a port is taken, or an address isn't this machine's.
    """
    needed = {"URL": settings.url, "OIDC_ISSUER": settings.oidc_issuer, "OIDC_CLIENT_ID": settings.oidc_client_id}
    for name, given in needed.items():
        if not given:
            raise SettingsError(reason="needed_to_serve", setting=f"JEJAK_{name}")
    service_key(settings)
    async with (
        Connections(settings, vouched=True, most=settings.database_pool_size) as connections,
        served(_Health(connections).app, settings.health_host, settings.health_port) as health,
        served(
            web(connections), settings.serve_host, settings.serve_port, proxies=settings.proxies, grace_s=GRACE_S
        ) as address,
    ):
        log.info("the pages are served", address=address, health=health, url=settings.url)
        yield address


class _Health:
    """Well while the database and Temporal answer."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self.app = Starlette(routes=[Route("/health", self._health), Route("/metrics", self._metrics)])

    async def _health(self, request: Request) -> Response:
        found = {"postgresql": self._database, "temporal": self._temporal}
        checked = {part: await problem(check()) for part, check in found.items()}
        return health_response({part: wrong for part, wrong in checked.items() if wrong})

    async def _database(self) -> None:
        await (await self._connections.pool(CONSOLE)).fetchval("SELECT 1")

    async def _temporal(self) -> None:
        await (await self._connections.client()).service_client.check_health()

    async def _metrics(self, request: Request) -> Response:
        return metrics_response()
