"""Forms of the evaluation: the panel, and the sheet of an evaluator."""

from typing import Any, get_args

from console.forms.asked import Asked
from console.forms.fields import Field, Kind, payload_of
from domain.vocabulary import Recommendation, Role
from texts import text
from texts.languages import in_language


def panel(asked: Asked) -> list[Field]:
    """Who is to evaluate."""
    return [asked.field("evaluators", Kind.MANY, options=asked.people(Role.EVALUATOR))]


def replaced(asked: Asked) -> list[Field]:
    """Who leaves the panel, and who comes."""
    seats = tuple((seat.evaluator, asked.names.person(seat.evaluator)) for seat in asked.state.panel)
    return [
        asked.field("evaluator", Kind.CHOICE, options=seats),
        asked.field("successor", Kind.CHOICE, options=asked.people(Role.EVALUATOR)),
    ]


def sheet(asked: Asked) -> list[Field]:
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


def scored(filled: list[Field]) -> dict[str, Any]:
    """The payload of a sheet."""
    made = payload_of(filled)
    why = made.pop("why", {})
    scores = [
        {"aspect": aspect, "score": given} | ({"justification": why[aspect]} if aspect in why else {})
        for aspect, given in made.pop("score", {}).items()
    ]
    return made | {"scores": scores}
