"""Forms of the decision: what is proposed, and how it is determined."""

from typing import get_args

from console.forms.asked import Asked
from console.forms.fields import Field, Kind
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
    ]
