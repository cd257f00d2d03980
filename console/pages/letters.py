"""Ringkasan: the one page on an innovation, as a PDF."""

import asyncio

from starlette.responses import Response

from console.letters.summary import Known, page_on
from console.visit import Visit
from console.whole import whole_of
from domain.refusals import Refusal
from domain.streams import innovation_stream
from service.auditing import history
from service.foreseeing import courses
from service.people import called


async def show(visit: Visit) -> Response:
    """The page at the innovation's present version, as far as it is open to the reader."""
    reader = visit.reader
    whole = await whole_of(visit)
    innovation, standing, edition, found = whole.id, whole.standing, whole.edition, whole.dossier
    state = standing.innovation
    assert state.last_at is not None
    entries = await history(reader, innovation)
    stream = innovation_stream(innovation)
    last = next(each for each in entries if (each.stored.stream_id, each.stored.version) == (stream, state.version))
    undetermined = state.decision is not None and not state.decision.in_force
    [course] = (await courses(reader, innovation, [{}], at=state.last_at)).each if undetermined else [[]]
    page = page_on(
        Known(
            state=state,
            not_open=standing.not_open,
            dossier=found,
            edition=edition,
            steps=() if isinstance(course, Refusal) else tuple(course),
            people=await called(reader.states, found.people, await visit.names(found.people)),
            chain=last.chain,
            lang=visit.lang,
            zone=await visit.zone(),
        )
    )
    named = {"Content-Disposition": f'inline; filename="ringkasan-{innovation[:8]}-v{state.version}.pdf"'}
    return Response(await asyncio.to_thread(page.pdf), media_type="application/pdf", headers=named)
