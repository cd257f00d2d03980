"""The form of a proposal, and of its revision."""

from typing import Any

from console.forms.asked import Asked, by_name
from console.forms.fields import Field, Kind, payload_of
from texts import text, title
from texts.languages import in_language


def proposal(asked: Asked, given: dict[str, Any] | None = None) -> list[Field]:
    """The form that an edition defines, with what was handed in before, a section for each aspect."""
    given = given or {}

    first = text("console.section.proposal", asked.lang)

    def at(name: str, kind: Kind) -> Field:
        return asked.field(f"proposal.{name}", kind, value=str(given.get(name, "")), section=first)

    aspects = {each.key: in_language(each.name, asked.lang) for each in asked.edition.aspects}
    answers = given.get("answers", {})
    questions = [
        Field(
            f"proposal.answers.{question.key}",
            Kind.PROSE,
            in_language(question.text, asked.lang),
            hint=text("console.hint.words", asked.lang, most=question.words),
            required=question.required,
            value=answers.get(question.key, ""),
            section=aspects[question.aspect],
            answers=question,
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


def proposed(asked: Asked) -> list[Field]:
    """A new proposal, of one of the proposer's agencies."""
    agencies = tuple(sorted(((each, asked.names.agency(each)) for each in asked.agencies), key=by_name))
    first = agencies[0][0] if len(agencies) == 1 else ""
    return [
        Field("edition", Kind.HIDDEN, "", value=asked.edition.name),
        asked.field(
            "agency", Kind.CHOICE, options=agencies, value=first, section=text("console.section.proposal", asked.lang)
        ),
        *proposal(asked),
    ]


def revision(asked: Asked) -> list[Field]:
    """The proposal as it was handed in, to be changed."""
    content = asked.state.content
    return proposal(asked, content.model_dump(mode="json") if content else None)


def revised(filled: list[Field]) -> dict[str, Any]:
    """The payload of a revision."""
    return dict(payload_of(filled).get("proposal", {}))


def moved(asked: Asked) -> list[Field]:
    """The edition that it is to follow from now on."""
    return [Field("edition", Kind.CHOICE, title("field", "edition", asked.lang), options=asked.editions)]
