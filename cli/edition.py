"""How an edition is shown: what a proposal answers, what is scored, and how long everything may take."""

from collections.abc import Iterator
from operator import attrgetter

from cli import output
from domain.editions import Deadline, Edition
from domain.model import Pinned
from domain.periods import Period
from texts import Lang, day, number, text, title
from texts.editions import PERIODS
from texts.languages import in_language
from texts.locales import period


def show(edition: Edition, pin: Pinned, lang: Lang) -> None:
    """What whoever proposes, scores or waits has to know of it."""
    output.heading(in_language(edition.title, lang))
    facts = [
        ("name", edition.name),
        ("sha256", pin.sha256),
        ("passing_grade", number(edition.passing_grade, lang)),
        ("minimum_age", period(str(edition.minimum_age), lang) if edition.minimum_age else None),
    ]
    for name, value in facts:
        if value:
            output.say(f"{text(f'column.{name}', lang)}: {value}")
    within = output.READABLE
    aspects = [
        (each.key, in_language(each.name, lang), number(each.weight, lang), _criterion(edition, each.criterion, lang))
        for each in edition.aspects
    ]
    output.section("aspects", ("form_key", "name", "weight", "criterion"), aspects, lang, within=within)
    questions = [
        (
            each.key,
            in_language(each.text, lang),
            each.aspect,
            each.words,
            text("cli.yes" if each.required else "cli.no", lang),
        )
        for each in edition.questions
    ]
    output.section(
        "questions", ("form_key", "question", "aspect", "most_words", "required"), questions, lang, within=within
    )
    deadlines = list(_periods(edition, lang))
    output.section("deadlines", ("what", "lasts", "reminded", "escalated"), deadlines, lang, within=within)


def _criterion(edition: Edition, key: str, lang: Lang) -> str:
    return in_language(edition.criteria[key], lang)


def _periods(edition: Edition, lang: Lang) -> Iterator[tuple[object, ...]]:
    for kind, path in PERIODS.items():
        found: Deadline | Period = attrgetter(path)(edition)
        what = title("task", kind, lang)
        if isinstance(found, Period):
            yield what, period(str(found), lang), None, None
            continue
        lasts = period(str(found.due), lang)
        if found.until:
            lasts = text("cli.lasts_until", lang, lasts=lasts, until=day(found.until, lang))
        yield (
            what,
            lasts,
            period(str(found.remind), lang) if found.remind else None,
            title("role", found.escalate_to, lang),
        )
