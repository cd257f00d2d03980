"""Why a command was refused: to its actor as two sentences, to the readers of a history as a part of one."""

from collections.abc import Mapping

from domain.names import NAMELESS, Names
from texts.filling import FACT, called_people, filled, known, message, under
from texts.languages import Lang


def reason(code: str, facts: Mapping[str, object], lang: Lang, names: Names = NAMELESS) -> str:
    """Why a command was refused, as part of a sentence for readers other than its actor."""
    said = message(_recorded(code), lang)
    inside = said[:1].lower() + said[1:]  # before it is filled: a name keeps its capital
    return filled(inside, lambda name: facts.get(name, "?"), lang, under(names)).rstrip(".")


def on_page(code: str) -> str:
    """The message that tells whoever reads it on a page, and has no command line, what to do about a refusal."""
    return own if known(own := f"refusal.{code}.hint.page") else f"refusal.{code}.hint"


def people_in_reason(code: str, facts: Mapping[str, object]) -> set[str]:
    """The ids of the people whom that names."""
    return called_people(_recorded(code), facts.get)


def people_in_answer(code: str, facts: Mapping[str, object]) -> set[str]:
    """The ids of the people who are named to the actor."""
    return called_people(f"refusal.{code}", facts.get) | called_people(f"refusal.{code}.hint", facts.get)


def calls_by_name(code: str) -> bool:
    """Whether the actor is told of anybody or anything that has a name."""
    kinds = {
        kind for each in (f"refusal.{code}", f"refusal.{code}.hint") for _, kind in FACT.findall(message(each, "id"))
    }
    return not kinds.isdisjoint(("person", "agency", "region", "post"))


def _recorded(code: str) -> str:
    """The message for other readers than the actor."""
    recorded = f"refusal.{code}.recorded"
    return recorded if known(recorded) else f"refusal.{code}"
