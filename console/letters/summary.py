"""The one page on an innovation, for whoever determines what becomes of it: what it says, and the PDF of it.

It says what was so at a version, and only what is open to who asked: so the same version gives the same person the
same bytes.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from textwrap import shorten
from zoneinfo import ZoneInfo

from console.forms.review import effects
from domain.editions import Edition
from domain.foreseen import Part as Step
from domain.innovation.deciding import Decided
from domain.innovation.dossier import Dossier, Sheet
from domain.innovation.state import Innovation
from domain.names import Names
from domain.waits import WaitKind
from service.people import Called
from texts import Lang, number, text, title
from texts.locales import listed, moment

TEMPLATE = Path(__file__).parent / "summary.typ"
MOST_WORDS, MOST_NOTE, MOST_ROWS, MOST_NAMED = 700, 220, 14, 12


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: sentences, a table, a list."""

    heading: str
    said: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    table: list[list[str]] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """What the page is made of, as far as it is open to who asked."""

    state: Innovation
    not_open: tuple[str, ...]
    dossier: Dossier
    edition: Edition
    steps: tuple[Step, ...]
    """What follows from the decision that was proposed, foreseen as of the version's instant."""
    people: Called
    chain: str | None
    """The hash of the version; None where it isn't open."""
    lang: Lang
    zone: ZoneInfo

    @property
    def names(self) -> Names:
        """What people, regions and agencies are called."""
        return self.people.names

    @property
    def proposed(self) -> Decided | None:
        """The decision that stands, or waits to be determined."""
        last = self.dossier.decisions[-1] if self.dossier.decisions else None
        return last if last and self.state.decision and last.at == self.state.decision.taken_at else None


@dataclass(frozen=True, slots=True)
class Page:
    """What the page says."""

    title: str
    office: str
    version: str
    about: str
    parts: list[Section]
    footer: str
    lang: Lang
    at: datetime

    def pdf(self) -> bytes:
        """The page as a PDF. It takes a moment: not to be called where others wait."""
        import typst

        said = {name: value for name, value in asdict(self).items() if name != "at"}
        return typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            sys_inputs={"data": json.dumps(said)},
            pdf_standards=["a-2a", "ua-1"],  # for archives, and for screen readers
            ignore_system_fonts=True,
            timestamp=self.at.replace(microsecond=0),
        )


def page_on(known: Known) -> Page:
    """The page on an innovation."""
    state, lang = known.state, known.lang
    assert state.content is not None
    assert state.last_at is not None
    assert state.edition is not None
    place = known.names.place(state.origin) if state.origin else None
    about = [known.names.agency(state.agency), place, state.edition.name, title("stage", state.stage, lang)]
    at = moment(state.last_at, lang, known.zone)
    chain = known.chain or text("not_open.value", lang)
    return Page(
        title=state.content.title,
        office=text("console.name", lang),
        version=f"{state.id}@{state.version}",
        about=" · ".join(each for each in about if each),
        parts=[each for each in _sections(known) if each.said or each.table or each.listed],
        footer=text("console.letter.footer", lang, version=state.version, at=at, innovation=state.id, chain=chain),
        lang=lang,
        at=state.last_at,
    )


def _sections(known: Known) -> Iterator[Section]:
    lang, proposal = known.lang, known.dossier.proposal
    yield Section(text("console.letter.what", lang), [shorten(proposal.summary, MOST_WORDS, placeholder=" …")])
    yield _results(known)
    yield _grade(known)
    yield _recommended(known)
    yield Section(text("console.effects", lang), listed=_effects(known))
    yield Section(text("console.letter.dissent", lang), listed=list(_dissent(known)))
    yield Section(text("console.letter.asked", lang), list(_asked(known)))


def _results(known: Known) -> Section:
    """What was measured last, against baseline and target, in the present round."""
    lang = known.lang
    rows = [
        [
            known.names.place(trial.place),
            f"{each.name} ({each.unit})",
            number(each.baseline, lang),
            number(each.target, lang),
            number(trial.results[each.key], lang) if each.key in trial.results else "–",
        ]
        for trial in known.dossier.trials
        if trial.round == known.dossier.round
        for each in trial.indicators
    ]
    more = len(rows) - MOST_ROWS
    head = ["region", "indicator", "baseline", "target", "result"]
    said = [text("console.letter.more_rows", lang, n=more)] if more > 0 else []
    heading = text("console.letter.results", lang)
    return Section(heading, said, [text(f"column.{each}", lang) for each in head], rows[:MOST_ROWS])


def _grade(known: Known) -> Section:
    """The grade, and how far the panel was of one mind; nothing of either that isn't open."""
    state, lang = known.state, known.lang
    heading = text("console.letter.grade", lang)
    closing = state.closings.get(state.round)
    if closing is None:
        return Section(heading)
    if state.grade is None or not closing.totals:
        return Section(heading, [text("not_open.value", lang)])
    facts = {"grade": state.grade, "passing": known.edition.passing_grade, "sheets": len(closing.totals)}
    said = [text("console.letter.graded", lang, **facts, low=min(closing.totals), high=max(closing.totals))]
    recommended = Counter(each.recommendation for each in _sheets(known) if each.recommendation)
    counts = [f"{title('choice', choice, lang)} ({n})" for choice, n in recommended.most_common()]
    if counts:
        said.append(text("console.letter.recommended", lang, counts=listed(counts, lang)))
    return Section(heading, said)


def _recommended(known: Known) -> Section:
    decided, lang = known.proposed, known.lang
    heading = text("console.letter.proposed", lang)
    if decided is None:
        return Section(heading)
    choice = title("choice", decided.choice, lang)
    said = [text("console.letter.by", lang, choice=choice, who=known.people.actor(decided.by))]
    if decided.reason:
        said.append(shorten(decided.reason, MOST_WORDS, placeholder=" …"))
    if decided.adopters:
        named = [known.names.place(each) for each in decided.adopters[:MOST_NAMED]]
        more = len(decided.adopters) - MOST_NAMED
        names = ", ".join(named) + (text("console.and_more", lang, n=more) if more > 0 else "")
        said.append(text("console.regions_named", lang, regions=len(decided.adopters), names=names))
    facts = {
        "console.field.instrument": decided.instrument,
        "console.field.sector_owner": decided.sector_owner,
        "console.field.specification": decided.specification,
        "console.field.facilitator": decided.facilitator,
    }
    told = [f"{text(code, lang)}: {value}" for code, value in facts.items() if value]
    return Section(heading, [*said, "; ".join(told)] if told else said)


def _effects(known: Known) -> list[str]:
    return [each for step in known.steps for each in effects(step.to, known.lang, known.zone)]


def _dissent(known: Known) -> Iterator[str]:
    """Who on the panel recommends something else than is proposed, and who objected before."""
    decided, lang = known.proposed, known.lang
    for sheet in _sheets(known):
        if decided and sheet.recommendation and sheet.recommendation != decided.choice:
            choice = title("choice", sheet.recommendation, lang)
            note = shorten(sheet.note, MOST_NOTE, placeholder=" …")
            yield text(
                "console.letter.otherwise", lang, who=known.people.name(sheet.evaluator), choice=choice, note=note
            )
    for each in known.dossier.decisions:
        if each.objection:
            why = shorten(each.objection.reason or "–", MOST_NOTE, placeholder=" …")
            who, choice = known.people.actor(each.objection.by), title("choice", each.choice, lang)
            yield text("console.letter.objected", lang, who=who, choice=choice, why=why)


def _asked(known: Known) -> Iterator[str]:
    """What is asked of whoever determines, and by when."""
    wait = known.state.waits_for(WaitKind.ENDORSEMENT)
    if wait is None:
        return
    rules, lang = known.edition.decision, known.lang
    due = moment(wait.wait.due_at, lang, known.zone)
    yield text("console.letter.determine", lang, rank=title("rank", rules.determined_by, lang), due=due)


def _sheets(known: Known) -> list[Sheet]:
    """The sheets of the present round that count and are open."""
    return [each for each in known.dossier.sheets if each.round == known.dossier.round and not each.void]
