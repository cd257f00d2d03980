"""The form of an act: what it asks of whoever fills it in, and how it is sent."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from console import problems, signing, unsent
from console.forms.amending import others
from console.forms.asked import Asked
from console.forms.fields import Field, Kind, ordinal
from console.forms.knowing import shown_above
from console.forms.of_acts import FORMS
from console.forms.places import field_at
from console.forms.review import filled_in
from console.forms.weight import WARNING
from console.marking import placed, unplaced
from console.pages import annex
from console.pages.about_act import about, about_proposal
from console.pages.reviewing import meanwhile
from console.pages.seating import SHEETS
from console.rendering import Problem
from console.typed import CHANGE, FORCE, NUMBER, POST, REASON, SURE, Typed, number_in, one, reason_in
from console.visit import RECORDED, WAIT, Visit
from domain.adoption.decider import may as may_in_adoption
from domain.adoption.policy import policy as adoption_policy
from domain.adoption.state import Adoption
from domain.commands import PAYLOADS, Payload
from domain.innovation.decider import may, policy_of, roles_of
from domain.innovation.state import Innovation
from domain.policy import Rule
from domain.refusals import Code, Refusal
from domain.streams import adoption_stream, innovation_stream
from domain.vocabulary import Role
from proof.ids import innovation_id
from service.administering import Errand, administer, administer_signed
from service.agencies import misnamed, with_codes
from service.commanding import Receipt, RefusedCommand, Request, ask, send_signed
from service.confirming import UnsentAct
from service.doubts import doubt
from texts import text

NTH, MOST_PARTS = re.compile(r"(?:wave|indicator)\.([0-9]{1,3})\.(?!.*unit$)"), 50
"""The names of fields of a wave or an indicator; and how many of these a form has room for."""

WAITING = "menunggu"
"""Said of what an administrator has still to confirm."""

OVERTAKEN = (
    *(Code.WRONG_STAGE, Code.ENDED, Code.SUSPENDED, Code.VERSION_MOVED, Code.ALREADY_DECIDED, Code.NOTHING_TO_ENDORSE),
    *(Code.PANEL_ALREADY_ASSIGNED, Code.PILOTS_ALREADY_PLANNED, Code.WAVES_ALREADY_PLANNED, Code.ALREADY_ANSWERED),
    *(Code.ALREADY_ASSESSED, Code.ALREADY_REPORTED, Code.NO_AMENDMENT_OPEN, Code.NO_DECREE),
)
"""Refusals of who comes after somebody else: they are told who did what, and when."""


async def told(visit: Visit, problem: Problem) -> Response:
    """What can't be done, and no form."""
    return await visit.page("problem", problem=problem)


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
        asked = await about(visit, name, innovation, code, subject)
        act = cls(visit, name, asked, asked.adoption)
        if name in SHEETS:
            act.template = "deciding/sheet"
            act.shown |= (
                {"dossier": asked.dossier, "named": await visit.names(asked.dossier.people)} if asked.dossier else {}
            )
        return act

    @classmethod
    async def proposing(cls, visit: Visit, name: str) -> "Act | None":
        """A proposal under the edition of that name; None if none was published under it."""
        asked = await about_proposal(visit, name)
        return cls(visit, "propose", asked, None) if asked else None

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
    def _rule(self) -> Rule[Any] | None:
        """On which terms it is taken in this stage."""
        rules: Mapping[Any, Any] = adoption_policy.rules if self._adoption else policy_of(self.asked.state.stage).rules
        return rules.get(self._payload)

    @property
    def takes_reason(self) -> bool:
        """Whether the rules ask for a reason."""
        return bool(self._rule and self._rule.reason)

    @property
    def takes_two(self) -> bool:
        """Whether an administrator confirms it."""
        return bool(self._rule and self._rule.confirmed)

    @property
    def _own_signature(self) -> bool:
        """Whether it takes the reader's own signature."""
        return self.takes_two or self.name in self.asked.edition.own_signature

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
        command_id = number_in(typed)
        if self.name == "propose":
            own = innovation_id(command_id)
            stream = innovation_stream(own)
        if not typed.get(FORCE) and (found := await doubt(reader, stream, self.name, payload, command_id)) is not None:
            why = text(f"doubt.{found.code}", visit.lang, self.asked.names, **found.facts)
            problem = Problem(409, why, text("console.doubted", visit.lang))
            return await self.page(fields, typed, problem=problem, doubted=True)
        request = Request(
            person=visit.person,
            reason=reason_in(typed),
            command_id=command_id,
            grant=one(typed, POST) or None,
            on_version=ordinal(one(typed, SURE)),
            timeout=WAIT,
        )
        errand = Errand(stream, self.name, payload, request)
        if self._by_passkey:
            signed = await signing.signed(visit, stream, self.name, payload, request, typed)
            if isinstance(signed, signing.Unsigned):
                return await self.to_sign(fields, typed, signed)
            act, signature = signed
            if self.takes_two:
                outcome = await administer_signed(reader, errand, UnsentAct(act, signature))
            else:
                outcome = await send_signed(visit.connections, act, (signature,), request)
        elif self.takes_two:
            outcome = await administer(reader, errand)
        else:
            outcome = await ask(visit.connections, stream, self.name, payload, request)
        if isinstance(outcome, RefusedCommand):
            problem = await problems.refused(visit, outcome.refusal)
            if outcome.refusal.code in OVERTAKEN:
                problem = await meanwhile(visit, self.asked, problem)
            self.refused = problem
            return await self.page(placed(fields, problem), typed | {NUMBER: [str(uuid4())]}, problem=problem)
        if isinstance(outcome, UnsentAct):
            return _brought(own, f"{self.name}.{WAITING}")
        assert isinstance(outcome, Receipt)
        others = self._annexed(payload)
        if others and self._by_passkey:  # each takes a signature of its own
            return RedirectResponse(f"/inovasi/{own}/tindakan/{self.name.replace('_', '-')}/lampiran", 303)
        if others:
            outcomes = await annex.for_the_others(visit, self.name, payload, request, others)
            return await visit.page(
                "deciding/annex", act=self.name, innovation=self.asked.state, outcomes=outcomes, names=self.asked.names
            )
        return _brought(own, self.name)

    @property
    def _by_passkey(self) -> bool:
        """Whether the reader's own passkey signs it."""
        return self._own_signature and not self.closed and bool(self.visit.passkeys)

    async def to_sign(
        self, fields: list[Field], typed: Mapping[str, list[str]], unsigned: signing.Unsigned
    ) -> Response:
        """The page on which the reader sees what their passkey is to sign."""
        problem, lang, state = unsigned.problem, self.visit.lang, self.asked.state
        title = state.content.title if state.content else ""
        return await self.visit.page(
            "sign",
            names=self.asked.names,
            act=self.name,
            back=(f"/inovasi/{state.id}", title) if title else None,
            shown=[
                (text("console.sign.innovation", lang), title),
                *filled_in(fields, lang),
                (text("column.reason", lang), one(typed, REASON).strip()),
                (text("console.post", lang), dict(self.posts).get(one(typed, POST))),
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

    async def marked(self, fields: list[Field], missing: list[str]) -> list[Field]:
        """The fields with all that is to be said of them before anything is sent: what is missing, what a field itself
        doubts, names that nobody bears; and if any of these is, what else can't be as it was typed.
        """
        lang, what = self.visit.lang, text("console.missing", self.visit.lang)
        marked = [replace(each, problem=what if each.name in missing else each.doubted(lang)) for each in fields]
        payload = FORMS[self.name].payload(fields)
        wrong = await misnamed(self.visit.reader, payload)
        if not (missing or wrong or any(each.problem for each in marked)):
            return marked
        places = [(place, problems.of_error(error, lang).message) for place, error in wrong]
        named = {field_at(place, fields) for place, _ in places}
        if wrong:  # then a name is no code yet, in any list of them
            named |= {each.name for each in fields if each.kind is Kind.LINES}
        else:
            payload = await with_codes(self.visit.reader, payload)
        unfit = problems.unfit(self._payload, payload, lang)
        also = [each for each in unfit if field_at(each[0], fields) not in named]
        found = placed(fields, Problem(422, "", "", (*places, *also)))
        return [replace(each, problem=each.problem or other.problem) for each, other in zip(marked, found, strict=True)]

    async def page(
        self,
        fields: list[Field],
        typed: Mapping[str, list[str]],
        *,
        problem: Problem | None = None,
        doubted: bool = False,
    ) -> Response:
        """The form as it is now."""
        if self.closed and problem is not None:
            return await told(self.visit, problem)
        state = self.asked.state
        reason = one(typed, REASON)
        return await self.visit.page(
            self.template,
            names=self.asked.names,
            act=self.name,
            innovation=state,
            fields=fields,
            takes_reason=self.takes_reason,
            reason=reason,
            reason_missing=problem is not None and problem.status == 422 and self.takes_reason and not reason.strip(),
            posts=self.posts,
            post=one(typed, POST),
            number_of_command=one(typed, NUMBER) or str(uuid4()),
            problem=problem,
            doubted=doubted,
            seen=self.seen,
            unplaced=unplaced(fields, problem, self.visit.lang),
            own_signature=self._own_signature,
            takes_two=self.takes_two,
            files=any(each.kind is Kind.FILE for each in fields),
            warning=self.name in WARNING,
            more=any(NTH.match(each.name) for each in fields),
            long=any(each.kind in (Kind.PROSE, Kind.LINES) for each in fields),
            left=one(typed, unsent.LEFT) or "0",
            left_at=one(typed, unsent.LEFT_AT),
            **self.shown,
        )


def _brought(innovation: str, recorded: str) -> Response:
    """To the innovation, which says once what was recorded."""
    answer = RedirectResponse(f"/inovasi/{innovation}", 303)
    answer.set_cookie(RECORDED, f"{innovation}.{recorded}", max_age=60, httponly=True, secure=True, samesite="lax")
    return answer
