"""Keputusan: the choices with what each would lead to, who proposed and who determines, and how it is carried out."""

from typing import Any, get_args

from starlette.responses import Response

from console import problems
from console.forms.of_acts import FORMS
from console.forms.review import effects
from console.forms.weight import WARNING
from console.pages.tasks import link
from console.rendering import Problem
from console.visit import Visit
from console.whole import whole_of
from domain.foreseen import Part
from domain.innovation.deciding import Decided
from domain.innovation.state import Innovation
from domain.refusals import Refusal
from domain.vocabulary import Recommendation, Stage
from domain.waits import WaitKind
from proof.errors import JejakError
from service.agencies import with_codes
from service.foreseeing import courses, foreseen
from service.next_acts import next_acts_of
from service.people import called
from texts import text, title

ACTS = (
    *("decide", "endorse", "object", "record_decree", "confirm_decree", "reject", "plan_waves", "amend_waves"),
    *("add_instrument", "discontinue", "revoke", "institutionalise"),
)
"""What is done here, in this order."""


async def show(visit: Visit) -> Response:
    """How the innovation is decided, or was."""
    reader = visit.reader
    whole = await whole_of(visit)
    innovation, standing, edition, found = whole.id, whole.standing, whole.edition, whole.dossier
    state = standing.innovation
    annexed = await reader.titles(found.annexed)
    names = await visit.names(found.people)
    acts = {act.payload.name: act for act in await next_acts_of(reader, standing) if act.region is None}
    open_ = state.stage is Stage.DECISION and state.suspended_at is None
    named, problem = await _named(visit) if open_ else ("", None)
    return await visit.page(
        "deciding/decision",
        names=names,
        tab="keputusan",
        state=state,
        not_open=standing.not_open,
        edition=edition,
        known=await called(reader.states, found.people, names),
        decisions=[each for each in reversed(found.decisions) if not _is_open(each, state)],
        decided=found.decisions[-1] if found.decisions and _is_open(found.decisions[-1], state) else None,
        annexed=annexed,
        acts=[link(innovation, name, acts[name].subject) for name in ACTS if name in acts],
        forms=FORMS,
        warning=WARNING,
        named=named,
        problem=problem,
        why_not=await _why_not(visit, state) if state.decision and not state.decision.in_force else None,
        waves=_waves(state),
        **(await _choices(visit, state, named.splitlines() if not problem else []) if open_ else NO_CHOICES),
    )


STEPS = {
    "decide": "console.step.decide",
    "endorse": "console.step.endorse",
    "plan_waves": "console.step.plan_waves",
}
NO_CHOICES: dict[str, Any] = {"choices": [], "ahead": [], "lacking": None}


async def _named(visit: Visit) -> tuple[str, Problem | None]:
    """The regions for which effects are asked, as their codes, and what is wrong with them."""
    given = visit.request.query_params.get("daerah", "")
    lines = [line.strip() for line in given.splitlines() if line.strip()]
    try:
        return "\n".join((await with_codes(visit.reader, {"adopters": lines}))["adopters"]), None
    except JejakError as error:
        return given, await problems.of(visit, error)


async def _choices(visit: Visit, state: Innovation, adopters: list[str]) -> dict[str, Any]:
    """What each choice would lead to; or what follows from the one that was proposed, and what it lacks."""
    given = [{"choice": each} for each in get_args(Recommendation)]
    payloads = [each | ({"adopters": adopters} if each["choice"] == "scale_regions" else {}) for each in given]
    asked = payloads if state.decision is None else payloads[:1]
    found = await courses(visit.reader, state.id, asked)
    zone = await visit.zone()

    def said(course: list[Part] | Refusal) -> list[tuple[str, list[str]]]:
        parts = [] if isinstance(course, Refusal) else course
        return [(_step(part, visit), effects(part.to, visit.lang, zone)) for part in parts]

    if state.decision is not None:
        return {"choices": [], "ahead": said(found.each[0]), "lacking": await problems.if_refused(visit, found.lacking)}
    choices = [
        {
            "choice": each["choice"],
            "parts": said(course),
            "refused": await problems.if_refused(visit, course) if isinstance(course, Refusal) else None,
            "needs_regions": each["choice"] == "scale_regions" and not adopters,
        }
        for each, course in zip(payloads, found.each, strict=True)
    ]
    return {"choices": choices, "ahead": [], "lacking": None}


def _step(part: Part, visit: Visit) -> str:
    return text(STEPS[part.act.name], visit.lang, role=title("role", part.by, visit.lang))


async def _why_not(visit: Visit, state: Innovation) -> Problem | None:
    """Why it isn't the reader who determines it here; None where they may."""
    found = await foreseen(visit.reader, state.id, "endorse", {"instrument": "-"}, reason="-", grant=None)
    return await problems.refused(visit, found) if isinstance(found, Refusal) else None


def _is_open(decision: Decided, state: Innovation) -> bool:
    """Whether a decision is the one that stands, or waits to be determined."""
    return state.decision is not None and decision.at == state.decision.taken_at


def _waves(state: Innovation) -> list[dict[str, Any]]:
    """The plan: each wave with its regions, and when it opens and ends."""
    opening = {ref.subject: wait.wait.due_at for ref, wait in state.waits.items() if ref.kind is WaitKind.WAVE_OPENS}
    return [
        {
            "number": wave.number,
            "places": wave.adopters,
            "opens_at": opening.get(str(wave.number)),
            "opened": wave.opened,
            "ends_at": wave.ends_at,
            "ended": wave.ended,
            "completed": sum(place.id in state.completed for place in wave.adopters),
        }
        for wave in state.waves
    ]
