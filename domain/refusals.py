"""Refusals: why a command changes nothing.

A refusal is a value, not an error: the rules answer with it, it travels back to whoever asked, and it is recorded.
"""

from domain.model import Frozen
from domain.refusal_codes import Code
from domain.refusal_texts import TEXTS
from domain.wording import fill

__all__ = ["Code", "Refusal", "Refused", "refuse", "require"]


class Refusal(Frozen):
    """Why nothing changed: a code and the facts that its sentence names."""

    code: Code
    facts: dict[str, str] = {}

    def message(self, lang: str) -> str:
        """The sentence for a person, in Indonesian (`id`) or English (`en`)."""
        return self._text(lang, 0)

    def hint(self, lang: str) -> str:
        """What to do about it, in Indonesian (`id`) or English (`en`)."""
        return self._text(lang, 1)

    def _text(self, lang: str, part: int) -> str:
        template = TEXTS[self.code]["en" if lang == "en" else "id"][part]
        return fill(template, lambda name: self.facts.get(name, "?"), lang)


class Refused(Exception):
    """Carries a refusal from a guard deep in a decision up to `decide`, which answers with it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def refuse(code: Code, **facts: object) -> Refused:
    """A `Refused` to raise."""
    return Refused(Refusal(code=code, facts={name: str(fact) for name, fact in facts.items()}))


def require(condition: object, code: Code, **facts: object) -> None:
    """Go on if the condition holds.

    Raises:
        Refused: with that code, otherwise.
    """
    if not condition:
        raise refuse(code, **facts)
