"""The forms by which people and agencies are administered: their fields, and the payloads that they make."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, get_args

from console.forms.fields import Field, Kind, payload_of
from domain.periods import END_OF_DAY, JAKARTA
from domain.vocabulary import AgencyKind, Rank, Role, Tenure
from texts import Lang, text, title

CONTACTS = ("name", "email")
"""Fields that go to the vault, and into no command."""

PERSON = "orang"
"""The field in which a new person's id is typed."""

NAMING = ("successor", "post.supervisor", "post.mandate.person")
"""Fields that name somebody: by name, or by id."""


def _field(name: str, kind: Kind, lang: Lang, **more: Any) -> Field:
    return Field(name, kind, more.pop("label", None) or title("field", name, lang), **more)


def _titles(kind: str, keys: Iterable[str], lang: Lang) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), title(kind, key, lang)) for key in keys)


def grant(lang: Lang, roles: Iterable[Role], *, new: bool) -> list[Field]:
    """A role for somebody, in a post, and what they are called."""
    who = [Field(PERSON, Kind.LINE, text("column.person", lang), hint=text("settings.hint.person", lang))]
    return [
        *(who if new else []),
        _field("role", Kind.CHOICE, lang, options=_titles("role", roles, lang)),
        _field("agency", Kind.LINE, lang, hint=text("settings.hint.agency", lang)),
        _field("region", Kind.LINE, lang, required=False, condition=text("settings.if_officer", lang)),
        _field("post.title", Kind.LINE, lang),
        _field("post.letter", Kind.LINE, lang, hint=text("settings.hint.letter", lang)),
        _field("post.tenure", Kind.CHOICE, lang, options=_titles("tenure", Tenure, lang), value=Tenure.DEFINITIVE),
        _field("post.rank", Kind.CHOICE, lang, required=False, options=_titles("rank", Rank, lang)),
        _field("post.supervisor", Kind.LINE, lang, required=False, hint=text("settings.hint.called", lang)),
        _field("post.mandate.title", Kind.LINE, lang, required=False, condition=text("settings.if_mandate", lang)),
        _field("post.mandate.person", Kind.LINE, lang, required=False, condition=text("settings.if_mandate", lang)),
        _field("valid_from", Kind.DAY, lang, required=False, hint=text("settings.hint.from", lang)),
        _field("valid_until", Kind.DAY, lang, required=False, hint=text("settings.hint.until", lang)),
        *contacts(lang, required=False),
    ]


def contacts(lang: Lang, *, required: bool = True) -> list[Field]:
    """What somebody is called, and where letters reach them."""
    return [
        Field("name", Kind.LINE, text("column.name", lang), required=required),
        Field("email", Kind.LINE, text("settings.email", lang), required=False),
    ]


def end(lang: Lang) -> list[Field]:
    """The end of a role."""
    return [
        _field("ends_at", Kind.DAY, lang, required=False, hint=text("settings.hint.ends", lang)),
        _field("successor", Kind.LINE, lang, required=False, hint=text("settings.hint.called", lang)),
    ]


def add_agency(lang: Lang) -> list[Field]:
    """A new agency."""
    return [
        _field("id", Kind.LINE, lang, hint=text("settings.hint.new_agency", lang)),
        _field("name", Kind.LINE, lang),
        _field("kind", Kind.CHOICE, lang, options=_titles("agency_kind", get_args(AgencyKind), lang)),
        _field("parent", Kind.LINE, lang, required=False, condition=text("settings.if_unit", lang)),
        _field("region", Kind.LINE, lang, required=False, condition=text("settings.if_government", lang)),
    ]


def rename_agency(lang: Lang) -> list[Field]:
    """Another name."""
    return [_field("to", Kind.LINE, lang)]


def merge_agency(lang: Lang) -> list[Field]:
    """Which one takes its place."""
    return [_field("into", Kind.LINE, lang, hint=text("settings.hint.agency", lang))]


def split_agency(lang: Lang) -> list[Field]:
    """Its parts, one a line."""
    return [
        _field("into", Kind.LINES, lang, hint=text("settings.hint.parts", lang)),
        _field("goes_on", Kind.TICK, lang, required=False),
    ]


def payload(fields: list[Field]) -> dict[str, Any]:
    """What a form of these says as a command's payload: without names and contacts, days as instants in Jakarta."""
    found = payload_of([each for each in fields if each.name not in (*CONTACTS, PERSON) or each.name == "name"])
    if any(each.name == "email" for each in fields):
        found.pop("name", None)
    for name, of_day in (("valid_from", time()), ("valid_until", END_OF_DAY), ("ends_at", END_OF_DAY)):
        if name in found:
            found[name] = _instant(found[name], of_day)
    return found


def kept(fields: list[Field]) -> dict[str, str]:
    """What a form says for the vault."""
    return {each.name: each.value.strip() for each in fields if each.name in CONTACTS and each.value.strip()}


def _instant(day: str, of_day: time) -> str:
    """An instant of a day; what is none stays as it was typed, for the rules to refuse."""
    try:
        return datetime.combine(date.fromisoformat(day), of_day, JAKARTA).isoformat()
    except ValueError:
        return day


def parts_of(lines: Iterable[str], alike: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts of an agency that is split, each typed as `id = name`."""
    pairs = [line.partition("=") for line in lines]
    return [{"id": new.strip(), "name": name.strip(), **alike} for new, _, name in pairs]
