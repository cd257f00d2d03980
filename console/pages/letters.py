"""Ringkasan: the one page on an innovation, as a PDF."""

import asyncio

from starlette.responses import Response

from console.letters.summary import Known, page_on
from console.visit import Visit
from domain.refusals import Refusal
from domain.streams import innovation_stream
from service.auditing import history
from service.dossier import dossier
from service.foreseeing import courses
from service.people import called
from service.pinned_editions import pinned_editions


async def show(visit: Visit) -> Response:
    """The page at the innovation's present version, as far as it is open to the reader."""
    reader = visit.reader
    innovation = await reader.innovation_id(visit.request.path_params["innovation"])
    standing = await reader.standing(innovation)
    state = standing.innovation
    assert state.edition is not None
    assert state.last_at is not None
    found = (await dossier(reader, innovation)).value
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
            edition=(await pinned_editions(reader.states, [state.edition]))[state.edition.sha256],
            steps=() if isinstance(course, Refusal) else tuple(course),
            people=await called(reader.states, found.people, await visit.names(found.people)),
            chain=last.chain,
            lang=visit.lang,
            zone=await visit.zone(),
        )
    )
    named = {"Content-Disposition": f'inline; filename="ringkasan-{innovation[:8]}-v{state.version}.pdf"'}
    return Response(await asyncio.to_thread(page.pdf), media_type="application/pdf", headers=named)
