"""Before something is sent that nobody takes back: what it would lead to; and after somebody else came first: who."""

from collections.abc import Mapping
from dataclasses import replace

from starlette.responses import Response

from console.forms.asked import Asked
from console.forms.fields import Field, ordinal
from console.forms.of_acts import FORMS
from console.forms.review import effects, filled_in
from console.forms.weight import WARNING
from console.rendering import Problem
from console.typed import CHANGE, MORE, POST, SURE, one, reason_in
from console.visit import Visit
from domain.innovation.state import Innovation
from domain.refusals import Refusal, Refused
from domain.streams import innovation_stream
from service.auditing import history
from service.foreseeing import foreseen
from texts import text
from texts.events import people_in, sentence
from texts.locales import moment

NOT_SHOWN = (SURE, CHANGE, MORE)


async def reviewed(
    visit: Visit, act: str, asked: Asked, fields: list[Field], typed: Mapping[str, list[str]]
) -> Response | None:
    """What was filled in with what it would lead to, to be looked over; None where it was, on the present version.

    Also None where the rules refuse it: who asks for it all the same is refused on the record, and told why.
    """
    state = asked.state
    version = (await visit.reader.states.get(Innovation, innovation_stream(state.id))).version
    seen = ordinal(one(typed, SURE))
    if seen == version:
        return None
    reason, grant = reason_in(typed), one(typed, POST) or None
    payload = FORMS[act].payload(fields)
    try:
        to = await foreseen(visit.reader, state.id, act, payload, reason=reason, grant=grant)
    except Refused:
        return None
    if isinstance(to, Refusal):
        return None
    zone = await visit.zone()
    sent = [(name, value) for name, values in typed.items() if name not in NOT_SHOWN for value in values]
    return await visit.page(
        "review",
        names=asked.names,
        act=act,
        innovation=state,
        filled=filled_in(fields, visit.lang),
        reason=reason,
        effects=effects(to, visit.lang, zone),
        sent=sent,
        version=version,
        moved=seen is not None,
        warning=act in WARNING,
        own_signature=act in asked.edition.own_signature,
    )


async def meanwhile(visit: Visit, asked: Asked, problem: Problem) -> Problem:
    """The problem with what somebody did last, who and when, for whoever comes after them."""
    entries = [each for each in await history(visit.reader, asked.state.id) if each.event.by is not None]
    mine = [each for each in entries if not each.stored.stream_id.startswith("refusals/")]
    if not mine:
        return problem
    last = max(mine, key=lambda each: each.stored.recorded_at)
    assert last.event.by is not None
    names = await visit.names({last.event.by.person, *people_in(last.event)})
    names = names.measuring(asked.state.indicator_names)
    zone = await visit.zone()
    said = text(
        "console.meanwhile",
        visit.lang,
        what=sentence(last.event, visit.lang, names, not_open=last.not_open),
        who=names.person(last.event.by.person),
        at=moment(last.stored.occurred_at, visit.lang, zone),
    )
    return replace(problem, hint=f"{said} {problem.hint}")
