"""Who might have a seat on a panel, as the secretariat reads it who chooses them."""

from console import problems
from console.forms.asked import Choice
from console.visit import Visit
from domain.vocabulary import Role
from service.foreseeing import candidates
from service.people import called
from texts import text

SHEETS = ("score", "amend_score")
"""Acts that fill in a sheet, with the file beside it."""

SEATING = ("assign_panel", "replace_evaluator")
"""Acts that give somebody a seat."""


async def choices(visit: Visit, innovation: str, people: tuple[str, ...]) -> tuple[Choice, ...]:
    """Who might have a seat: each with their post and agency and what waits for them, and why some may not."""
    found = await candidates(visit.reader, innovation, people)
    names = await visit.names(people)
    known = await called(visit.reader.states, set(people), names)
    listed = []
    for each in found:
        why = (await problems.refused(visit, each.refusal)).message if each.refusal else ""
        holder = known.holder(each.person.id, Role.EVALUATOR)
        facts = {"who": holder, "sheets": each.sheets_awaited}
        listed.append(Choice(each.person.id, text("console.candidate", visit.lang, **facts), why))
    return tuple(sorted(listed, key=lambda each: each.called.casefold()))
