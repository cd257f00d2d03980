"""How an innovation stands, or stood, as facts in words, and what differs between two moments of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain.adoption.state import Adoption
from domain.events.amendments import Measurement
from domain.innovation.state import Innovation, RunningPilot, WaveState
from domain.names import Names
from domain.regions import Regions
from domain.vocabulary import Role
from domain.waits import OpenWait
from texts import rows
from texts.events import statement_named
from texts.filling import text, title
from texts.languages import Lang
from texts.locales import number, when

Facts = dict[str, str]
"""What each fact is called, and what it says."""


@dataclass(frozen=True, slots=True)
class Wording:
    """In which language, by which names and in which zone facts are told."""

    lang: Lang
    names: Names
    regions: Regions
    zone: ZoneInfo
    editions: Mapping[str, str]
    """What editions are called, by their names."""

    def facts(self, state: Innovation, adoptions: Mapping[str, Adoption], not_open: Collection[str] = ()) -> Facts:
        """An innovation and its adoptions; of what isn't open it says so. Nothing of one that wasn't there yet."""
        if not state.version:
            return {}
        parts = (
            self._itself(state, not_open),
            self._pilots(state),
            self._judged(state, not_open),
            self._scaled(state),
            self._adopted(adoptions),
            self._awaited(state),
        )
        return {name: value for part in parts for name, value in part if value}

    def people(self, state: Innovation) -> set[str]:
        """Whom these facts name."""
        decided = {state.decision.by, state.decision.determined_by} if state.decision else set()
        return {each for each in decided if each} | {seat.evaluator for seat in state.panel}

    def _itself(self, state: Innovation, not_open: Collection[str]) -> Iterator[tuple[str, str]]:
        lang = self.lang
        yield text("column.title", lang), state.content.title if state.content else ""
        yield text("facts.summary", lang), state.content.summary if state.content else ""
        yield text("column.agency", lang), self.names.agency(state.agency)
        yield text("column.edition", lang), self._edition(state)
        yield text("column.stage", lang), rows.stage(state.stage, lang, suspended=state.suspended_at is not None)
        yield text("facts.round", lang), str(state.round) if state.round > 1 else ""
        hidden = "grade" in not_open
        grade = text("not_open.value", lang) if hidden else number(state.grade, lang) if state.grade else ""
        yield text("column.grade", lang), grade

    def _edition(self, state: Innovation) -> str:
        return self.editions.get(state.edition.name, state.edition.name) if state.edition else ""

    def _pilots(self, state: Innovation) -> Iterator[tuple[str, str]]:
        for region, pilot in state.pilots.items():
            yield text("facts.pilot", self.lang, region=self.names.region(region)), self._pilot(pilot)
        for each in state.statements.standing.values():
            if isinstance(each.statement, Measurement):
                said = statement_named(each.statement, self.lang, self.names.measuring(state.indicator_names))
                name, _, values = said.partition(": ")
                yield name[:1].upper() + name[1:], values

    def _pilot(self, pilot: RunningPilot) -> str:
        if pilot.aborted:
            return text("facts.pilot.aborted", self.lang)
        given, missed, due = len(pilot.reported), len(pilot.missed), len(pilot.reports_due)
        until = when(pilot.ends_at, self.lang, self.zone)
        return text("facts.pilot.runs", self.lang, until=until, given=given, missed=missed, due=due)

    def _judged(self, state: Innovation, not_open: Collection[str]) -> Iterator[tuple[str, str]]:
        lang = self.lang
        for nth, seat in enumerate(state.panel):
            hidden = f"panel.{nth}.total" in not_open
            called = text("facts.seat", lang, self.names, person=seat.evaluator)
            yield called, text("not_open.value", lang) if hidden else rows.seat(seat, lang)
        for nth, asked in sorted(state.clarifications.items()):
            yield text("facts.clarification", lang, number=nth), title("clarified", asked.status, lang)

    def _scaled(self, state: Innovation) -> Iterator[tuple[str, str]]:
        lang = self.lang
        yield text("column.decision", lang), rows.decision(state.decision, self._holder, lang)
        if state.decision and state.decision.decree:
            yield text("facts.decree", lang), state.decision.decree.decree.number
        yield text("column.coverage", lang), rows.coverage(state, lang) if state.denominator else ""
        for wave in state.waves:
            yield text("facts.wave", lang, number=wave.number), self._wave(wave)
        for nth, verdict in rows.checks(state, lang):
            yield text("facts.check", lang, number=nth), str(verdict)
        if state.correction:
            yield (
                text("facts.correction", lang, number=state.correction.check),
                text("facts.reported" if state.correction.reported else "facts.awaited", lang),
            )
        if state.discontinuation_proposed:
            yield text("facts.discontinuation", lang), text("facts.proposed", lang)
        if state.revocation_proposed_by:
            yield text("facts.revocation", lang), text("facts.proposed", lang)

    def _holder(self, person: str, _role: Role) -> str:
        return self.names.person(person)

    def _wave(self, wave: WaveState) -> str:
        if wave.ended:
            return text("facts.wave.ended", self.lang, regions=len(wave.adopters))
        if not wave.opened:
            return text("facts.wave.planned", self.lang, regions=len(wave.adopters))
        ends = when(wave.ends_at, self.lang, self.zone)
        return text("facts.wave.open", self.lang, regions=len(wave.adopters), ends=ends)

    def _adopted(self, adoptions: Mapping[str, Adoption]) -> Iterator[tuple[str, str]]:
        for adopter, each in adoptions.items():
            if not each.version:
                continue
            late = any(milestone.late for milestone in each.milestones.values())
            status = rows.adoption_status(each.status, late=late, lang=self.lang)
            phase = title("phase", each.phase, self.lang) if each.phase else ""
            first = min((wait.wait.due_at for wait in each.waits.values()), default=None)
            due = text("facts.due", self.lang, due=when(first, self.lang, self.zone)) if first else ""
            name = text("facts.adoption", self.lang, region=self.names.region(adopter))
            yield name, "; ".join(filter(None, (status, phase, due)))

    def _awaited(self, state: Innovation) -> Iterator[tuple[str, str]]:
        def due(each: OpenWait) -> tuple[object, str]:
            return each.wait.due_at, each.wait.kind

        for each in sorted(state.waits.values(), key=due):
            wait, lang = each.wait, self.lang
            task = rows.task(wait.kind, wait.subject, self.regions, lang)
            awaits = title("role", wait.awaits, lang) if wait.awaits else text("cli.by_time", lang)
            shown = when(wait.due_at, lang, self.zone)
            value = text("facts.wait", lang, awaits=awaits, due=shown)
            yield (
                text("facts.waits", lang, task=task[:1].lower() + task[1:]),
                text("cli.overdue", lang, due=value) if each.fallen_due else value,
            )


@dataclass(frozen=True, slots=True)
class Changed:
    """A fact that isn't what it was; None where there was, or is, none."""

    name: str
    before: str | None
    after: str | None


def changed(before: Facts, after: Facts) -> list[Changed]:
    """What differs between two moments, in the order in which facts are told."""
    names = [*after, *(each for each in before if each not in after)]
    found = [Changed(each, before.get(each), after.get(each)) for each in names]
    return [each for each in found if each.before != each.after]
