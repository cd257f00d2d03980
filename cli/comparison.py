"""How two lives of an innovation are shown: what became of it, and what would have under another edition."""

from cli import output
from domain.names import Names
from service.what_if import Comparison
from texts import Lang, text, title
from texts.what_if import asked, either, outcome

MARK = "≠ "


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
