"""How two lives of an innovation are shown: what became of it, and what would have under another edition."""

from typing import Any

from cli import output
from domain.commands import SYSTEM
from domain.innovation.what_if import Life, Step
from domain.names import Names
from domain.refusals import Refusal
from service.what_if import Comparison
from texts import Lang, events, text, title
from texts.events import sentence
from texts.refusals import people_in_reason, reason

MARK = "≠ "


def as_json(innovation: str, found: Comparison) -> dict[str, Any]:
    """Every step of both lives, side by side."""
    steps = [
        {"recorded": _step_json(pair.one), "otherwise": _step_json(pair.other), "same": pair.same}
        for pair in found.pairs
    ]
    return {
        "innovation": innovation,
        "edition": found.edition.model_dump(),
        "reproduced": found.deviation is None,
        "deviation": None
        if found.deviation is None
        else dict(zip(("stream", "version"), found.deviation, strict=True)),
        "first_difference": next((number for number, step in enumerate(steps) if not step["same"]), None),
        "recorded": _life_json(found.recorded),
        "otherwise": _life_json(found.otherwise),
        "steps": steps,
    }


def _life_json(life: Life) -> dict[str, Any]:
    return {"stage": life.state.stage, "version": life.state.version}


def _step_json(step: Step | None) -> dict[str, Any] | None:
    if step is None:
        return None
    asked, outcome = step.asked, step.outcome
    refusal = outcome.model_dump(mode="json") if isinstance(outcome, Refusal) else None
    events = () if isinstance(outcome, Refusal) else outcome
    return {
        "at": step.at.isoformat(),
        "command": {"id": str(asked.id), "type": asked.type, "actor": asked.actor} if asked else None,
        "stage": step.stage,
        "refusal": refusal,
        "events": [
            {"type": type(each).__name__, "data": each.model_dump(mode="json", exclude_defaults=True)}
            for each in events
        ],
    }


def people_in(found: Comparison) -> set[str]:
    """The ids of the people whom the table names."""
    steps = [step for pair in found.pairs for step in (pair.one, pair.other) if step is not None]
    return set().union(*map(_people_in, steps))


def _people_in(step: Step) -> set[str]:
    asked = {step.asked.actor} if step.asked else set()
    if isinstance(step.outcome, Refusal):
        return asked | people_in_reason(step.outcome.code, step.outcome.facts)
    return asked.union(*map(events.people_in, step.outcome))


def show(found: Comparison, lang: Lang, names: Names) -> None:
    """A table of both lives, where they end, and which decision is the first that differs."""
    output.table(
        [
            *output.columns(("when", "asked", "recorded"), lang),
            text("cli.what_if.otherwise", lang, edition=found.edition.name),
        ],
        [
            (
                output.when(_either(pair.one, pair.other).at, lang),
                ("" if pair.same else MARK) + _what(_either(pair.one, pair.other), lang, names),
                _outcome(pair.one, lang, names),
                _outcome(pair.other, lang, names),
            )
            for pair in found.pairs
        ],
    )
    stages = [title("stage", life.state.stage, lang) for life in (found.recorded, found.otherwise)]
    output.say(text("cli.what_if.ends", lang, stages=" / ".join(stages)))
    if (first := found.first_difference) is None:
        output.say(text("cli.what_if.same", lang, edition=found.edition.name))
    else:
        step = _either(first.one, first.other)
        output.say(text("cli.what_if.differs", lang, when=step.at, what=_what(step, lang, names)))
    if found.deviation is not None:
        stream, version = found.deviation
        output.say(text("cli.what_if.deviation", lang, stream=stream, version=version))


def _either(one: Step | None, other: Step | None) -> Step:
    step = one or other
    assert step is not None
    return step


def _what(step: Step, lang: Lang, names: Names) -> str:
    if step.asked is None:
        return text("cli.what_if.by_time", lang)
    actor = text("actor.system", lang) if step.asked.actor == SYSTEM else names.person(step.asked.actor)
    return text("cli.what_if.asked", lang, command=title("command", step.asked.type, lang), actor=actor)


def _outcome(step: Step | None, lang: Lang, names: Names) -> str:
    if step is None:
        return text("cli.what_if.not_there", lang)
    if isinstance(step.outcome, Refusal):
        return text("cli.what_if.refused", lang, why=reason(step.outcome.code, step.outcome.facts, lang, names))
    return "; ".join(sentence(each, lang, names) for each in step.outcome) or text("cli.what_if.nothing", lang)
