"""Serah terima: somebody's posts go to a successor, with what waits for them and their drafts; an act at a time."""

import json
from dataclasses import dataclass, replace
from uuid import uuid4, uuid5

from starlette.responses import RedirectResponse, Response

from console import problems, signing
from console.forms.fields import Field, Kind, payload_of
from console.marking import incomplete, placed, unplaced
from console.pages.settings.errands import DONE, administers
from console.pages.settings.waiting import HERE as CONFIRMING
from console.rendering import Problem
from console.typed import CHANGE, FORCE, NUMBER, REASON, Typed, number_in, one, reason_in, typed_in
from console.visit import WAIT, Visit
from domain.administration.people import APPOINTING
from domain.grants import Person
from domain.names import Names
from domain.refusals import Refused
from domain.streams import person_stream
from proof.errors import JejakError
from service import waiting_acts
from service.administering import Errand, administer, administer_signed
from service.commanding import RefusedCommand, Request
from service.confirming import UnsentAct, sign_unsent
from service.drafts import take_over
from service.handing_over import HandingOver, Step, as_if_confirmed, prepare, seats_of
from service.people import person_called
from service.signin import person_id
from texts import text
from texts.payloads import asked_in

SUCCESSOR, LETTER, ONLY = "successor", "post.letter", "only"


@dataclass(frozen=True, slots=True)
class Giving:
    """Whose posts are handed over, to whom the form says, and what was typed in it."""

    visit: Visit
    giver: Person
    names: Names
    typed: Typed
    fields: list[Field]

    @property
    def back(self) -> tuple[str, str]:
        """Where the reader came from."""
        return f"/pengaturan/pengguna/{self.giver.id}", self.names.person(self.giver.id)


async def show(visit: Visit, giver: Person) -> Response:
    """The form. Raises Refused: the reader grants and ends nobody's roles."""
    visit.reader.who.acting(APPOINTING, visit.reader.at)
    return await _page(await _giving(visit, giver, {}))


async def send(visit: Visit, giver: Person) -> Response:
    """What it takes, one act after the other: recorded, or left for a second administrator. Sent again, it goes on
    where it stopped.
    """
    typed = await typed_in(visit)
    giving = await _giving(visit, giver, typed)
    if typed.get(CHANGE):
        return await _page(giving)
    missing = [each.name for each in giving.fields if each.required and each.payload() is None]
    if missing or reason_in(typed) is None:
        what = text("console.missing", visit.lang)
        marked = [replace(each, problem=what if each.name in missing else "") for each in giving.fields]
        return await _page(replace(giving, fields=marked), incomplete(visit.lang))
    try:
        return await _handed_over(giving)
    except JejakError as error:
        found = await problems.of(visit, error)
        return await _page(replace(giving, fields=placed(giving.fields, found)), found)


async def _handed_over(giving: Giving) -> Response:
    visit, typed, said = giving.visit, giving.typed, payload_of(giving.fields)
    successor = person_id(await person_called(visit.reader, said[SUCCESSOR]))
    asked = Request(person=visit.person, reason=reason_in(typed), timeout=WAIT)
    asked = await as_if_confirmed(visit.reader, asked, giving.giver.id, successor)
    letter = said["post"]["letter"]
    handing = await prepare(visit.reader, asked, giving.giver.id, successor, letter, said.get(ONLY))
    if not typed.get(FORCE) and (doubt := handing.doubt) is not None:
        why = text(f"doubt.{doubt.code}", visit.lang, giving.names, **doubt.facts)
        return await _page(giving, Problem(409, why, text("console.doubted", visit.lang)), doubted=True)
    waiting = await waiting_acts.waiting(visit.reader) if administers(visit) else []
    under_way = [(each.act.stream, each.act.type, each.act.payload) for each in waiting]
    left = [each for each in handing.steps if (person_stream(each[0]), *each[1:]) not in under_way]
    signature = {name: typed[name] for name in signing.SIGNED if name in typed}
    for step in left:
        unsigned = await _asked(giving, step, signature)
        if unsigned is not None:
            return await _to_sign(giving, step, unsigned)
        signature = {}
    return await _done(giving, handing, successor)


async def _asked(giving: Giving, step: Step, signature: Typed) -> signing.Unsigned | None:
    """Ask for one act, or leave it for a second administrator; what is still to be signed, if it is. Raises Refused."""
    visit, (whose, name, payload) = giving.visit, step
    stream = person_stream(whose)
    number = uuid5(number_in(giving.typed), json.dumps([stream, name, payload], sort_keys=True))
    request = Request(person=visit.person, reason=reason_in(giving.typed), command_id=number, timeout=WAIT)
    outcome = None
    if visit.passkeys:
        signed = await signing.signed(visit, stream, name, payload, request, signature)
        if isinstance(signed, signing.Unsigned):
            return signed
        unsent = UnsentAct(*signed)
        if administers(visit):
            await waiting_acts.keep(visit.connections, unsent)
        else:
            outcome = await administer_signed(visit.reader, Errand(stream, name, payload, request), unsent)
    elif administers(visit):
        unsent = await sign_unsent(visit.connections, stream, name, payload, request)
        await waiting_acts.keep(visit.connections, unsent)
    else:
        outcome = await administer(visit.reader, Errand(stream, name, payload, request))
    if isinstance(outcome, RefusedCommand):
        raise Refused(outcome.refusal)
    return None


async def _done(giving: Giving, handing: HandingOver, successor: str) -> Response:
    visit = giving.visit
    if administers(visit) and handing.steps:
        return RedirectResponse(f"{CONFIRMING}?{DONE}=serah-terima", 303)
    moved = await take_over(visit.reader, giving.giver.id, handing.grants)
    seats = await seats_of(visit.reader, giving.giver.id)
    return await visit.page(
        "settings/handed_over",
        names=await visit.names({giving.giver.id, successor}),
        giver=giving.giver.id,
        successor=successor,
        back=giving.back,
        posts=sum(name == "end_role" for _, name, _ in handing.steps),
        drafts=len(moved),
        seats=await visit.reader.titles(seats),
    )


async def _to_sign(giving: Giving, step: Step, unsigned: signing.Unsigned) -> Response:
    """The page on which the reader sees what their passkey is to sign next."""
    visit, (whose, name, payload), problem = giving.visit, step, unsigned.problem
    names = await visit.names({giving.giver.id, whose})
    typed = [(field, each) for field, those in giving.typed.items() if field not in signing.SIGNED for each in those]
    return await visit.page(
        "sign",
        names=names,
        act=name,
        back=giving.back,
        problem=problem,
        shown=[
            (text("column.person", visit.lang), names.person(whose)),
            *asked_in(payload, visit.lang),
            (text("column.reason", visit.lang), one(giving.typed, REASON).strip()),
        ],
        change=(CHANGE, text("console.review.change", visit.lang)),
        typed=typed,
        **signing.facts_of(unsigned.act, unsigned.to_sign),
    )


async def _giving(visit: Visit, giver: Person, typed: Typed) -> Giving:
    lang, names = visit.lang, await visit.names({giver.id})
    running = [each for each in giver.grants.values() if each.valid_until is None or each.valid_until > visit.reader.at]
    posts = tuple((each.id, names.post(each)) for each in running)
    fields = [
        Field(SUCCESSOR, Kind.LINE, text("hand_over.successor", lang), hint=text("settings.hint.called", lang)),
        Field(LETTER, Kind.LINE, text("settings.letter", lang), hint=text("settings.hint.letter", lang)),
        Field(
            ONLY,
            Kind.CHOICE,
            text("hand_over.posts", lang),
            required=False,
            options=(("", text("hand_over.all", lang)), *posts),
        ),
    ]
    return Giving(visit, giver, names, typed, [each.typed(typed) for each in fields] if typed else fields)


async def _page(giving: Giving, problem: Problem | None = None, *, doubted: bool = False) -> Response:
    visit, typed, fields = giving.visit, giving.typed, giving.fields
    back, back_title = giving.back
    return await visit.page(
        "settings/form",
        names=giving.names,
        heading=text("hand_over.title", visit.lang),
        back=back,
        back_title=back_title,
        about=[(text("hand_over.what", visit.lang), text("hand_over.about", visit.lang))],
        fields=fields,
        problem=problem,
        unplaced=unplaced(fields, problem, visit.lang),
        reason=one(typed, REASON),
        takes_reason=True,
        reason_missing=problem is not None and reason_in(typed) is None,
        doubted=doubted,
        two=administers(visit),
        files=False,
        number_of_command=one(typed, NUMBER) or str(uuid4()),
    )
