"""What an act is about, for its form; and what a form is: fields, and the payload that they make."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

from console.forms.fields import Field, Kind, Options, ordinal, payload_of
from domain.adoption.state import Adoption
from domain.editions import Edition
from domain.innovation.dossier import Dossier
from domain.innovation.state import Innovation
from domain.names import Names
from domain.regions import Regions
from domain.vocabulary import Role
from texts import Lang, text, title


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who might be chosen, as who chooses them reads of them."""

    person: str
    called: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an act is about, for its form."""

    state: Innovation
    edition: Edition
    lang: Lang
    names: Names
    regions: Regions
    holders: dict[Role, tuple[str, ...]]
    """Who holds a role now, by id."""
    subject: str = ""
    region: str | None = None
    """The region's code, where an officer acts for it."""
    dossier: Dossier | None = None
    """What was handed in, measured, judged and decided, where who acts has to know it."""
    agencies: tuple[str, ...] = ()
    """Those for which a proposer may propose, by id."""
    person: str = ""
    """Who is asked."""
    adoption: Adoption | None = None
    """The region's adoption, where the act is about one."""
    candidates: tuple[Choice, ...] = ()
    """Who might have a seat on the panel, and why some may not."""
    annexable: Options = ()
    annexed: tuple[str, ...] = ()
    """What the other innovations are called that the recorded decree's annex lists."""
    """Other innovations for which the same decree may be recorded."""
    editions: Options = ()
    """Those to which an innovation may be moved."""
    filled: int = 0
    """For how many waves or indicators the form has to have room, by what was typed."""

    def field(self, name: str, kind: Kind, **more: Any) -> Field:
        """A field that is called as the catalogue says."""
        return Field(name, kind, text(f"console.field.{name}", self.lang), **more)

    def naming(self, names: Names) -> Self:
        """The same, with people called by these names."""
        return replace(self, names=names)

    def titles(self, kind: str, keys: Iterable[str]) -> Options:
        """Options by what they are called."""
        return tuple((key, title(kind, key, self.lang)) for key in keys)

    def people(self, role: Role) -> Options:
        """Who holds a role now."""
        return tuple(sorted(((each, self.names.person(each)) for each in self.holders.get(role, ())), key=by_name))


Fields = Callable[[Asked], list[Field]]
Made = Callable[[list[Field]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of an act, and how they become its payload."""

    fields: Fields
    payload: Made = payload_of


def by_name(option: tuple[str, str]) -> str:
    """By what an option is called, for sorting."""
    return option[1].casefold()


def nothing(_asked: Asked) -> list[Field]:
    """Nothing to fill in but the reason."""
    return []


def of(*given: tuple[str, Kind, bool]) -> Form:
    """A form of plain fields: name, kind, and whether it is required."""

    def fields(asked: Asked) -> list[Field]:
        return [asked.field(name, kind, required=required) for name, kind, required in given]

    return Form(fields)


def about(name: str, *given: tuple[str, Kind, bool]) -> Form:
    """The same, about the one that the act names: a clarification, a check, an amendment."""

    def fields(asked: Asked) -> list[Field]:
        hidden = Field(name, Kind.HIDDEN, "", value=asked.subject)
        return [hidden, *of(*given).fields(asked)]

    def payload(filled: list[Field]) -> dict[str, Any]:
        made = payload_of(filled)
        return made | {name: ordinal(made.get(name, ""))}

    return Form(fields, payload)
