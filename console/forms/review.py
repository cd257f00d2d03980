"""What somebody sees once more before they send what nobody takes back: what they filled in, and its effects."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from zoneinfo import ZoneInfo

from console.forms.fields import Field, Kind
from console.forms.moments import day_in
from domain.events.adoption import AdoptionReleased
from domain.foreseen import Duties, Foreseen
from texts import Lang, text, title
from texts.locales import day, moment

MOST_NAMED = 20
_UNSEEN = (Kind.HIDDEN, Kind.READ)


def filled_in(fields: Iterable[Field], lang: Lang) -> list[tuple[str, str]]:
    """What each field is called, and what was filled in, as whoever filled it in reads it."""
    named = {each.name: each for each in fields}
    said = [
        (each.label, said_in(each, lang))
        for each in named.values()
        if each.kind not in _UNSEEN and not _unit_of_nothing(each, named)
    ]
    return [(label, value) for label, value in said if value]


def effects(to: Foreseen, lang: Lang, zone: ZoneInfo) -> list[str]:
    """What an act leads to, a sentence each: where the innovation goes, what is offered, and who has what to do."""
    return list(_effects(to, lang, zone))


def _effects(to: Foreseen, lang: Lang, zone: ZoneInfo) -> Iterator[str]:
    before, after = to.before, to.after
    if after.round > before.round and before.round:
        yield text("console.effect.round", lang, round=after.round)
    if after.stage is not before.stage:
        code = "console.effect.stage" if after.open else "console.effect.end"
        yield text(code, lang, stage=title("stage", after.stage, lang))
    if (waves := len(after.waves)) and not before.waves:
        regions = sum(len(wave.adopters) for wave in after.waves)
        yield text("console.effect.waves", lang, waves=waves, regions=regions)
    if to.offered:
        yield text("console.effect.offered", lang, regions=to.offered)
    if released := sum(isinstance(each, AdoptionReleased) for each in to.adoptions):
        yield text("console.effect.released", lang, regions=released)
    yield from (_duty(each, lang, zone) for each in to.duties)


def _duty(duty: Duties, lang: Lang, zone: ZoneInfo) -> str:
    assert duty.wait.awaits is not None
    facts = {"who": title("role", duty.wait.awaits, lang), "what": title("task", duty.wait.kind, lang)}
    code = "console.effect.duty" if duty.count == 1 else "console.effect.duties"
    return text(code, lang, count=duty.count, due=moment(duty.last_due_at, lang, zone), **facts)


def _unit_of_nothing(field: Field, named: Mapping[str, Field]) -> bool:
    """Whether it is the unit of a period that wasn't filled in."""
    period, _, part = field.name.rpartition(".")
    number = named.get(f"{period}.number")
    return part == "unit" and number is not None and not number.value.strip()


def said_in(field: Field, lang: Lang) -> str:
    """What was filled in; of a choice what it is called, of many lines how many there are, a day in words."""
    named = dict(field.options)
    if field.kind is Kind.MANY:
        return "\n".join(named.get(each, each) for each in field.chosen)
    if field.kind is Kind.CHOICE:
        return named.get(field.value, field.value)
    if field.kind is Kind.TICK:
        return text("console.yes", lang) if field.value else ""
    if field.kind is Kind.DAY:
        with suppress(ValueError):
            return day(day_in(field.value.strip()), lang)
    if field.kind is Kind.CONTENT:
        return document(field.content, lang)
    lines = field.value.strip().splitlines()
    if field.kind is Kind.LINES and len(lines) > MOST_NAMED:
        more = text("console.and_more", lang, n=len(lines) - MOST_NAMED).strip()
        return "\n".join([*lines[:MOST_NAMED], more])
    return field.value.strip()


def document(content: bytes, lang: Lang) -> str:
    """A document by its size and hash."""
    return text("cli.long_value", lang, size=len(content), sha256=sha256(content).hexdigest())
