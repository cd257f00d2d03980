"""One innovation: how it stands, the file that those who judge it read, and its history."""

from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import RedirectResponse, Response

from console.charts import bar
from console.forms.of_acts import FORMS
from console.forms.weight import WARNING
from console.pages.act_form import WAITING
from console.pages.tasks import link
from console.visit import RECORDED, Visit
from domain.model import Pinned
from domain.streams import innovation_stream
from domain.vocabulary import OPEN_STAGES, Role
from service.dossier import dossier, trials
from service.next_acts import next_acts_of
from service.people import called
from service.pinned_editions import pinned_editions
from service.waiting_acts import waiting
from texts import rows, text, title
from texts.editions import edition_called
from texts.locales import when


async def show(visit: Visit) -> Response:
    """How it stands now, and what the reader may do next."""
    reader, lang = visit.reader, visit.lang
    whole = await reader.innovation_id(visit.request.path_params["innovation"])
    if whole != visit.request.path_params["innovation"]:
        return RedirectResponse(f"/inovasi/{whole}", 303)
    standing = await reader.standing(whole)
    state, regions = standing.innovation, await reader.regions()
    people = {seat.evaluator for seat in state.panel}
    if state.decision:
        people |= {each for each in (state.decision.by, state.decision.determined_by) if each}
    names = await visit.names(people)
    known = await called(reader.states, people, names)
    tried = await trials(reader, whole) if state.pilots else None
    acts, zone = await next_acts_of(reader, standing), reader.who.zone(regions, reader.at)
    shown = [(act, link(whole, act.payload.name, act.subject, _code(act.region, regions))) for act in acts]
    said, act, waits = (*visit.request.cookies.get(RECORDED, "").split("."), "", "")[:3]
    answer = await visit.page(
        "innovation",
        names=names,
        tab="ringkasan",
        edition=await _edition_of(visit, state.edition),
        state=state,
        steps=_steps(state.stage),
        live=state.version + sum(each.version for each in standing.adoptions),
        called=rows.stage(state.stage, lang, suspended=state.suspended_at is not None),
        not_open=(*standing.not_open, *(tried.not_open if tried else ())),
        waits=[*rows.waits(state, standing.adoptions, regions, zone, lang), *await _to_confirm(visit, whole, zone)],
        trials=tried.value if tried else (),
        bar=bar,
        shown_panel=[
            (
                known.holder(seat.evaluator, Role.EVALUATOR),
                text("not_open.value", lang) if f"panel.{nth}.total" in standing.not_open else rows.seat(seat, lang),
            )
            for nth, seat in enumerate(state.panel)
        ],
        decided=rows.decision(state.decision, known.holder, lang) or None,
        coverage=rows.coverage(state, lang) if state.denominator else None,
        checks=rows.checks(state, lang),
        adoptions=[rows.adoption(each, regions, lang) for each in standing.adoptions],
        region=regions.written(state.origin.id) if state.origin else None,
        awaited=[(each, act.task) for act, each in shown if act.task],
        possible=[each for act, each in shown if not act.task],
        forms=FORMS,
        warning=WARNING,
        recorded=title("command", act, lang) if said == whole and act in FORMS else "",
        waits_for_two=waits == WAITING,
    )
    answer.delete_cookie(RECORDED, secure=True, httponly=True, samesite="lax")
    return answer


async def _to_confirm(visit: Visit, innovation: str, zone: ZoneInfo) -> list[rows.Row]:
    """What an administrator has still to confirm of it, as rows of what is waited for; to others what they asked."""
    lang, stream = visit.lang, innovation_stream(innovation)
    acts = [each.act for each in await waiting(visit.reader) if each.act.stream == stream]
    who = title("role", Role.ADMINISTRATOR, lang)
    return [
        (title("command", act.type, lang), who, when(act.expires, lang, zone) if act.expires else "") for act in acts
    ]


async def show_file(visit: Visit) -> Response:
    """The dossier."""
    reader = visit.reader
    standing = await reader.standing(visit.request.path_params["innovation"])
    found = await dossier(reader, standing.innovation.id)
    names = await visit.names(found.value.people)
    return await visit.page(
        "file",
        names=names,
        tab="berkas",
        state=standing.innovation,
        dossier=found.value,
        bar=bar,
        not_open=found.not_open,
        people=await called(reader.states, found.value.people, names),
    )


def _steps(stage: Any) -> list[tuple[Any, str]]:
    """The stages of a whole life, each as past, present or to come; of one that has ended none is present."""
    if stage not in OPEN_STAGES:
        return [(each, "") for each in OPEN_STAGES]
    here = list(OPEN_STAGES).index(stage)
    return [(each, "past" if nth < here else "here" if nth == here else "") for nth, each in enumerate(OPEN_STAGES)]


async def _edition_of(visit: Visit, pin: Pinned | None) -> str:
    """What the edition is called that an innovation is under."""
    found = await pinned_editions(visit.reader.states, [pin] if pin else [])
    return edition_called(found[pin.sha256], visit.lang) if pin and pin.sha256 in found else pin.name if pin else ""


def _code(region: str | None, regions: Any) -> str | None:
    found = regions.by_id(region) if region else None
    return found.code if found else region
