"""A form by which something is administered, and what becomes of it: done, left for a second person, or shown again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from starlette.responses import RedirectResponse, Response

from console import problems, signing
from console.forms import administration as forms
from console.forms.fields import Field, Kind, ordinal
from console.forms.review import document, filled_in
from console.marking import incomplete, placed, unplaced
from console.rendering import Problem
from console.typed import CHANGE, FORCE, NUMBER, REASON, SURE, number_in, one, reason_in, typed_in
from console.visit import WAIT, Visit
from domain.administration import agencies, people, publications
from domain.commands import PAYLOADS
from domain.doubts import Doubt
from domain.refusals import Code, Refused
from proof.errors import JejakError
from proof.errors import Kind as ErrorKind
from service.administering import Errand, administer, administer_signed, foreseen
from service.agencies import with_codes
from service.commanding import RefusedCommand, Request
from service.confirming import UnsentAct
from service.people import person_called
from texts import text, title
from texts.facts import Changed

DONE = "tercatat"
"""What an address says once something is done: `ya`, or `menunggu` where it waits for a second administrator."""

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What something would change, below a heading."""

    heading: str
    found: list[Changed]
    folded: bool = False
    """Whether it is shown only to who opens it."""
    said: str = ""
    """How much that is."""


Foresee = Callable[[Payload], Awaitable[list[Changes]]]

_AGENCY, _REGION = ("agency", "into", "parent"), ("region",)
BESIDE: dict[str, tuple[str, ...]] = {
    "bad_person": ("orang", "successor", "post.supervisor"),
    "unknown_agency": _AGENCY,
    "ambiguous_agency": _AGENCY,
    "ended_agency": _AGENCY,
    "unknown_region": _REGION,
    "ambiguous_region": _REGION,
    "agency_known": ("id", "into"),
    "ends_before_it_begins": ("valid_until",),
    "backdated": ("valid_from", "ends_at"),
    "same_name": ("to",),
    "merged_into_own": ("into",),
}
"""By what was refused, the fields that it may be about: it is said beside the first of them that was filled in."""


def rule_of(name: str) -> Any:
    """On which terms a command of administration is taken."""
    rules = {**people.policy.rules, **agencies.policy.rules, **publications.policy.rules}
    return rules[PAYLOADS[name]]


@dataclass
class Form:
    """A form of one command, as it is shown and sent."""

    visit: Visit
    name: str
    back: str
    """Where the reader came from, and is brought to."""
    back_title: str
    fields: list[Field]
    stream: Callable[[list[Field]], str]
    payload: Callable[[list[Field]], Payload]
    about: list[tuple[str, str]] = field(default_factory=list)
    """What the form is about: shown above it."""
    check: Callable[[list[Field]], None] = lambda _fields: None
    """Raises where what isn't for the command can't be taken."""
    doubt: Callable[[list[Field], Payload], Awaitable[Doubt | None]] | None = None
    unsigned: bool = False
    """No signature is asked for, though the reader could make one."""
    changes: Foresee | None = None
    """What it would change, where that is shown before it is sent."""
    after: Callable[[list[Field]], Awaitable[None]] | None = None
    """What is done once it is recorded or left for a second one."""

    @property
    def takes_reason(self) -> bool:
        """Whether the rules ask for a reason."""
        return bool(rule_of(self.name).reason)

    def require_role(self) -> None:
        """Go on if the reader holds a role that may ask this. Raises Refused."""
        self.visit.reader.who.acting(rule_of(self.name).by, self.visit.reader.at)

    async def show(self) -> Response:
        """The empty form. Raises Refused: the reader may not ask this."""
        self.require_role()
        return await self._page(self.fields, {})

    async def send(self) -> Response:
        """What was filled in, sent; back to the form with what is wrong, and nothing that was typed lost."""
        typed, lang = await typed_in(self.visit), self.visit.lang
        fields = [await self._with_id(each.typed(typed)) for each in self.fields]
        if typed.get(CHANGE):
            return await self._page(fields, typed)
        missing = [each.name for each in fields if each.required and each.payload() is None]
        reasonless = self.takes_reason and reason_in(typed) is None
        if missing or reasonless or any(each.problem for each in fields):
            what = text("console.missing", lang)
            marked = [replace(each, problem=what) if each.name in missing else each for each in fields]
            return await self._page(marked, typed, incomplete(lang))
        try:
            return await self._done(fields, typed)
        except JejakError as error:
            found = await problems.of(self.visit, error)
            if error.kind is ErrorKind.REFUSED:  # a refusal is in the record under the command's number
                typed |= {NUMBER: [""]}
            return await self._page(_beside(error.code, placed(fields, found), found), typed, found)

    async def _with_id(self, field: Field) -> Field:
        """A field with the id of whoever is called so in it, if it names a person, or with what is wrong with that."""
        if field.name not in forms.NAMING or not field.value.strip():
            return field
        try:
            return replace(field, value=await person_called(self.visit.reader, field.value.strip()))
        except JejakError as error:
            return replace(field, problem=(await problems.of(self.visit, error)).message)

    async def _done(self, fields: list[Field], typed: dict[str, list[str]]) -> Response:
        reader = self.visit.reader
        self.check(fields)
        payload = await with_codes(reader, self.payload(fields))
        if self.doubt and not typed.get(FORCE) and (doubt := await self.doubt(fields, payload)) is not None:
            why = text(f"doubt.{doubt.code}", self.visit.lang, await self.visit.names(), **doubt.facts)
            return await self._page(
                fields, typed, Problem(409, why, text("console.doubted", self.visit.lang)), doubted=True
            )
        request = Request(
            person=self.visit.person,
            reason=reason_in(typed),
            command_id=number_in(typed),
            on_version=ordinal(one(typed, SURE)),
            timeout=WAIT,
        )
        errand = Errand(self.stream(fields), self.name, payload, request)
        if self.changes and not typed.get(SURE):
            return await self._to_look_over(fields, typed, errand, self.changes)
        if self.visit.passkeys and not self.unsigned:
            signed = await signing.signed(self.visit, errand.stream, self.name, payload, request, typed)
            if isinstance(signed, signing.Unsigned):
                return await self._to_sign(fields, typed, signed)
            outcome = await administer_signed(reader, errand, UnsentAct(*signed))
        else:
            outcome = await administer(reader, errand)
        if isinstance(outcome, RefusedCommand):
            raise Refused(outcome.refusal)
        if self.after is not None:
            await self.after(fields)
        waits = isinstance(outcome, UnsentAct)
        address = "/pengaturan/konfirmasi" if waits else self.back
        return RedirectResponse(f"{address}?{DONE}={'menunggu' if waits else 'ya'}", 303)

    async def _to_look_over(
        self, fields: list[Field], typed: dict[str, list[str]], errand: Errand, changes: Foresee
    ) -> Response:
        """What it would change, and a button that sends it if nothing has changed meanwhile. Raises Refused: the rules
        would not take it.
        """
        reader = self.visit.reader
        refusal = await foreseen(reader, errand)
        if refusal is not None and refusal.code != Code.CONFIRMATION_REQUIRED:
            raise Refused(refusal)
        states = await reader.states.basis([errand.stream])
        return await self.visit.page(
            "settings/changes",
            heading=title("command", self.name, self.visit.lang),
            back=self.back,
            back_title=self.back_title,
            about=[*self.about, *filled_in(fields, self.visit.lang)],
            changes=await changes(errand.payload),
            two=self._two,
            typed=[(name, each) for name, those in typed.items() if name != CHANGE for each in those],
            sure=(SURE, dict(states.items())[errand.stream].version),
            change=CHANGE,
        )

    @property
    def _two(self) -> bool:
        """Whether it takes a second administrator."""
        reader, rule = self.visit.reader, rule_of(self.name)
        return rule.confirmed and not any(reader.who.grants_of(role, reader.at) for role in rule.alone)

    async def _to_sign(self, fields: list[Field], typed: dict[str, list[str]], unsigned: signing.Unsigned) -> Response:
        """The page on which the reader sees what their passkey is to sign."""
        problem, lang = unsigned.problem, self.visit.lang
        return await self.visit.page(
            "sign",
            problem=problem,
            act=self.name,
            back=(self.back, self.back_title),
            shown=[
                *self.about,
                *filled_in(fields, lang),
                (text("column.reason", lang), one(typed, REASON).strip()),
            ],
            change=(CHANGE, text("console.review.change", lang)),
            typed=[(name, each) for name, those in typed.items() if name not in signing.SIGNED for each in those],
            **signing.facts_of(unsigned.act, unsigned.to_sign),
        )

    def _received(self, field: Field) -> Field:
        """The field; of a document that was sent already, with which one that is."""
        if field.kind is not Kind.CONTENT or not field.value:
            return field
        sent = text("publish.received", self.visit.lang, document=document(field.content, self.visit.lang))
        return replace(field, hint=sent)

    async def _page(
        self, fields: list[Field], typed: dict[str, list[str]], problem: Problem | None = None, *, doubted: bool = False
    ) -> Response:
        reason = one(typed, REASON)
        return await self.visit.page(
            "settings/form",
            heading=title("command", self.name, self.visit.lang),
            back=self.back,
            back_title=self.back_title,
            about=self.about,
            fields=[self._received(each) for each in fields],
            problem=problem,
            unplaced=unplaced(fields, problem, self.visit.lang),
            reason=reason,
            takes_reason=self.takes_reason,
            reason_missing=problem is not None and self.takes_reason and not reason.strip(),
            doubted=doubted,
            two=self._two,
            files=any(each.kind is Kind.CONTENT for each in fields),
            number_of_command=one(typed, NUMBER) or str(uuid4()),
        )


def administers(visit: Visit) -> bool:
    """Whether the reader is one of the ministry's administrators."""
    return visit.reader.who.is_administrator(visit.reader.at)


def appoints(visit: Visit) -> bool:
    """Whether the reader grants and ends roles, everywhere or in an agency of their own."""
    return any(visit.reader.who.grants_of(role, visit.reader.at) for role in people.APPOINTING)


def _beside(code: str, fields: list[Field], problem: Problem) -> list[Field]:
    """The fields, with what was refused beside the one that it is about, if that is known."""
    about = next((each.name for each in fields if each.name in BESIDE.get(code, ()) and each.value), "")
    return [replace(each, problem=problem.message) if each.name == about else each for each in fields]
