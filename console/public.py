"""Publik: what everybody may read without signing in. Nothing in it is about a person."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from console.rendering import rendered
from console.visit import connections_of, language_of
from domain.vocabulary import OPEN_STAGES, Stage
from service.public import STAGES, Public
from texts import rows

AT_ONCE = 50
KEPT = {"Cache-Control": "public, max-age=60"}
FIRST = Stage.SCALING
"""What whoever looks for something to replicate wants to see first."""


async def show(request: Request) -> Response:
    """The catalogue, a stage at a time."""
    query, public, lang = request.query_params, Public(connections_of(request)), language_of(request)
    stage = next((each for each in STAGES if each == query.get("tahap")), FIRST)
    found = await public.listed(stage, after=query.get("sesudah") or None, limit=AT_ONCE)
    more = found[-1]["cursor"] if len(found) == AT_ONCE else None
    names = await public.names()
    return _kept(rendered(request, "public", lang, names=names, found=found, stage=stage, stages=STAGES, more=more))


async def show_one(request: Request) -> Response:
    """One innovation."""
    public, lang = Public(connections_of(request)), language_of(request)
    outline = await public.outline(request.path_params["innovation"])
    names, state = await public.names(), outline.innovation
    return _kept(
        rendered(
            request,
            "public_one",
            lang,
            names=names,
            state=state,
            steps=OPEN_STAGES,
            checks=rows.checks(state, lang),
            adoptions=sorted(outline.adoptions.items()),
            instruments=sorted(state.instruments),
        )
    )


async def checkpoint(request: Request) -> Response:
    """The log's newest signed checkpoint, for whoever keeps one to compare with later."""
    found = await Public(connections_of(request)).checkpoint()
    if found is None:
        raise HTTPException(404)
    return _kept(PlainTextResponse(found))


def _kept(answer: Response) -> Response:
    """For a minute a browser need not ask again, unless another language was chosen."""
    answer.headers.update(KEPT | {"Vary": "Cookie"})
    return answer
