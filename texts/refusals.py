"""Why a command was refused, to the readers of a history: a part of a sentence."""

from collections.abc import Mapping

from domain.names import NAMELESS, Names
from texts.filling import called_people, filled, known, message, under
from texts.languages import Lang


def reason(code: str, facts: Mapping[str, object], lang: Lang, names: Names = NAMELESS) -> str:
    """Why a command was refused, as part of a sentence for readers other than its actor."""
    said = message(_recorded(code), lang)
    inside = said[:1].lower() + said[1:]  # before it is filled: a name keeps its capital
    return filled(inside, lambda name: facts.get(name, "?"), lang, under(names)).rstrip(".")


def people_in_reason(code: str, facts: Mapping[str, object]) -> set[str]:
    """The ids of the people whom that names."""
    return called_people(_recorded(code), facts.get)


def _recorded(code: str) -> str:
    """The message for other readers than the actor."""
    recorded = f"refusal.{code}.recorded"
    return recorded if known(recorded) else f"refusal.{code}"
