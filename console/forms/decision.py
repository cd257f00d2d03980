"""Forms of the decision: what is proposed, and how it is determined."""

from typing import Any, get_args

from console.forms.asked import Asked
from console.forms.fields import Field, Kind, payload_of
from domain.vocabulary import Recommendation, Role
from texts import text


def proposed(asked: Asked) -> list[Field]:
    """What is proposed, for whom and by which instrument."""
    choices = asked.titles("choice", get_args(Recommendation))
    return [
        asked.field("choice", Kind.CHOICE, options=choices, hint=text("console.choices.hint", asked.lang)),
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


def endorsed(asked: Asked) -> list[Field]:
    """A number is needed if the decision was proposed without one."""
    proposed = asked.state.decision.instrument if asked.state.decision else None
    return [asked.field("instrument", Kind.LINE, required=not proposed)]


def decree(asked: Asked) -> list[Field]:
    """A decree on paper, with its document."""
    return [
        asked.field("number", Kind.LINE),
        asked.field("dated", Kind.DAY),
        asked.field("signatory", Kind.CHOICE, options=asked.people(Role.DECISION_MAKER)),
        asked.field("sha256", Kind.FILE),
        *([asked.field("annex", Kind.MANY, required=False, options=asked.annexable)] if asked.annexable else []),
        Field("own", Kind.HIDDEN, "", value=asked.state.id),
    ]


def decreed(filled: list[Field]) -> dict[str, Any]:
    """The payload of a decree; its annex lists this innovation too, where it lists any."""
    made = payload_of(filled)
    own = made.pop("own", None)
    return made | {"annex": [own, *made["annex"]]} if made.get("annex") else made
