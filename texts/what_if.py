"""What was asked of an innovation and what came of it, in words: as it was recorded, or under another edition."""

from collections.abc import Iterable

from domain.commands import SYSTEM
from domain.innovation.what_if import Step, StepPair
from domain.names import Names
from domain.refusals import Refusal
from texts import events
from texts.events import sentence
from texts.filling import text, title
from texts.languages import Lang
from texts.refusals import people_in_reason, reason


def people_in(pairs: Iterable[StepPair]) -> set[str]:
    """The ids of the people whom the words name."""
    steps = [step for pair in pairs for step in (pair.one, pair.other) if step is not None]
    return set().union(*map(_people_in, steps))


def _people_in(step: Step) -> set[str]:
    asked = {step.asked.actor} if step.asked else set()
    if isinstance(step.outcome, Refusal):
        return asked | people_in_reason(step.outcome.code, step.outcome.facts)
    return asked.union(*map(events.people_in, step.outcome))


def either(pair: StepPair) -> Step:
    """The step of a pair, of which one may be missing."""
    step = pair.one or pair.other
    assert step is not None
    return step


def asked(step: Step, lang: Lang, names: Names) -> str:
    """What was asked, and by whom."""
    if step.asked is None:
        return text("cli.what_if.by_time", lang)
    actor = text("actor.system", lang) if step.asked.actor == SYSTEM else names.person(step.asked.actor)
    return text("cli.what_if.asked", lang, command=title("command", step.asked.type, lang), actor=actor)


def outcome(step: Step | None, lang: Lang, names: Names) -> str:
    """What it came to; that it isn't there."""
    if step is None:
        return text("cli.what_if.not_there", lang)
    if isinstance(step.outcome, Refusal):
        return text("cli.what_if.refused", lang, why=reason(step.outcome.code, step.outcome.facts, lang, names))
    return "; ".join(sentence(each, lang, names) for each in step.outcome) or text("cli.what_if.nothing", lang)
