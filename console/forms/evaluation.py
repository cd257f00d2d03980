"""Forms of the evaluation: the panel, and the sheet of an evaluator."""

from dataclasses import replace
from typing import Any, get_args

from console.forms.asked import Asked
from console.forms.fields import Field, Kind, Options, payload_of
from domain.editions import Edition
from domain.vocabulary import Recommendation
from texts import Lang, text
from texts.languages import in_language


def panel(asked: Asked) -> list[Field]:
    """Who is to evaluate, and who can't and why."""
    rules = asked.edition.evaluation
    hint = text("console.hint.panel", asked.lang, smallest=rules.smallest, largest=rules.largest, quorum=rules.quorum)
    return [asked.field("evaluators", Kind.MANY, options=_seatable(asked), hint=hint), *_barred(asked)]


def replaced(asked: Asked) -> list[Field]:
    """Who leaves the panel, and who comes."""
    seats = tuple((seat.evaluator, asked.names.person(seat.evaluator)) for seat in asked.state.panel)
    return [
        asked.field("evaluator", Kind.CHOICE, options=seats),
        asked.field("successor", Kind.CHOICE, options=_seatable(asked)),
        *_barred(asked),
    ]


def _seatable(asked: Asked) -> Options:
    return tuple((each.person, each.called) for each in asked.candidates if not each.why_not)


def _barred(asked: Asked) -> list[Field]:
    """Those who can't be chosen."""
    why = [f"{each.called}: {each.why_not}" for each in asked.candidates if each.why_not]
    label = text("console.read.barred", asked.lang)
    return [Field("read.barred", Kind.READ, label, required=False, value="\n".join(why))] if why else []


def sheet(asked: Asked) -> list[Field]:
    """Each aspect with its weight, what is judged in it and what scores mean, and what the proposal says about it."""
    rules, fields = asked.edition.evaluation, list[Field]()
    hint = text("console.hint.justify", asked.lang, below=rules.justify_below, top=rules.justify_from)
    answers = asked.state.content.answers if asked.state.content else {}
    for aspect in asked.edition.aspects:
        called = in_language(aspect.name, asked.lang)
        name = text("console.score_of", asked.lang, name=called, weight=aspect.weight)
        looks_at = in_language(aspect.looks_at, asked.lang) if aspect.looks_at else ""
        means = "\n".join(levels(asked.edition, asked.lang))
        read = {"looks_at": looks_at, "scale": means}
        why = text("console.why", asked.lang, name=called)
        condition = text("console.if_extreme", asked.lang)
        of_aspect = [
            *(
                Field(f"read.{aspect.key}.{what}", Kind.READ, text(f"console.read.{what}", asked.lang), value=said)
                for what, said in read.items()
                if said
            ),
            *(
                Field(f"read.{each.key}", Kind.READ, in_language(each.text, asked.lang), value=answers[each.key])
                for each in asked.edition.questions
                if each.aspect == aspect.key and each.key in answers
            ),
            Field(f"score.{aspect.key}", Kind.NUMBER, name),
            Field(f"why.{aspect.key}", Kind.PROSE, why, hint=hint, condition=condition),
        ]
        fields += [replace(each, section=called, required=each.kind is Kind.NUMBER) for each in of_aspect]
    choices = asked.titles("choice", get_args(Recommendation))
    whole = text("console.sheet.whole", asked.lang)
    return [
        *fields,
        asked.field("note", Kind.PROSE, section=whole),
        asked.field("recommendation", Kind.CHOICE, required=False, options=choices, section=whole),
    ]


def levels(edition: Edition, lang: Lang) -> list[str]:
    """What scores mean, each level with its range."""
    scale = edition.evaluation.scale
    ends = [each.starts_at - 1 for each in scale[1:]] + [100]
    return [
        text("console.level", lang, low=each.starts_at, high=high, means=in_language(each.means, lang))
        for each, high in zip(scale, ends, strict=True)
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
