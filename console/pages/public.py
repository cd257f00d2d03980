"""Publik: what everybody may read without signing in. Nothing in it is about a person."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from console.rendering import rendered
from console.visit import connections_of, language_of
from domain.vocabulary import OPEN_STAGES, Stage
from service.public import STAGES, Public

AT_ONCE = 50
LASTING = ("sustained", "sustained_with_notes")
KEPT = {"Cache-Control": "public, max-age=60"}
FIRST = (Stage.SCALING, Stage.SUSTAINING, Stage.INSTITUTIONALISED, *reversed(OPEN_STAGES[:4]))
"""In which order a stage is looked for that has something: first what can be replicated."""


async def show(request: Request) -> Response:
    """The catalogue, a stage at a time."""
    query, public, lang = request.query_params, Public(connections_of(request)), language_of(request)
    stage = next((each for each in STAGES if each == query.get("tahap")), None)
    for each in (stage,) if stage else FIRST:
        stage, found = each, await public.listed(each, after=query.get("sesudah") or None, limit=AT_ONCE)
        if found:
            break
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
            pilots=[pilot.place for pilot in state.pilots.values() if not pilot.aborted],
            lasts=sum(check.verdict in LASTING for check in state.checks.values()),
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
