"""The form that somebody leaves unsent: kept under its address, found again there, and gone once it is sent."""

from urllib.parse import urlencode

from console.forms.fields import Field, ordinal
from console.forms.review import said_in
from console.rendering import Problem
from console.typed import FORCE, NUMBER, REASON, SEEN, Typed, one, reason_in
from console.visit import Visit
from service import unsent_forms
from texts import Lang, text
from texts.locales import when

SAVE, LEFT, LEFT_AT = "simpan", "tersimpan", "tersimpan-pada"
"""Fields of a form: that it is to be kept and not sent, which version of it was seen, and when that was kept."""

NOT_KEPT = (NUMBER, SEEN, FORCE, SAVE, LEFT, LEFT_AT)
"""What a form is given anew whenever it is shown."""

NAMING = ("perihal", "daerah")
"""What an address says of which one a form is about."""


def query_of(visit: Visit) -> str:
    """What the address says of which one the form is about."""
    query = visit.request.query_params
    named = {name: query[name] for name in NAMING if query.get(name)}
    return f"?{urlencode(named)}" if named else ""


async def left_in(visit: Visit) -> Typed:
    """What the reader left in this form, with its version and when; nothing, if they didn't."""
    found = await unsent_forms.find(visit.connections, visit.person, _form(visit))
    if found is None:
        return {}
    return found.typed | {LEFT: [str(found.version)], LEFT_AT: [found.saved_at.isoformat()]}


async def leave(visit: Visit, typed: Typed) -> bool:
    """Keep what was typed; False, if another window kept, sent or removed it meanwhile. Raises BadRequest: too long."""
    kept = {name: value for name, value in typed.items() if name not in NOT_KEPT}
    seen = ordinal(one(typed, LEFT)) or 0
    return await unsent_forms.leave(visit.connections, visit.person, _form(visit), kept, seen=seen)


async def discard(visit: Visit) -> None:
    """Remove what the reader left in this form, if anything."""
    await unsent_forms.discard(visit.connections, visit.person, _form(visit))


def differing(empty: list[Field], fields: list[Field], typed: Typed, other: Typed, lang: Lang) -> list[tuple[str, str]]:
    """What stands otherwise in another window: the label of each field, and what is there; the reason, too."""
    if not other:
        return []
    both = zip(fields, (field.typed(other) for field in empty), strict=False)
    found = [(theirs.label, said_in(theirs, lang)) for ours, theirs in both if theirs.payload() != ours.payload()]
    if reason_in(other) != reason_in(typed):
        found.append((text("column.reason", lang), one(other, REASON).strip()))
    return [(label, said or "–") for label, said in found]


async def changed(visit: Visit, other: Typed) -> Problem:
    """That another window kept something else, or that nothing is kept any more."""
    lang = visit.lang
    if not other:
        return Problem(409, text("desk.left.gone", lang), text("desk.left.gone.hint", lang))
    at = when(other[LEFT_AT][0], lang, await visit.zone())
    return Problem(409, text("desk.left.elsewhere", lang, at=at), text("desk.left.elsewhere.hint", lang))


def _form(visit: Visit) -> str:
    return visit.request.url.path + query_of(visit)
