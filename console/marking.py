"""What is wrong with what was filled in: beside each field that it is about, and the rest above the form."""

from dataclasses import replace

from console.forms.fields import Field, Kind
from console.forms.places import field_at
from console.rendering import Problem
from texts import Lang, text

UNSEEN = (Kind.HIDDEN, Kind.READ)
"""Kinds of fields that nobody fills in."""


def incomplete(lang: Lang) -> Problem:
    """That something is missing, or can't be so."""
    return Problem(422, text("console.incomplete", lang), text("console.incomplete.hint", lang))


def placed(fields: list[Field], problem: Problem) -> list[Field]:
    """The fields, each with what is wrong with it."""
    by_field: dict[str, list[str]] = {}
    for place, said in problem.fields:
        known = by_field.setdefault(field_at(place, fields), [])
        if said not in known:
            known.append(said)
    return [
        each if each.kind in UNSEEN else replace(each, problem=_in_one(by_field.get(each.name, []))) for each in fields
    ]


def _in_one(said: list[str]) -> str:
    """What is said of one field, as one sentence, however each of them ends."""
    return "; ".join([*(each.removesuffix(".") for each in said[:-1]), *said[-1:]])


def unplaced(fields: list[Field], problem: Problem | None, lang: Lang) -> list[str]:
    """What is wrong that no field shows, with its place in the payload; of the reason, with what it is called."""
    called = {"reason": text("column.reason", lang)}
    names = {field.name for field in fields if field.kind not in UNSEEN}
    found = problem.fields if problem else ()
    left = [(place, said) for place, said in found if field_at(place, fields) not in names]
    return [f"{called.get(place, place)}: {said}" if place else said for place, said in left]
