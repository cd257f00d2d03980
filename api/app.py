"""The application: which address leads to which answer, and what is answered when something goes wrong."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api import openapi, problems
from api.caller import language_of
from api.guard import LARGEST, Guard
from api.routes import (
    accounts,
    acts,
    audit,
    calls,
    commands,
    drafts,
    events,
    files,
    innovations,
    log,
    overviews,
    people,
    public,
    reads,
    register,
    tasks,
    tokens,
    verifications,
)
from api.sending import InFlight
from domain.refusals import Refused
from proof.errors import JejakError
from wiring.connections import Connections
from wiring.errors import BadRequest
from wiring.rates import Rates

PATH = "/api/v1"
"""Where it is mounted."""

TOPICS = (
    innovations,
    commands,
    tasks,
    people,
    register,
    drafts,
    acts,
    events,
    files,
    log,
    reads,
    audit,
    overviews,
    tokens,
    accounts,
    verifications,
    public,
    calls,
)


AT_ONCE, PER_SECOND = 120, 20.0
"""How many requests a person may make at once, and how many a second from then on; an address four times as many."""


def api(connections: Connections, *, at_once: int = AT_ONCE, per_second: float = PER_SECOND) -> FastAPI:
    """The API, on these connections."""
    app = FastAPI(
        title="Jejak",
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        servers=[{"url": PATH}],
        root_path_in_servers=False,
        generate_unique_id_function=lambda route: route.name,
        exception_handlers={
            HTTPException: not_answered,
            RequestValidationError: _invalid,
            Refused: _wrong,
            JejakError: _wrong,
        },
    )
    app.state.connections = connections
    app.state.rates = Rates(at_once, per_second)
    app.state.under_way = InFlight()
    for topic in TOPICS:
        app.include_router(topic.router)
    app.add_middleware(Guard, rates=Rates(4 * at_once, 4 * per_second))
    openapi.described(app)
    return app


async def not_answered(request: Request, error: Exception) -> Response:
    """What is answered where there is no such address or method, or where none is looked for: it has a line break."""
    assert isinstance(error, HTTPException)
    match error.status_code:
        case 404:
            found = BadRequest("no_such_address")
        case 405:
            found = BadRequest("no_such_method")
        case 413:
            found = BadRequest("body_too_large", most=LARGEST)
        case _:
            found = BadRequest("unreadable_body")
    answer = problems.of_error(found, language_of(request))
    answer.headers.update(error.headers or {})
    return answer


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problems.of_invalid(error, language_of(request))


async def _wrong(request: Request, error: Exception) -> Response:
    return problems.of_error(error, language_of(request))
