"""Penilaian: how far the panel is, by what it judges, and once it has closed how far it was of one mind."""

from statistics import median
from typing import Any

from starlette.responses import Response

from console.forms.evaluation import levels
from console.forms.of_acts import FORMS
from console.forms.weight import WARNING
from console.pages.seating import SEATING, SHEETS
from console.pages.tasks import link
from console.visit import Visit
from console.whole import whole_of
from domain.innovation.dossier import Sheet
from domain.innovation.state import Innovation
from domain.names import Names
from domain.vocabulary import Role
from domain.waits import WaitKind
from service.next_acts import next_acts_of
from service.people import called
from texts import Lang, number, text
from texts.languages import in_language

ACTS = (*SHEETS, "declare_conflict", *SEATING, "request_clarification", "accept_amendment", "reject_amendment")
"""What is done here, in this order."""

Row = tuple[object, ...]


async def show(visit: Visit) -> Response:
    """How the innovation is evaluated, or was."""
    reader = visit.reader
    whole = await whole_of(visit)
    innovation, standing, edition, found = whole.id, whole.standing, whole.edition, whole.dossier
    state = standing.innovation
    names = await visit.names(found.people | {seat.evaluator for seat in state.panel})
    known = await called(reader.states, found.people | {seat.evaluator for seat in state.panel}, names)
    acts = {act.payload.name: act for act in await next_acts_of(reader, standing) if act.region is None}
    counted = [each for each in found.sheets if each.round == state.round and not each.void]
    closed = state.round in state.closings
    seats = [_seat(nth, state, standing.not_open, visit) for nth in range(len(state.panel))]
    taken = [seat for seat in state.panel if not seat.conflicted]
    scoring = state.waits_for(WaitKind.SCORING)
    return await visit.page(
        "deciding/evaluation",
        names=names,
        tab="penilaian",
        state=state,
        not_open=standing.not_open,
        edition=edition,
        levels=levels(edition, visit.lang),
        seats=[
            (known.holder(seat.evaluator, Role.EVALUATOR), said)
            for seat, (said, _) in zip(state.panel, seats, strict=True)
        ],
        handed_in=sum(done for _, done in seats),
        of=len(taken),
        due_at=scoring.wait.due_at if scoring else None,
        acts=[link(innovation, name, acts[name].subject) for name in ACTS if name in acts],
        forms=FORMS,
        warning=WARNING,
        closed=closed,
        aspects=[in_language(aspect.name, visit.lang) for aspect in edition.aspects],
        spread=_spread(counted, visit, {each.key: in_language(each.name, visit.lang) for each in edition.aspects}),
        by_evaluator=_by_evaluator(counted, names, [each.key for each in edition.aspects], visit.lang)
        if closed
        else [],
        totals=_of(list(state.closings[state.round].totals), visit) if closed else None,
    )


def _seat(nth: int, state: Innovation, not_open: tuple[str, ...], visit: Visit) -> tuple[str, bool]:
    """What is said of a seat, and whether its sheet was handed in, which everybody may know."""
    seat = state.panel[nth]
    done = not seat.conflicted and (seat.total is not None or f"panel.{nth}.total" in not_open)
    if seat.conflicted:
        return text("cli.conflicted", visit.lang), False
    return text("console.seat.done" if done else "console.seat.open", visit.lang), done


def _spread(sheets: list[Sheet], visit: Visit, aspects: dict[str, str]) -> list[Row]:
    """The lowest, the middle and the highest score of each aspect."""
    found = list[Row]()
    for key, called_ in aspects.items():
        scores = [sheet.scores[key] for sheet in sheets if key in sheet.scores]
        if (spread := _of(scores, visit)) is not None:
            found.append((called_, *spread))
    return found


def _of(values: list[Any], visit: Visit) -> tuple[str, str, str] | None:
    if not values:
        return None
    lowest, middle, highest = (number(each, visit.lang) for each in (min(values), median(values), max(values)))
    return lowest, middle, highest


def _by_evaluator(sheets: list[Sheet], names: Names, aspects: list[str], lang: Lang) -> list[Row]:
    """What each evaluator gave, of those whose sheets are open."""
    given = [(each, (*(each.scores.get(key) for key in aspects), each.total)) for each in sheets]
    return [
        (names.person(sheet.evaluator), *(None if score is None else number(score, lang) for score in scores))
        for sheet, scores in given
    ]
