"""The one application that is served: everything that people and programs reach of this installation."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount

from console.app import console
from wiring.connections import Connections


def web(connections: Connections) -> Starlette:
    """The pages, on these connections; under no other name than this installation's."""
    return Starlette(
        routes=[Mount("/", console(connections))],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=connections.settings.hosts, www_redirect=False)],
    )
