"""An edition as facts in words, so that people read what it says, and what two of them differ in."""

from collections.abc import Iterator
from operator import attrgetter

from domain.editions import Deadline, Edition
from domain.names import Names
from domain.periods import Period
from domain.waits import WaitKind
from texts.facts import Facts
from texts.filling import text, title
from texts.languages import Lang, in_language
from texts.locales import day, number, period

PERIODS = {
    WaitKind.SCREENING: "proposal.screening",
    WaitKind.REVISION: "proposal.revision",
    WaitKind.PILOT_PLAN: "pilot.plan",
    WaitKind.PILOTS_END: "pilot.longest",
    WaitKind.MEASUREMENT: "pilot.report_every",
    WaitKind.PANEL: "evaluation.panel",
    WaitKind.SCORING: "evaluation.scoring",
    WaitKind.AMENDING: "evaluation.amending",
    WaitKind.CLARIFICATION_REQUEST: "clarification.forwarding",
    WaitKind.CLARIFICATION: "clarification.answer",
    WaitKind.REJECTION: "decision.rejection",
    WaitKind.DECISION: "decision.decision",
    WaitKind.ENDORSEMENT: "decision.endorsement",
    WaitKind.WAVE_PLAN: "scaling.plan",
    WaitKind.WAVE_ENDS: "scaling.wave",
    WaitKind.COMMITMENT: "scaling.commitment",
    WaitKind.ADOPTION_REPORT: "scaling.report_every",
    WaitKind.COMPLETION: "scaling.completion",
    WaitKind.CHECK_OPENS: "sustaining.check_every",
    WaitKind.CHECK_REPORT: "sustaining.report",
    WaitKind.CHECK_ASSESSMENT: "sustaining.assessment",
    WaitKind.CORRECTION_REPORT: "sustaining.correction",
}
"""Where an edition says how long something is waited for, in the order of an innovation's life."""


def edition_called(edition: Edition, lang: Lang) -> str:
    """An edition's title, with its year where that doesn't say it."""
    titled = in_language(edition.title, lang)
    return titled if str(edition.year) in titled else f"{titled} ({edition.year})"


def told(edition: Edition, names: Names, lang: Lang) -> Facts:
    """What an edition says: figures, aspects, questions, and how long everything may take."""
    return {name: value for part in (_figures, _form) for name, value in part(edition, names, lang) if value} | dict(
        _periods(edition, lang)
    )


def _figures(edition: Edition, names: Names, lang: Lang) -> Iterator[tuple[str, str]]:
    panel, decision = edition.evaluation, edition.decision
    yield text("column.title", lang), in_language(edition.title, lang)
    yield text("edition.year", lang), str(edition.year)
    yield text("edition.run_by", lang), names.agency(edition.run_by)
    yield text("column.passing_grade", lang), number(edition.passing_grade, lang)
    yield text("column.minimum_age", lang), period(str(edition.minimum_age), lang) if edition.minimum_age else ""
    yield (
        text("edition.panel", lang),
        text("edition.panel.size", lang, smallest=panel.smallest, largest=panel.largest, quorum=panel.quorum),
    )
    yield (
        text("edition.justify", lang),
        text("edition.justify.scores", lang, below=panel.justify_below, top=panel.justify_from),
    )
    yield text("edition.determined_by", lang), title("rank", decision.determined_by, lang)
    yield text("edition.substitute", lang), title("rank", decision.substitute, lang) if decision.substitute else ""
    yield text("edition.by_acting", lang), text("cli.yes" if decision.by_acting else "cli.no", lang)
    yield text("edition.coverage", lang), number(edition.scaling.coverage_target * 100, lang) + "%"
    yield text("edition.checks", lang), str(edition.sustaining.checks_before_institutionalisation)
    signed = sorted(title("command", each, lang) for each in edition.own_signature)
    yield text("edition.own_signature", lang), "; ".join(signed)


def _form(edition: Edition, _names: Names, lang: Lang) -> Iterator[tuple[str, str]]:
    for aspect in edition.aspects:
        criterion = in_language(edition.criteria[aspect.criterion], lang)
        said = text("edition.aspect.says", lang, weight=aspect.weight, criterion=criterion)
        yield text("edition.aspect", lang, name=in_language(aspect.name, lang)), said
    for question in edition.questions:
        code = "edition.question.required" if question.required else "edition.question.optional"
        yield (
            text("edition.question", lang, text=in_language(question.text, lang)),
            text(code, lang, words=question.words),
        )


def _periods(edition: Edition, lang: Lang) -> Iterator[tuple[str, str]]:
    for kind, path in PERIODS.items():
        found: Deadline | Period = attrgetter(path)(edition)
        name = text("edition.period", lang, task=title("task", kind, lang))
        if isinstance(found, Period):
            yield name, period(str(found), lang)
            continue
        lasts = period(str(found.due), lang)
        if found.until:
            lasts = text("cli.lasts_until", lang, lasts=lasts, until=day(found.until, lang))
        remind = text("edition.reminded", lang, after=period(str(found.remind), lang)) if found.remind else ""
        escalated = text("edition.escalated", lang, role=title("role", found.escalate_to, lang))
        yield name, "; ".join(filter(None, (lasts, remind, escalated)))
