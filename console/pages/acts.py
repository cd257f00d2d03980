"""Acting: the form of an act, and what becomes of it when it is sent."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from console import problems, signing, unsent
from console.forms.amending import others
from console.forms.asked import Asked
from console.forms.fields import Field, Kind, ordinal
from console.forms.knowing import KNOWING, shown_above
from console.forms.of_acts import FORMS
from console.forms.places import field_at
from console.forms.review import filled_in
from console.forms.weight import REVIEWED, WARNING
from console.pages import annex
from console.pages.reviewing import meanwhile, reviewed
from console.pages.seating import SEATING, SHEETS, choices
from console.problems import Problem
from console.visit import LONGEST, MOST_FIELDS, RECORDED, Visit
from domain.adoption.decider import may as may_in_adoption
from domain.adoption.policy import policy as adoption_policy
from domain.adoption.state import Adoption
from domain.commands import PAYLOADS, Payload
from domain.drafts import agencies_administered_by
from domain.innovation.decider import may, policy_of, roles_of
from domain.innovation.state import Innovation
from domain.model import Pinned
from domain.refusals import Code, Refusal, Refused
from domain.streams import EDITION, adoption_stream, innovation_stream
from domain.vocabulary import PROPOSING, Role
from proof.errors import JejakError
from proof.ids import innovation_id
from service.agencies import with_codes
from service.commanding import Receipt, RefusedCommand, Request, ask, send_signed
from service.dossier import dossier
from service.doubts import doubt
from service.pinned_editions import pinned_editions
from texts import text

WAIT = timedelta(seconds=25)
NTH, MOST_PARTS = re.compile(r"(?:wave|indicator)\.([0-9]{1,3})\.(?!.*unit$)"), 50
"""The names of fields of a wave or an indicator; and how many of these a form has room for."""

OVERTAKEN = (
    *(Code.WRONG_STAGE, Code.ENDED, Code.SUSPENDED, Code.VERSION_MOVED, Code.ALREADY_DECIDED, Code.NOTHING_TO_ENDORSE),
    *(Code.PANEL_ALREADY_ASSIGNED, Code.PILOTS_ALREADY_PLANNED, Code.WAVES_ALREADY_PLANNED, Code.ALREADY_ANSWERED),
    *(Code.ALREADY_ASSESSED, Code.ALREADY_REPORTED, Code.NO_AMENDMENT_OPEN, Code.NO_DECREE),
)
"""Refusals of who comes after somebody else: they are told who did what, and when."""

MEANWHILE = (Code.WRONG_STAGE, Code.ENDED, Code.SUSPENDED)
"""What may have come about since somebody was given the form; it isn't about them, and they keep what they typed."""

REASON, POST, NUMBER, FORCE, SEEN = "alasan", "jabatan", "nomor", "tetap", "keadaan"
"""Fields beside those of the payload: the reason, the grant, the command's id, that a repeat is meant, and in which
stage the innovation was when the form was given.
"""

SURE, CHANGE, MORE = "yakin", "ubah", "tambah"
"""Buttons: it is sent as it was looked over, on that version; it is to be changed; there is to be room for more."""

UNSEEN = (Kind.HIDDEN, Kind.READ)
"""Kinds of fields that nobody fills in."""

Typed = dict[str, list[str]]
"""What was typed, by field."""


async def show(visit: Visit) -> Response:
    """The form, empty or as the reader left it, or why it isn't theirs to fill in."""
    act = await _act(visit)
    if act is None:
        return await choose_edition(visit)
    if (refusal := await act.refusal()) is not None:
        return await _told(visit, await problems.refused(visit, refusal))
    typed = await unsent.left_in(visit)
    if typed:
        act.make_room(typed)
    fields = [field.typed(typed) for field in act.fields()] if typed else act.fields()
    return await act.page(fields, typed | {NUMBER: [str(uuid4())]})


async def send(visit: Visit) -> Response:
    """What was filled in, sent; back to the form with what is wrong, and nothing that was typed lost.

    Of somebody who may not do it the rules refuse it, and that is recorded; they see no form.
    """
    act = await _act(visit)
    if act is None:
        return RedirectResponse("/inovasi/baru", 303)
    typed = await typed_in(visit)
    refusal = await act.refusal()
    act.closed = refusal is not None and refusal.code not in MEANWHILE
    act.make_room(typed)
    fields = [field.typed(typed) for field in act.fields()]
    if (typed.get(CHANGE) or typed.get(MORE)) and not act.closed:
        return await act.page(fields, typed)
    if unsent.SAVE in typed and not act.closed:
        return await _leave(act, fields, typed)
    missing = [name for name, empty in _empty(act, fields, typed) if empty]
    marked = act.marked(fields, missing)
    if (missing or any(each.problem for each in marked)) and not act.closed:
        return await act.page(marked, typed, status=422, problem=incomplete(visit))
    if not act.closed and typed.get(SEEN, [act.seen])[0] != act.seen:
        return await act.page(fields, typed, status=409, problem=await meanwhile(visit, act.asked, _changed(visit)))
    if act.name in REVIEWED and not act.closed:
        review = await reviewed(visit, act.name, act.asked, fields, typed)
        if review is not None:
            return review
    answer = await sent(act, fields, typed)
    if answer.status_code == HTTPStatus.SEE_OTHER:
        await unsent.discard(visit)
    return answer


async def sent(act: "Act", fields: list[Field], typed: Typed) -> Response:
    """What comes of sending a form that is filled in; the form again, where it can't be taken now."""
    visit = act.visit
    try:
        return await act.done(fields, typed)
    except (Refused, JejakError) as error:
        found = await problems.refused(visit, error.refusal) if isinstance(error, Refused) else None
        found = found or problems.of_error(error, visit.lang)
    except Exception as error:
        found = problems.of_error(error, visit.lang)
        if found.status == 500:
            raise
    return await act.page(placed(fields, found), typed, status=found.status, problem=found)


async def _leave(act: "Act", fields: list[Field], typed: Typed) -> Response:
    """Keep what was typed, unless another window kept something else meanwhile: then both are shown."""
    visit = act.visit
    if await unsent.leave(visit, typed):
        return RedirectResponse(visit.request.url.path + unsent.query_of(visit), 303)
    other = await unsent.left_in(visit)
    act.shown["elsewhere"] = unsent.differing(act.fields(), fields, other)
    problem = await unsent.changed(visit, other)
    return await act.page(fields, typed | {unsent.LEFT: other.get(unsent.LEFT, ["0"])}, status=409, problem=problem)


async def _act(visit: Visit) -> "Act | None":
    """What an address names; None for a proposal of which the edition is still to be chosen."""
    if "innovation" in visit.request.path_params:
        return await Act.of(visit)
    return await Act.proposing(visit, visit.request.query_params.get("edisi", ""))


async def choose_edition(visit: Visit) -> Response:
    """The editions under which one may propose."""
    editions = await visit.reader.publications(EDITION)
    return await visit.page("editions", editions=[each["name"] for each in editions])


class Act:
    """Something that a person may ask of an innovation, or of a region's adoption of it."""

    def __init__(self, visit: Visit, name: str, asked: Asked, adoption: Adoption | None) -> None:
        self.visit = visit
        self.name = name
        self.asked = asked
        self._adoption = adoption
        self._payload: type[Payload] = PAYLOADS[name]
        self.closed = False
        """Whether the reader sees no form of it, because they may not do it."""
        self.refused: Problem | None = None
        """Why the rules refused it, if it was sent and they did."""
        self.template = "act"
        self.shown: dict[str, Any] = {"elsewhere": [], "others": others(name, asked)}
        """What the template shows besides the form."""

    @classmethod
    async def of(cls, visit: Visit) -> "Act":
        """The act that an address names. Raises Refused: there is no such innovation or region."""
        name = visit.request.path_params["act"].replace("-", "_")
        if name not in FORMS:
            raise HTTPException(404)
        query = visit.request.query_params
        innovation = visit.request.path_params["innovation"]
        return await cls.on(visit, name, innovation, query.get("daerah"), query.get("perihal", ""))

    @classmethod
    async def on(cls, visit: Visit, name: str, innovation: str, code: str | None = None, subject: str = "") -> "Act":
        """An act on an innovation, or on the adoption of the region with this code. Raises Refused: as `of`."""
        reader = visit.reader
        standing = await reader.standing(innovation)
        state = standing.innovation
        assert state.edition is not None
        editions = await pinned_editions(reader.states, [state.edition])
        adoption = None
        if PAYLOADS[name].scope == "adoption":
            code = code or await reader.officer_region()
            adoption = await reader.states.get(Adoption, await reader.adoption(state.id, code))
        people = await reader.people()
        holders = {role: _holding(people, role) for role in (Role.EVALUATOR, Role.DECISION_MAKER)}
        named = {each for held in holders.values() for each in held} | {seat.evaluator for seat in state.panel}
        named |= {state.decision.by} if state.decision else set()
        named |= {each.by for each in state.statements.amendments.values()}
        asked = Asked(
            state=state,
            edition=editions[state.edition.sha256],
            lang=visit.lang,
            names=await visit.names(named),
            regions=await reader.regions(),
            holders=holders,
            subject=subject,
            region=code,
            dossier=(await dossier(reader, state.id)).value if name in (*KNOWING, *SHEETS) else None,
            annexable=await annex.annexable(visit, state.id) if name == "record_decree" else (),
            candidates=await choices(visit, state.id, holders[Role.EVALUATOR]) if name in SEATING else (),
            person=visit.person,
            adoption=adoption,
        )
        act = cls(visit, name, asked, adoption)
        if name in SHEETS:
            act.template = "deciding/sheet"
            act.shown |= (
                {"dossier": asked.dossier, "named": await visit.names(asked.dossier.people)} if asked.dossier else {}
            )
        return act

    @classmethod
    async def proposing(cls, visit: Visit, name: str) -> "Act | None":
        """A proposal under the edition of that name; None if none was published under it."""
        reader = visit.reader
        published = {each["name"]: each for each in await reader.publications(EDITION)}
        if name not in published:
            return None
        pin = Pinned(name=name, sha256=published[name]["sha256"])
        editions = await pinned_editions(reader.states, [pin])
        register = await reader.agencies()
        held = {grant.agency for role in PROPOSING for grant in reader.who.grants_of(role, reader.at)}
        held |= set(agencies_administered_by(reader.who, register, reader.at))
        asked = Asked(
            state=Innovation(""),
            edition=editions[pin.sha256],
            lang=visit.lang,
            names=await visit.names(),
            regions=await reader.regions(),
            holders={},
            agencies=tuple(sorted(held)),
        )
        return cls(visit, "propose", asked, None)

    @property
    def seen(self) -> str:
        """The stage that the innovation is in now, with its round."""
        return self.asked.state.chapter

    def make_room(self, typed: Mapping[str, list[str]]) -> None:
        """Have room for as many waves or indicators as were typed, and one more."""
        found = [int(nth[1]) for name, said in typed.items() if any(said) and (nth := NTH.match(name))]
        self.asked = replace(self.asked, filled=min(max(found, default=0) + 1, MOST_PARTS))

    def fields(self) -> list[Field]:
        """The fields of its form, empty, below what has to be known."""
        return [*shown_above(self.name, self.asked), *FORMS[self.name].fields(self.asked)]

    @property
    def takes_reason(self) -> bool:
        """Whether the rules ask for a reason."""
        rules: Mapping[Any, Any] = adoption_policy.rules if self._adoption else policy_of(self.asked.state.stage).rules
        rule = rules.get(self._payload)
        return bool(rule and rule.reason)

    @property
    def posts(self) -> list[tuple[str, str]]:
        """The posts in which the reader may choose to act, where there are several."""
        reader = self.visit.reader
        roles = roles_of(self._payload) or (Role.REGIONAL_OFFICER, Role.OPERATOR)
        held = [grant for role in roles for grant in reader.who.grants_of(role, reader.at)]
        return [(each.id, self.asked.names.post(each)) for each in held] if len(held) > 1 else []

    async def refusal(self) -> Refusal | None:
        """Why the reader may not do it now, whatever they fill in."""
        reader = self.visit.reader
        state, agencies = self.asked.state, await reader.agencies()
        if state.version:
            state = await reader.states.get(Innovation, innovation_stream(state.id))
        if self._adoption is None:
            return may(reader.who, self._payload, state, agencies, reader.at)
        return may_in_adoption(
            reader.who, self._payload, self._adoption, state, self.asked.regions, agencies, reader.at
        )

    async def done(self, fields: list[Field], typed: Typed) -> Response:
        """Send it, and bring the reader to what became of it. Raises as `ask`, and Refused."""
        visit, reader, own = self.visit, self.visit.reader, self.asked.state.id
        payload = FORMS[self.name].payload(fields)
        if not self.closed:
            payload = await with_codes(reader, payload)
        if self.name == "adopt":
            assert self.asked.region is not None
            payload["region"] = self.asked.region
            stream = adoption_stream(own, (await reader.region(self.asked.region)).id)
        elif self._adoption is not None:
            assert self.asked.region is not None
            stream = await reader.adoption(own, self.asked.region)
        else:
            stream = innovation_stream(own)
        command_id = _uuid(typed.get(NUMBER, [""])[0])
        if self.name == "propose":
            own = innovation_id(command_id)
            stream = innovation_stream(own)
        if not typed.get(FORCE) and (found := await doubt(reader, stream, self.name, payload, command_id)) is not None:
            why = text(f"doubt.{found.code}", visit.lang, self.asked.names, **found.facts)
            problem = Problem(409, why, text("console.doubted", visit.lang))
            return await self.page(fields, typed, status=409, problem=problem, doubted=True)
        request = Request(
            person=visit.person,
            reason=typed.get(REASON, [""])[0].strip() or None,
            command_id=command_id,
            grant=typed.get(POST, [""])[0] or None,
            on_version=_version(typed),
            timeout=WAIT,
        )
        if self._by_passkey:
            signed = await signing.signed(visit, stream, self.name, payload, request, typed)
            if isinstance(signed, signing.Unsigned):
                return await self.to_sign(fields, typed, signed)
            act, signature = signed
            outcome = await send_signed(visit.connections, act, (signature,), request)
        else:
            outcome = await ask(visit.connections, stream, self.name, payload, request)
        if isinstance(outcome, RefusedCommand):
            problem = await problems.refused(visit, outcome.refusal)
            if outcome.refusal.code in OVERTAKEN:
                problem = await meanwhile(visit, self.asked, problem)
            self.refused = problem
            return await self.page(
                placed(fields, problem), typed | {NUMBER: [str(uuid4())]}, status=problem.status, problem=problem
            )
        assert isinstance(outcome, Receipt)
        if (others := self._annexed(payload)) and not self._by_passkey:
            outcomes = await annex.for_the_others(visit, self.name, payload, request, others)
            return await visit.page(
                "deciding/annex", act=self.name, innovation=self.asked.state, outcomes=outcomes, names=self.asked.names
            )
        answer = RedirectResponse(f"/inovasi/{own}", 303)
        answer.set_cookie(RECORDED, f"{own}.{self.name}", max_age=60, httponly=True, secure=True, samesite="lax")
        return answer

    @property
    def _by_passkey(self) -> bool:
        """Whether the reader's own passkey signs it."""
        return self.name in self.asked.edition.own_signature and not self.closed and bool(self.visit.passkeys)

    async def to_sign(
        self, fields: list[Field], typed: Mapping[str, list[str]], unsigned: signing.Unsigned
    ) -> Response:
        """The page on which the reader sees what their passkey is to sign."""
        problem, lang, state = unsigned.problem, self.visit.lang, self.asked.state
        title = state.content.title if state.content else ""
        return await self.visit.page(
            "sign",
            status=problem.status if problem else 200,
            names=self.asked.names,
            act=self.name,
            back=(f"/inovasi/{state.id}", title) if title else None,
            shown=[
                (text("console.sign.innovation", lang), title),
                *filled_in(fields, lang),
                (text("column.reason", lang), typed.get(REASON, [""])[0].strip()),
                (text("console.post", lang), dict(self.posts).get(typed.get(POST, [""])[0])),
            ],
            change=(CHANGE, text("console.review.change", lang)),
            typed=[(name, each) for name, those in typed.items() if name not in signing.SIGNED for each in those],
            problem=problem,
            **signing.facts_of(unsigned.act, unsigned.to_sign),
        )

    def _annexed(self, payload: Mapping[str, Any]) -> tuple[str, ...]:
        """The other innovations that the decree's annex lists, for which the same is done."""
        listed = payload.get("annex", ()) if self.name == "record_decree" else ()
        decision = self.asked.state.decision
        if self.name == "confirm_decree" and decision is not None and decision.decree is not None:
            listed = decision.decree.decree.annex
        return tuple(each for each in listed if each != self.asked.state.id)

    def marked(self, fields: list[Field], missing: list[str]) -> list[Field]:
        """The fields, with those marked that are missing, or whose number may mean two."""
        lang = self.visit.lang
        what = text("console.missing", lang)
        return [replace(each, problem=what if each.name in missing else each.doubted(lang)) for each in fields]

    async def page(
        self,
        fields: list[Field],
        typed: Mapping[str, list[str]],
        *,
        status: int = 200,
        problem: Problem | None = None,
        doubted: bool = False,
    ) -> Response:
        """The form as it is now."""
        if self.closed and problem is not None:
            return await _told(self.visit, problem)
        state = self.asked.state
        reason = typed.get(REASON, [""])[0]
        return await self.visit.page(
            self.template,
            status=status,
            names=self.asked.names,
            act=self.name,
            innovation=state,
            fields=fields,
            takes_reason=self.takes_reason,
            reason=reason,
            reason_missing=problem is not None and status == 422 and self.takes_reason and not reason.strip(),
            posts=self.posts,
            post=typed.get(POST, [""])[0],
            number_of_command=typed.get(NUMBER, [""])[0] or str(uuid4()),
            problem=problem,
            doubted=doubted,
            seen=self.seen,
            unplaced=unplaced(fields, problem),
            own_signature=self.name in self.asked.edition.own_signature,
            files=any(each.kind is Kind.FILE for each in fields),
            warning=self.name in WARNING,
            more=any(NTH.match(each.name) for each in fields),
            long=any(each.kind in (Kind.PROSE, Kind.LINES) for each in fields),
            left=typed.get(unsent.LEFT, ["0"])[0],
            left_at=typed.get(unsent.LEFT_AT, [""])[0],
            **self.shown,
        )


async def _told(visit: Visit, problem: Problem) -> Response:
    """What can't be done, and no form."""
    return await visit.page("problem", status=problem.status, problem=problem)


async def typed_in(visit: Visit) -> Typed:
    """What was typed in the form that was sent, by field; of a document, its hash."""
    async with visit.request.form(max_fields=MOST_FIELDS, max_part_size=LONGEST) as form:
        return await _typed(form)


async def _typed(form: FormData) -> Typed:
    typed: Typed = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            if value.size:
                typed[name.removesuffix(".berkas")] = [await _hash(value)]
        else:
            typed.setdefault(name, []).append(value)
    return typed


async def _hash(document: UploadFile) -> str:
    digest = sha256()
    while part := await document.read(1 << 20):
        digest.update(part)
    return digest.hexdigest()


def _empty(act: Act, fields: list[Field], typed: Mapping[str, list[str]]) -> list[tuple[str, bool]]:
    """Whether each field that is required has nothing in it."""
    found = [(each.name, each.payload() is None) for each in fields if each.required]
    reason = typed.get(REASON, [""])[0]
    return [*found, (REASON, act.takes_reason and not reason.strip())]


def placed(fields: list[Field], problem: Problem) -> list[Field]:
    """The fields, each with what is wrong with it."""
    by_field: dict[str, list[str]] = {}
    for place, said in problem.fields:
        known = by_field.setdefault(field_at(place, fields), [])
        if said not in known:
            known.append(said)
    return [
        each if each.kind in UNSEEN else replace(each, problem="; ".join(by_field.get(each.name, [])))
        for each in fields
    ]


def unplaced(fields: list[Field], problem: Problem | None) -> list[str]:
    """What is wrong that no field shows, with its place in the payload."""
    names = {field.name for field in fields if field.kind not in UNSEEN}
    found = problem.fields if problem else ()
    return [f"{place}: {said}" for place, said in found if field_at(place, fields) not in names]


def incomplete(visit: Visit) -> Problem:
    """That something is missing, or can't be so."""
    return Problem(422, text("console.incomplete", visit.lang), text("console.incomplete.hint", visit.lang))


def _changed(visit: Visit) -> Problem:
    return Problem(409, text("console.changed", visit.lang), text("console.changed.hint", visit.lang))


def _holding(people: list[dict[str, Any]], role: Role) -> tuple[str, ...]:
    """Who holds a role, as the list of people has it, and whose it hasn't ended."""
    return tuple(
        each["id"]
        for each in people
        if any(held["role"] == role and not held["valid_until"] for held in each["grants"])
    )


def _version(typed: Mapping[str, list[str]]) -> int | None:
    """The version on which it was looked over; None where it wasn't."""
    return ordinal(typed.get(SURE, [""])[0])


def _uuid(given: str) -> UUID:
    """The command's id that a form bears; a new one, if that is none."""
    try:
        return UUID(given)
    except ValueError:
        return uuid4()
