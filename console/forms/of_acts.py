"""The form of each act: what a person is asked for, with what is known filled in, and the payload that it makes."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, get_args

from console.forms.fields import Field, Kind, Options, ordinal, payload_of
from domain.editions import Edition
from domain.innovation.dossier import Dossier
from domain.innovation.state import Innovation
from domain.names import Names
from domain.regions import Regions
from domain.vocabulary import Phase, Recommendation, Role, Verdict
from texts import Lang, text, title
from texts.languages import in_language

CHECK_QUESTIONS = ("renewed", "adopters", "strengthened", "evaluation")
SPANS = ("months", "weeks", "days", "seconds")
MOST_INDICATORS, MOST_WAVES = 4, 3
"""How many a form has room for; with more of them a plan comes from a file, on the command line."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an act is about, for its form."""

    state: Innovation
    edition: Edition
    lang: Lang
    names: Names
    regions: Regions
    holders: dict[Role, tuple[str, ...]]
    """Who holds a role now, by id."""
    subject: str = ""
    region: str | None = None
    """The region's code, where an officer acts for it."""
    dossier: Dossier | None = None
    """What was handed in, measured, judged and decided, where who acts has to know it."""
    agencies: tuple[str, ...] = ()
    """Those for which a proposer may propose, by id."""

    def field(self, name: str, kind: Kind, *, label: str | None = None, **more: Any) -> Field:
        """A field that is called as the catalogue says."""
        return Field(name, kind, label if label is not None else text(f"console.field.{name}", self.lang), **more)

    def titles(self, kind: str, keys: Iterable[str]) -> Options:
        """Options by what they are called."""
        return tuple((key, title(kind, key, self.lang)) for key in keys)

    def people(self, role: Role) -> Options:
        """Who holds a role now."""
        return tuple(sorted(((each, self.names.person(each)) for each in self.holders.get(role, ())), key=_by_name))


Fields = Callable[[Asked], list[Field]]
Made = Callable[[list[Field]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of an act, and how they become its payload."""

    fields: Fields
    payload: Made = payload_of


PLACES = (
    (re.compile(r"pilots\.\d+\.lasts"), "lasts.number"),
    (re.compile(r"pilots\.\d+\.region"), "regions"),
    (re.compile(r"waves\.(\d+)\.opens_after"), "wave.{}.opens_after.number"),
    (re.compile(r"waves\.(\d+)\.adopters.*"), "wave.{}.adopters"),
    (re.compile(r"pilots\.\d+\.indicators\.(\d+)\.(\w+)"), "indicator.{}.{}"),
    (re.compile(r"by"), "by.number"),
    (re.compile(r"(?:proposal\.)?answers\.(\w+)|(\w+)"), "proposal.answers.{}"),
)
"""Places in a payload, and the fields that make them, counted from 1."""


def field_at(place: str, fields: list[Field]) -> str:
    """The name of the field by which a place in the payload is filled; the place, where none is known."""
    names = {field.name for field in fields}
    if place in names:
        return place
    scored = [field.name for field in fields if field.name.startswith("score.")]
    if found := re.fullmatch(r"scores\.(\d+)\.(score|justification)", place):
        nth, which = int(found[1]), found[2]
        if nth < len(scored):
            return scored[nth] if which == "score" else scored[nth].replace("score.", "why.", 1)
    for pattern, name in PLACES:
        if found := pattern.fullmatch(place):
            parts = [str(int(each) + 1) if each.isdecimal() else each for each in found.groups() if each is not None]
            if (made := name.format(*parts)) in names:
                return made
    return place


def _by_name(option: tuple[str, str]) -> str:
    return option[1].casefold()


def _nothing(_asked: Asked) -> list[Field]:
    return []


def _of(*given: tuple[str, Kind, bool]) -> Form:
    """A form of plain fields: name, kind, and whether it is required."""

    def fields(asked: Asked) -> list[Field]:
        return [asked.field(name, kind, required=required) for name, kind, required in given]

    return Form(fields)


def _about(name: str, *given: tuple[str, Kind, bool]) -> Form:
    """The same, about the one that the act names: a clarification, a check, an amendment."""

    def fields(asked: Asked) -> list[Field]:
        hidden = Field(name, Kind.HIDDEN, "", value=asked.subject)
        return [hidden, *_of(*given).fields(asked)]

    def payload(filled: list[Field]) -> dict[str, Any]:
        made = payload_of(filled)
        return made | {name: ordinal(made.get(name, ""))}

    return Form(fields, payload)


def _region(asked: Asked) -> Field:
    """The pilot region that it is about."""
    if asked.region is not None:
        return Field("region", Kind.HIDDEN, "", value=asked.region)
    pilots = ((each.place.code, asked.names.place(each.place)) for each in asked.state.pilots.values())
    return asked.field("region", Kind.CHOICE, options=tuple(pilots))


def _span(asked: Asked, name: str, *, required: bool = True) -> list[Field]:
    """A period, as a number of months, weeks, days or (in trials) seconds."""
    return [
        asked.field(f"{name}.number", Kind.NUMBER, required=required),
        asked.field(f"{name}.unit", Kind.CHOICE, options=asked.titles("console.span", SPANS), value="months"),
    ]


def _period(given: Any) -> str | None:
    """A period as commands write it; None where no number was typed."""
    if not isinstance(given, dict) or "number" not in given:
        return None
    number, unit = given["number"], given.get("unit", "months")
    written = {"months": f"P{number}M", "weeks": f"P{number}W", "days": f"P{number}D", "seconds": f"PT{number}S"}
    return written.get(unit)


# ---- pilots


def _extend(asked: Asked) -> list[Field]:
    return [_region(asked), *_span(asked, "by")]


def _extended(filled: list[Field]) -> dict[str, Any]:
    made = payload_of(filled)
    return made | {"by": _period(made.get("by"))}


def _abort(asked: Asked) -> list[Field]:
    return [_region(asked)]


def _pilots(asked: Asked) -> list[Field]:
    """One or several regions that measure the same."""
    fields = [
        asked.field("regions", Kind.LINES, hint=text("console.hint.regions", asked.lang)),
        *_span(asked, "lasts"),
    ]
    for nth in range(1, MOST_INDICATORS + 1):
        for name, kind in (
            ("name", Kind.LINE),
            ("unit", Kind.LINE),
            ("baseline", Kind.NUMBER),
            ("target", Kind.NUMBER),
        ):
            label = text(f"console.field.indicator.{name}", asked.lang, number=nth)
            condition = text("console.if_named", asked.lang) if name != "name" else ""
            fields.append(Field(f"indicator.{nth}.{name}", kind, label, required=nth == 1, condition=condition))
    return fields


def _planned(filled: list[Field]) -> dict[str, Any]:
    made = payload_of(filled)
    indicators = [
        {"key": f"indikator-{nth}", **each} for nth, each in sorted(made.get("indicator", {}).items(), key=_first)
    ]
    lasts = _period(made.get("lasts"))
    return {"pilots": [{"region": each, "lasts": lasts, "indicators": indicators} for each in made.get("regions", [])]}


def _first(item: tuple[str, Any]) -> int:
    return int(item[0])


def _measured(asked: Asked) -> list[Field]:
    region = _region(asked)
    pilots = [each for each in asked.state.pilots.values() if each.place.code == asked.region]
    values = [
        Field(
            f"values.{each.key}",
            Kind.NUMBER,
            text("console.measured", asked.lang, name=each.name, unit=each.unit),
            hint=text("console.hint.measured", asked.lang, baseline=each.baseline, target=each.target),
        )
        for pilot in pilots
        for each in pilot.indicators
    ]
    return [region, *values, asked.field("note", Kind.PROSE, required=False)]


# ---- evaluation


def _panel(asked: Asked) -> list[Field]:
    return [asked.field("evaluators", Kind.MANY, options=asked.people(Role.EVALUATOR))]


def _replaced(asked: Asked) -> list[Field]:
    seats = tuple((seat.evaluator, asked.names.person(seat.evaluator)) for seat in asked.state.panel)
    return [
        asked.field("evaluator", Kind.CHOICE, options=seats),
        asked.field("successor", Kind.CHOICE, options=asked.people(Role.EVALUATOR)),
    ]


def _sheet(asked: Asked) -> list[Field]:
    """Each aspect with its weight, and where a score needs a reason, what the edition says of it."""
    rules, fields = asked.edition.evaluation, list[Field]()
    hint = text("console.hint.justify", asked.lang, below=rules.justify_below, top=rules.justify_from)
    answers = asked.state.content.answers if asked.state.content else {}
    for aspect in asked.edition.aspects:
        fields += [
            Field(
                f"read.{each.key}",
                Kind.READ,
                in_language(each.text, asked.lang),
                required=False,
                value=answers[each.key],
            )
            for each in asked.edition.questions
            if each.aspect == aspect.key and each.key in answers
        ]
        name = text("console.aspect", asked.lang, name=in_language(aspect.name, asked.lang), weight=aspect.weight)
        fields += [
            Field(f"score.{aspect.key}", Kind.NUMBER, name),
            Field(
                f"why.{aspect.key}",
                Kind.PROSE,
                text("console.why", asked.lang, name=in_language(aspect.name, asked.lang)),
                hint=hint,
                required=False,
                condition=text("console.if_extreme", asked.lang),
            ),
        ]
    choices = asked.titles("choice", get_args(Recommendation))
    return [
        *fields,
        asked.field("note", Kind.PROSE),
        asked.field("recommendation", Kind.CHOICE, required=False, options=choices),
    ]


def _scored(filled: list[Field]) -> dict[str, Any]:
    made = payload_of(filled)
    why = made.pop("why", {})
    scores = [
        {"aspect": aspect, "score": given} | ({"justification": why[aspect]} if aspect in why else {})
        for aspect, given in made.pop("score", {}).items()
    ]
    return made | {"scores": scores}


# ---- decision and scaling


def _decision(asked: Asked) -> list[Field]:
    effects = tuple(
        (key, text(f"console.effect.{key}", asked.lang, choice=title("choice", key, asked.lang)))
        for key in get_args(Recommendation)
    )
    return [
        asked.field("choice", Kind.CHOICE, options=effects),
        asked.field(
            "adopters",
            Kind.LINES,
            required=False,
            condition=text("console.if_some", asked.lang),
            hint=text("console.hint.adopters", asked.lang),
        ),
        asked.field("instrument", Kind.LINE, required=False, condition=text("console.if_scaled", asked.lang)),
        asked.field("sector_owner", Kind.LINE, required=False),
        asked.field("specification", Kind.LINE, required=False),
        asked.field("facilitator", Kind.LINE, required=False),
        asked.field("originator_migrates", Kind.TICK, required=False),
    ]


def _endorsed(asked: Asked) -> list[Field]:
    """A number is needed if the decision was proposed without one."""
    proposed = asked.state.decision.instrument if asked.state.decision else None
    return [asked.field("instrument", Kind.LINE, required=not proposed)]


def _decree(asked: Asked) -> list[Field]:
    return [
        asked.field("number", Kind.LINE),
        asked.field("dated", Kind.DAY),
        asked.field("signatory", Kind.CHOICE, options=asked.people(Role.DECISION_MAKER)),
        asked.field("sha256", Kind.FILE),
    ]


def _waves(asked: Asked) -> list[Field]:
    """Each wave with its regions, one a line; the decision's stand in the first."""
    decided = asked.state.decision.adopters.values() if asked.state.decision else ()
    fields = list[Field]()
    for nth in range(1, MOST_WAVES + 1):
        named = "\n".join(place.code for place in decided) if nth == 1 else ""
        label = text("console.field.wave.adopters", asked.lang, number=nth)
        hint = text("console.hint.regions", asked.lang)
        fields.append(Field(f"wave.{nth}.adopters", Kind.LINES, label, hint=hint, required=nth == 1, value=named))
        if nth > 1:
            fields += _span(asked, f"wave.{nth}.opens_after", required=False)
    return fields


def _waved(filled: list[Field]) -> dict[str, Any]:
    waves = []
    for _, each in sorted(payload_of(filled).get("wave", {}).items(), key=_first):
        if "adopters" in each:
            opens_after = _period(each.get("opens_after"))
            waves.append({"adopters": each["adopters"]} | ({"opens_after": opens_after} if opens_after else {}))
    return {"waves": waves}


def _phase(asked: Asked) -> list[Field]:
    return [
        asked.field("phase", Kind.CHOICE, options=asked.titles("phase", get_args(Phase))),
        asked.field("note", Kind.PROSE, required=False),
    ]


# ---- checks


def _check(asked: Asked) -> list[Field]:
    answers = [Field(f"answers.{key}", Kind.PROSE, title("question", key, asked.lang)) for key in CHECK_QUESTIONS]
    region = [Field("region", Kind.HIDDEN, "", value=asked.region)] if asked.region is not None else []
    hidden = Field("check", Kind.HIDDEN, "", value=asked.subject)
    return [hidden, *region, *answers, asked.field("evidence", Kind.LINES, required=False)]


def _verdict(asked: Asked) -> list[Field]:
    hidden = Field("check", Kind.HIDDEN, "", value=asked.subject)
    return [hidden, asked.field("verdict", Kind.CHOICE, options=asked.titles("verdict", get_args(Verdict)))]


def _of_check(filled: list[Field]) -> dict[str, Any]:
    made = payload_of(filled)
    return made | {"check": ordinal(made.get("check", ""))}


# ---- proposals


def proposal(asked: Asked, given: dict[str, Any] | None = None) -> list[Field]:
    """The form that an edition defines, with what was handed in before."""
    given = given or {}

    def at(name: str, kind: Kind, **more: Any) -> Field:
        return asked.field(f"proposal.{name}", kind, value=str(given.get(name, "")), **more)

    answers = given.get("answers", {})
    questions = [
        Field(
            f"proposal.answers.{question.key}",
            Kind.PROSE,
            in_language(question.text, asked.lang),
            hint=text("console.hint.words", asked.lang, most=question.words),
            required=question.required,
            value=answers.get(question.key, ""),
        )
        for question in asked.edition.questions
    ]
    return [
        at("title", Kind.LINE),
        at("summary", Kind.PROSE),
        at("problem", Kind.PROSE),
        at("started_on", Kind.DAY),
        *questions,
    ]


def _proposed(asked: Asked) -> list[Field]:
    agencies = tuple(sorted(((each, asked.names.agency(each)) for each in asked.agencies), key=_by_name))
    first = agencies[0][0] if len(agencies) == 1 else ""
    return [
        Field("edition", Kind.HIDDEN, "", value=asked.edition.name),
        asked.field("agency", Kind.CHOICE, options=agencies, value=first),
        *proposal(asked),
    ]


def _revision(asked: Asked) -> list[Field]:
    content = asked.state.content
    return proposal(asked, content.model_dump(mode="json") if content else None)


def _revised(filled: list[Field]) -> dict[str, Any]:
    return dict(payload_of(filled).get("proposal", {}))


_PROSE, _LINE, _DAY, _FILE = Kind.PROSE, Kind.LINE, Kind.DAY, Kind.FILE

FORMS: dict[str, Form] = {
    **dict.fromkeys(
        (
            *("withdraw", "return_proposal", "reject", "admit", "close_pilots", "object", "discontinue"),
            *("require_correction", "suspend", "resume", "revoke", "declare_conflict"),
            *("commit_adoption", "decline_adoption", "complete_adoption", "adopt"),
        ),
        Form(_nothing),
    ),
    **dict.fromkeys(
        ("accept_amendment", "reject_amendment", "accept_adoption_amendment", "reject_adoption_amendment"),
        _about("amendment"),
    ),
    "propose": Form(_proposed),
    "revise": Form(_revision, _revised),
    "answer_clarification": _about("clarification", ("answer", _PROSE, True)),
    "forward_clarification": _about("clarification", ("question", _PROSE, False)),
    "ask_clarification": _of(("question", _PROSE, True)),
    "request_clarification": _of(("question", _PROSE, True)),
    "plan_pilots": Form(_pilots, _planned),
    "extend_pilot": Form(_extend, _extended),
    "abort_pilot": Form(_abort),
    "report_measurement": Form(_measured),
    "assign_panel": Form(_panel),
    "replace_evaluator": Form(_replaced),
    "score": Form(_sheet, _scored),
    "amend_score": Form(_sheet, _scored),
    "decide": Form(_decision),
    "endorse": Form(_endorsed),
    "record_decree": Form(_decree),
    "confirm_decree": _of(("sha256", _FILE, True)),
    "add_instrument": _of(
        ("number", _LINE, True), ("title", _LINE, True), ("dated", _DAY, True), ("sha256", _FILE, False)
    ),
    "plan_waves": Form(_waves, _waved),
    "report_adoption": Form(_phase),
    "report_check": Form(_check, _of_check),
    "assess_check": Form(_verdict, _of_check),
    "report_correction": _of(("action", _PROSE, True)),
    "institutionalise": _of(("instrument", _LINE, True)),
    "note": _of(("text", _PROSE, True)),
    "attach_evidence": _of(("title", _LINE, True), ("location", _LINE, False), ("sha256", _FILE, False)),
}
"""By the command. What isn't here is done on the command line."""
