"""Forms that amend what somebody handed in: the form by which they handed it in, with what it says now."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from console.forms import evaluation, pilot, scaling, sustaining
from console.forms.asked import Asked
from console.forms.fields import Field, Kind, ordinal, payload_of
from domain.events.amendments import AdoptionReport, CheckReport, Measurement, ScoreSheet, Statement, WavePlan
from domain.next_acts import AMENDS
from texts import text
from texts.events import statement_named

S = TypeVar("S", bound=Statement)


def measurement(asked: Asked) -> list[Field]:
    """A report of a pilot region again."""
    handed_in = _own(asked, Measurement)
    if handed_in is None:
        return _nothing(asked)
    code = asked.state.pilots[handed_in.region].place.code
    fields = pilot.measured(replace(asked, region=code))
    said = {f"values.{key}": _written(value) for key, value in handed_in.values.items()}
    return [*_report(asked, handed_in), *_saying(fields, said | {"note": handed_in.note or ""})]


def sheet(asked: Asked) -> list[Field]:
    """The evaluator's own sheet again."""
    handed_in = _own(asked, ScoreSheet)
    if handed_in is None:
        return _nothing(asked)
    said = {f"score.{key}": str(given) for key, given in handed_in.scores.items()}
    said |= {f"why.{key}": why for key, why in handed_in.justifications.items()}
    said |= {"note": handed_in.note, "recommendation": handed_in.recommendation or ""}
    return _saying(evaluation.sheet(asked), said)


def waves(asked: Asked) -> list[Field]:
    """The plan of waves again."""
    handed_in = _own(asked, WavePlan)
    return scaling.waves(asked, handed_in.waves) if handed_in else _nothing(asked)


def check_report(asked: Asked) -> list[Field]:
    """The answers to a check again."""
    handed_in = _own(asked, CheckReport)
    if handed_in is None:
        return _nothing(asked)
    region = asked.regions.by_id(handed_in.region) if handed_in.region else None
    about = replace(asked, subject=str(handed_in.number), region=region.code if region else None)
    said = {f"answers.{key}": answer for key, answer in handed_in.answers.items()}
    return _saying(sustaining.check(about), said | {"evidence": "\n".join(handed_in.evidence)})


def adoption_report(asked: Asked) -> list[Field]:
    """A region's report on its adoption again."""
    handed_in = _own(asked, AdoptionReport)
    if handed_in is None:
        return _nothing(asked)
    said = {"phase": handed_in.phase, "note": handed_in.note or ""}
    return [*_report(asked, handed_in), *_saying(scaling.phase(asked), said)]


def of_report(filled: list[Field]) -> dict[str, Any]:
    """The payload about the report of that number."""
    made = payload_of(filled)
    return made | {"report": ordinal(made.get("report", ""))}


KINDS: dict[str, type[Statement]] = {payload.name: kind for payload, kind in AMENDS.items()}
"""What each act amends."""


def others(act: str, asked: Asked) -> list[tuple[str, str]]:
    """What else of that kind the reader handed in and may amend: its name, and what it says in short."""
    if act not in KINDS:
        return []
    shown = _own(asked, KINDS[act])
    return [
        (each.name, statement_named(each, asked.lang, asked.names.measuring(asked.state.indicator_names)))
        for each in _all_own(asked)
        if isinstance(each, KINDS[act]) and each != shown
    ]


def _all_own(asked: Asked) -> list[Statement]:
    """Everything that the reader handed in and that isn't final."""
    statements = asked.adoption.statements if asked.adoption else asked.state.statements
    return [each.statement for each in statements.standing.values() if each.by == asked.person]


def _own(asked: Asked, kind: type[S]) -> S | None:
    """What the reader handed in of that kind: the one that is asked about, or else the last."""
    found = [each for each in _all_own(asked) if isinstance(each, kind)]
    return next((each for each in found if each.name == asked.subject), found[-1] if found else None)


def _nothing(asked: Asked) -> list[Field]:
    return [Field("read.nothing", Kind.READ, text("console.nothing_to_amend", asked.lang), required=False)]


def _report(asked: Asked, handed_in: Measurement | AdoptionReport) -> list[Field]:
    """Which report it is, in words and by its number."""
    called = statement_named(handed_in, asked.lang, asked.names.measuring(asked.state.indicator_names))
    return [
        Field("read.before", Kind.READ, text("console.read.before", asked.lang), required=False, value=called),
        Field("report", Kind.HIDDEN, "", value=str(handed_in.number)),
    ]


def _saying(fields: list[Field], said: dict[str, str]) -> list[Field]:
    return [replace(each, value=said[each.name]) if each.name in said else each for each in fields]


def _written(value: Decimal) -> str:
    """A number as it is typed, with a comma before decimals, which can't be taken for thousands."""
    return f"{value:f}".replace(".", ",")
