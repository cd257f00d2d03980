"""What a notice says: what happened, as far as it is open to its reader, and to whoever can do something about it,
what, until when and how.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from domain.adoption.state import Adoption
from domain.events import Event
from domain.events.waits import Reminded
from domain.grants import Person
from domain.innovation.impartiality import OF_ROLE, is_free
from domain.innovation.state import Innovation
from domain.model import one_line
from domain.names import Names
from domain.next_acts import NextAct, Tables
from domain.regions import Regions
from domain.shown import Shown, shown_event
from domain.visibility import Viewer
from domain.vocabulary import WITH_POWER, Role
from processes.delivery import Letter, Recipient
from service.people import Called
from texts import LANGUAGES, Lang, moment, text, title
from texts.command_lines import command_line
from texts.events import headline, sentence

STRANGER = Person("")
"""Somebody to whom nothing confidential is open."""


@dataclass(frozen=True, slots=True)
class About:
    """What a notice is about, as it is now: an innovation, or one of its adoptions."""

    innovation: Innovation
    adoption: Adoption | None
    tables: Tables

    @property
    def title(self) -> str:
        """What the innovation is called, on one line."""
        assert self.innovation.content is not None
        return one_line(self.innovation.content.title)

    def reminds_of(self, event: Reminded, act: NextAct) -> bool:
        """Whether a reminder is of that, and it still waits; what took its place isn't what it is of."""
        waits = self.innovation.waits if self.adoption is None else self.adoption.waits
        waiting = waits.get(event.wait)
        named = act.task is not None and (act.task["what"], act.task["subject"]) == (event.kind, event.subject)
        return named and waiting is not None and waiting.reminded

    def viewer(self, person: Person, at: datetime) -> Viewer:
        """Somebody to whom it is shown."""
        return Viewer(person, at, self.tables.regions, self.tables.agencies)

    def shown(self, event: Event, version: int, viewer: Viewer) -> Shown[Event]:
        """What happened, at that version of its stream, as somebody may see it."""
        number = self.innovation.panel_round(version)
        adopter = self.adoption.adopter_id if self.adoption else None
        return shown_event(viewer, self.innovation, event, number=number, version=version, adopter=adopter)

    def open_to(self, person: Person, role: Role, at: datetime) -> bool:
        """Whether somebody is concerned with it in a role: in one that has power over it, only who is impartial."""
        return role not in WITH_POWER or is_free(person, OF_ROLE[role], self.innovation, self.tables.agencies, at)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to write to: what happened, as they may see it, and what waits for them."""

    to: Recipient
    shown: Shown[Event]
    waiting: list[NextAct]


def recipient(person: Person, known: dict[str, str], regions: Regions, at: datetime) -> Recipient:
    """Somebody to notify: in their own language if the vault has it, and in the time of an officer's region."""
    lang = next((each for each in LANGUAGES if each == known.get("language")), LANGUAGES[0])
    return Recipient(person.id, known.get("name"), known.get("email"), lang, person.zone(regions, at))


def letters(
    about: About,
    addressees: Sequence[Addressee],
    logged: Shown[Event],
    people: Called,
) -> tuple[Letter, ...]:
    """What is written to whom: one letter for all to whom the same is written. `logged` is what happened, as any log
    may hold it.
    """
    without_people = replace(people.names, people={})
    addressed: dict[tuple[Lang, str, str, str], list[Recipient]] = {}
    for each in addressees:
        to, todo = each.to, what_waits(about, each.to, each.waiting)
        written = "\n".join([about.title, said(each.shown, to.lang, people), *todo])
        line = "\n".join([about.title, happened(logged, to.lang, without_people), *todo])
        addressed.setdefault((to.lang, subject(each.shown.value, about, to.lang), written, line), []).append(to)
    return tuple(Letter(*words, tuple(people)) for words, people in sorted(addressed.items(), key=itemgetter(0)))


def said(shown: Shown[Event], lang: Lang, people: Called) -> str:
    """What happened, and on a line of its own who did it."""
    what, by = happened(shown, lang, people.names), shown.value.by
    return f"{what}\n{text('actor.by', lang, actor=people.actor(by))}" if by else what


def happened(shown: Shown[Event], lang: Lang, names: Names) -> str:
    """What happened, naming what of it isn't open."""
    return f"{sentence(shown.value, lang, names, not_open=shown.not_open)}."


def subject(event: Event, about: About, lang: Lang) -> str:
    """The innovation, and what happened, or what waits."""
    what = text("notice.reminder", lang, what=event.kind) if isinstance(event, Reminded) else headline(event, lang)
    return f"{about.title}: {what}"


def what_waits(about: About, to: Recipient, waiting: list[NextAct]) -> list[str]:
    """What waits for the reader, until when, and the command lines that answer it."""
    lines = ["", text("notice.waiting", to.lang)] if waiting else []
    for act in waiting:
        region = about.tables.regions.by_id(act.region) if act.region else None
        line = command_line(
            act.payload.name,
            to.lang,
            innovation=about.innovation.id,
            subject=act.subject,
            region=region.code if region else act.region,
        )
        lines += [until(act, to), f"    {line}"]
    return lines


def until(act: NextAct, to: Recipient) -> str:
    """What is to be done, and until when, in the reader's time."""
    assert act.task is not None
    what, due = title("command", act.payload.name, to.lang), act.task["due_at"]
    if due is None:
        return f"{what}:"
    when = moment(datetime.fromisoformat(due), to.lang, to.zone)
    return text("notice.overdue" if act.task["overdue"] else "notice.until", to.lang, what=what, when=when)
