"""Of one innovation: what would have become of it under another edition, and its bundle for checking elsewhere."""

from typing import Any

from starlette.responses import Response

from bundle.build import bundler_for
from console import problems
from console.visit import Visit
from domain.innovation.what_if import StepPair
from domain.names import Names
from proof.errors import JejakError
from service.failures import PATIENCE_S
from service.roles import require_auditor
from service.searching import innovation_called
from service.what_if import Comparison, what_if
from texts import Lang
from texts.what_if import asked, either, outcome, people_in


async def suppose(visit: Visit) -> Response:
    """What if it had been under another edition."""
    require_auditor(visit.reader)
    given, edition = (visit.request.query_params.get(name, "").strip() for name in ("inovasi", "edisi"))
    found: Comparison | None = None
    wrong, names = "", await visit.names()
    if given and edition:
        try:
            found = await what_if(visit.reader, await innovation_called(visit.reader, given), edition)
            names = await visit.names(people_in(found.pairs))
        except JejakError as error:
            wrong = (await problems.of(visit, error)).message
    return await visit.page(
        "audit/what_if",
        status=400 if wrong else 200,
        names=names,
        given=given,
        edition=edition,
        editions=await visit.editions(),
        wrong=wrong,
        found=found,
        steps=[_told(pair, visit.lang, names) for pair in found.pairs] if found else [],
        ends=[life.state.stage for life in (found.recorded, found.otherwise)] if found else [],
    )


async def bundle(visit: Visit) -> Response:
    """The form, or the bundle of the innovation that the address names."""
    require_auditor(visit.reader)
    given = visit.request.query_params.get("inovasi", "").strip()
    if not given:
        return await visit.page("audit/bundle", given="", wrong="")
    try:
        innovation = await innovation_called(visit.reader, given)
        bundler = await bundler_for(visit.reader, innovation, since=None, patience_s=PATIENCE_S)
        packed, _ = await bundler.bundle(innovation)
    except JejakError as error:
        problem = await problems.of(visit, error)
        return await visit.page("audit/bundle", status=problem.status, given=given, wrong=problem.message)
    named = {"Content-Disposition": f'attachment; filename="{innovation}.zip"'}
    return Response(packed, media_type="application/zip", headers=named)


def _told(pair: StepPair, lang: Lang, names: Names) -> dict[str, Any]:
    """A step of both lives in words."""
    step = either(pair)
    return {
        "at": step.at,
        "what": asked(step, lang, names),
        "recorded": outcome(pair.one, lang, names),
        "otherwise": outcome(pair.other, lang, names),
        "same": pair.same,
    }
