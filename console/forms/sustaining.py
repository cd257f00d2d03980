"""Forms of the checks on whether an innovation lasts."""

from typing import Any, get_args

from console.forms.asked import Asked
from console.forms.fields import Field, Kind, ordinal, payload_of
from domain.vocabulary import Verdict
from texts import title

CHECK_QUESTIONS = ("renewed", "adopters", "strengthened", "evaluation")


def check(asked: Asked) -> list[Field]:
    """The questions of a check."""
    answers = [Field(f"answers.{key}", Kind.PROSE, title("question", key, asked.lang)) for key in CHECK_QUESTIONS]
    region = [Field("region", Kind.HIDDEN, "", value=asked.region)] if asked.region is not None else []
    hidden = Field("check", Kind.HIDDEN, "", value=asked.subject)
    return [hidden, *region, *answers, asked.field("evidence", Kind.LINES, required=False)]


def verdict(asked: Asked) -> list[Field]:
    """What a check comes to."""
    hidden = Field("check", Kind.HIDDEN, "", value=asked.subject)
    return [hidden, asked.field("verdict", Kind.CHOICE, options=asked.titles("verdict", get_args(Verdict)))]


def of_check(filled: list[Field]) -> dict[str, Any]:
    """The payload about a check."""
    made = payload_of(filled)
    return made | {"check": ordinal(made.get("check", ""))}
