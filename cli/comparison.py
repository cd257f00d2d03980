"""How two lives of an innovation are shown: what became of it, and what would have under another edition."""

from collections.abc import Mapping
from typing import Any

from cli import output, texts
from domain.commands import SYSTEM
from domain.innovation.what_if import Life, Step
from domain.refusals import Refusal
from service.what_if import Comparison
from texts import Lang, text
from texts.events import sentence

NOTHING = ("Tidak menghasilkan apa-apa.", "It came to nothing.")
NOT_THERE = ("Belum terjadi.", "Didn't happen.")
SAME = ("Tidak ada keputusan yang akan berbeda di bawah {edition}.", "No decision would have differed under {edition}.")
DIFFERS = (
    "Keputusan pertama yang akan berbeda: {when}, {what}.",
    "The first decision that would differ: {when}, {what}.",
)
BY_TIME = ("tenggat", "what fell due")
ASKED = ("{command} oleh {actor}", "{command} by {actor}")
ENDS_IN = ("Tahap akhir: {stage}", "Stage now: {stage}")
HEADINGS = (("Kapan", "Diminta", "Tercatat", "Di bawah {edition}"), ("When", "Asked", "Recorded", "Under {edition}"))
DEVIATION = (
    "Perhatian: aturan yang sekarang tidak lagi menghasilkan {stream} versi {version} seperti yang tercatat; kolom "
    "“Tercatat” berisi hasil aturan yang sekarang.",
    "Mind: today's rules don't come to version {version} of {stream} as it was recorded; the column “Recorded” shows "
    "what they come to.",
)
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


def show(found: Comparison, lang: Lang, places: Mapping[str, str]) -> None:
    """A table of both lives, where they end, and which decision is the first that differs."""
    english = lang == "en"
    output.table(
        [heading.format(edition=found.edition.name) for heading in HEADINGS[english]],
        [
            (
                output.when(_either(pair.one, pair.other).at),
                ("" if pair.same else MARK) + _what(_either(pair.one, pair.other), lang),
                _outcome(pair.one, lang, places),
                _outcome(pair.other, lang, places),
            )
            for pair in found.pairs
        ],
    )
    stages = [texts.titled("stage", life.state.stage, lang) for life in (found.recorded, found.otherwise)]
    output.say(ENDS_IN[english].format(stage=" / ".join(stages)))
    if (first := found.first_difference) is None:
        output.say(SAME[english].format(edition=found.edition.name))
    else:
        step = _either(first.one, first.other)
        output.say(DIFFERS[english].format(when=output.when(step.at), what=_what(step, lang)))
    if found.deviation is not None:
        stream, version = found.deviation
        output.say(DEVIATION[english].format(stream=stream, version=version))


def _either(one: Step | None, other: Step | None) -> Step:
    step = one or other
    assert step is not None
    return step


def _what(step: Step, lang: Lang) -> str:
    if step.asked is None:
        return BY_TIME[lang == "en"]
    actor = texts.told("system", lang) if step.asked.actor == SYSTEM else step.asked.actor
    return ASKED[lang == "en"].format(command=texts.titled("command", step.asked.type, lang), actor=actor)


def _outcome(step: Step | None, lang: Lang, places: Mapping[str, str]) -> str:
    if step is None:
        return NOT_THERE[lang == "en"]
    if isinstance(step.outcome, Refusal):
        return text(f"refusal.{step.outcome.code}", lang, **step.outcome.facts)
    return "; ".join(sentence(each, lang, places) for each in step.outcome) or NOTHING[lang == "en"]
