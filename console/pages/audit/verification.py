"""Verification: started here, watched while it runs, and what it found in sentences."""

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from console import problems
from console.visit import Visit
from proof.errors import JejakError
from service.roles import require_auditor
from service.searching import innovation_called
from service.verification_runs import Run, VerificationRuns
from service.verifying import Verified
from texts import Lang, title
from texts.verification import reservations, shown, verdict

MOST_SHOWN = 200
"""Findings on a page; there may be as many as events."""


async def show(visit: Visit) -> Response:
    """The form, and what ran."""
    require_auditor(visit.reader)
    return await _page(visit)


async def begin(visit: Visit) -> Response:
    """Begin one, and go to watch it."""
    require_auditor(visit.reader)
    async with visit.request.form() as form:
        given = str(form.get("inovasi", "")).strip()
    try:
        innovation = await innovation_called(visit.reader, given) if given else None
        if innovation is not None:
            await visit.reader.standing(innovation)
        run = _runs(visit).begin(visit.person, innovation)
    except JejakError as error:
        problem = await problems.of(visit, error)
        return await _page(visit, given=given, wrong=problem.message, status=problem.status)
    return RedirectResponse(f"/audit/verifikasi/{run.id}", 303)


async def watch(visit: Visit) -> Response:
    """One of them: how far it is, or what it found."""
    require_auditor(visit.reader)
    found = _runs(visit).named(visit.request.path_params["run"])
    if found is None:
        raise HTTPException(404)
    run = replace(found)  # as it is now: it may end while the page is made
    failed = problems.of_error(run.failed, visit.lang) if run.failed else None
    return await visit.page(
        "audit/verification",
        names=await visit.names([run.by]),
        run=run,
        itself=bool(visit.request.query_params.get("pantau")) and run.ended_at is None,
        percent=100 * run.done // run.total if run.total else 0,
        failed=failed,
        told=_told(run, visit.lang),
        findings=_findings(run.found, visit.lang) if run.found else [],
        count=len(run.found.report.problems) if run.found else 0,
    )


async def _page(visit: Visit, *, given: str = "", wrong: str = "", status: int = 200) -> Response:
    runs: list[Run] = list(_runs(visit))
    return await visit.page(
        "audit/verifications",
        status=status,
        names=await visit.names(each.by for each in runs),
        titles=await visit.reader.titles({each.innovation for each in runs if each.innovation}),
        runs=runs,
        given=given,
        wrong=wrong,
        busy=any(each.ended_at is None for each in runs),
    )


def _runs(visit: Visit) -> VerificationRuns:
    found: VerificationRuns = visit.request.app.state.verifications
    return found


def _findings(found: Verified, lang: Lang) -> list[tuple[object, ...]]:
    return [
        (
            each.stream_id,
            each.version,
            title("layer", each.layer, lang),
            shown(each.expected, lang),
            shown(each.found, lang),
        )
        for each in found.report.problems[:MOST_SHOWN]
    ]


def _told(run: Run, lang: Lang) -> list[str]:
    """What was verified, in sentences; the verdict first."""
    if run.found is None:
        return []
    report = run.found.as_json()
    return [*verdict(report, lang), *reservations(report, lang, whole_ledger=run.innovation is None)]
