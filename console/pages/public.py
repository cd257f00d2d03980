"""Publik: what everybody may read without signing in. Nothing in it is about a person."""

from hashlib import sha256

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from console.rendering import rendered
from console.visit import connections_of, language_of
from domain.vocabulary import OPEN_STAGES, SHOWN_TO_ALL, Stage
from service.public import Public
from texts import text
from texts.editions import edition_called

AT_ONCE = 50
LASTING = ("sustained", "sustained_with_notes")
KEPT = {"Cache-Control": "public, max-age=60", "Vary": "Cookie"}
"""For a minute a browser need not ask again, unless another language was chosen."""

FIRST = (Stage.SCALING, Stage.SUSTAINING, Stage.INSTITUTIONALISED, *reversed(OPEN_STAGES[:4]))
"""In which order a stage is looked for that has something: first what can be replicated."""


async def show(request: Request) -> Response:
    """The catalogue: searched and narrowed, or else what is furthest."""
    query, public, lang = request.query_params, Public(connections_of(request)), language_of(request)
    typed = {name: query.get(name, "").strip() for name in ("cari", "tahap", "provinsi")}
    wrong = dict[str, str]()
    counts, regions = await public.counts(), await public.regions()
    provinces = sorted((each for each in regions.rows if each.kind == "provinsi"), key=lambda each: each.code)
    stage = next((each for each in SHOWN_TO_ALL if each == typed["tahap"]), None)
    province = next((each for each in provinces if each.code == typed["provinsi"]), None)
    if typed["tahap"] and stage is None:
        wrong["tahap"] = text("public.no_such_stage", lang)
    if typed["provinsi"] and province is None:
        wrong["provinsi"] = text("public.no_such_province", lang)
    if not any(typed.values()):
        stage = next((each for each in FIRST if counts[each]), None)
    found = []
    if not wrong:
        after = query.get("sesudah") or None
        found = await public.listed(stage, province=province, search=typed["cari"], after=after, limit=AT_ONCE)
    given = {"cari": typed["cari"], "tahap": stage or "", "provinsi": typed["provinsi"]}
    more = {**given, "sesudah": found[-1]["cursor"]} if len(found) == AT_ONCE else None
    answer = rendered(
        request,
        "public/catalogue",
        lang,
        names=await public.names(),
        typed=typed,
        wrong=wrong,
        found=found,
        stage=stage,
        counts=counts,
        provinces=provinces,
        more={name: value for name, value in more.items() if value} if more else None,
    )
    return kept(request, answer)


async def show_one(request: Request) -> Response:
    """One innovation."""
    public, lang = Public(connections_of(request)), language_of(request)
    outline = await public.outline(request.path_params["innovation"])
    state = outline.innovation
    edition = await public.edition(state.edition) if state.edition else None
    tried = [pilot for pilot in state.pilots.values() if not pilot.aborted]
    answer = rendered(
        request,
        "public/innovation",
        lang,
        names=await public.names(),
        state=state,
        edition=edition_called(edition, lang) if edition else state.edition.name if state.edition else "",
        pilots=[pilot.place for pilot in tried],
        plans=[(pilot.place, each) for pilot in tried for each in pilot.indicators],
        spent=[(stage, spent.days) for stage, spent in state.spent.items() if stage is not state.stage],
        lasts=sum(check.verdict in LASTING for check in state.checks.values()),
        adoptions=sorted(outline.adoptions.items()),
        instruments=sorted(state.instruments),
    )
    return kept(request, answer)


async def checkpoint(request: Request) -> Response:
    """The log's newest signed checkpoint, for whoever keeps one to compare with later."""
    found = await Public(connections_of(request)).checkpoint()
    if found is None:
        raise HTTPException(404)
    return kept(request, PlainTextResponse(found))


async def explain(request: Request) -> Response:
    """What the checkpoint is, and how to verify by it."""
    found = await Public(connections_of(request)).checkpoint()
    return kept(request, rendered(request, "public/verify", language_of(request), note=found))


def kept(request: Request, answer: Response) -> Response:
    """The same, for browsers to keep; nothing of it, if they have just this."""
    tag = f'"{sha256(bytes(answer.body)).hexdigest()[:32]}"'
    headers = {**KEPT, "ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer
