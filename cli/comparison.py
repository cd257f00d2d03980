"""How two lives of an innovation are shown: what became of it, and what would have under another edition."""

from typing import Any

from cli import output
from domain.innovation.what_if import Life, Step
from domain.names import Names
from domain.refusals import Refusal
from service.what_if import Comparison
from texts import Lang, text, title
from texts.what_if import asked, either, outcome

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
    command, came_to = step.asked, step.outcome
    refusal = came_to.model_dump(mode="json") if isinstance(came_to, Refusal) else None
    events = () if isinstance(came_to, Refusal) else came_to
    return {
        "at": step.at.isoformat(),
        "command": {"id": str(command.id), "type": command.type, "actor": command.actor} if command else None,
        "stage": step.stage,
        "refusal": refusal,
        "events": [
            {"type": type(each).__name__, "data": each.model_dump(mode="json", exclude_defaults=True)}
            for each in events
        ],
    }


def show(found: Comparison, lang: Lang, names: Names) -> None:
    """A table of both lives, where they end, and which decision is the first that differs."""
    output.table(
        [
            *output.columns(("when", "asked", "recorded"), lang),
            text("cli.what_if.otherwise", lang, edition=found.edition.name),
        ],
        [
            (
                output.when(either(pair).at, lang),
                ("" if pair.same else MARK) + asked(either(pair), lang, names),
                outcome(pair.one, lang, names),
                outcome(pair.other, lang, names),
            )
            for pair in found.pairs
        ],
    )
    stages = [title("stage", life.state.stage, lang) for life in (found.recorded, found.otherwise)]
    output.say(text("cli.what_if.ends", lang, stages=" / ".join(stages)))
    if (first := found.first_difference) is None:
        output.say(text("cli.what_if.same", lang, edition=found.edition.name))
    else:
        step = either(first)
        output.say(text("cli.what_if.differs", lang, when=step.at, what=asked(step, lang, names)))
    if found.deviation is not None:
        stream, version = found.deviation
        output.say(text("cli.what_if.deviation", lang, stream=stream, version=version))
