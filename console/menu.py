"""The main menu: where the reader's roles work."""

from datetime import datetime

from domain.grants import Person
from domain.vocabulary import TAKING_PART, Role

Item = tuple[str, str]
"""An address, and the code of what it is called."""

FOR: dict[Item, tuple[Role, ...]] = {
    ("/beranda", "desk.home"): tuple(Role),
    ("/tugas", "console.tasks"): TAKING_PART,
    ("/rancangan", "desk.drafts"): TAKING_PART,
    ("/inovasi", "console.innovations"): tuple(Role),
    ("/daerah", "console.regions"): tuple(Role),
    ("/rekapitulasi", "console.recap"): tuple(Role),
    ("/audit", "console.audit"): (Role.AUDITOR,),
    ("/pengaturan", "settings.title"): tuple(Role),
    ("/publik", "desk.public"): tuple(Role),
}
"""Each page, and whose it is."""


def menu(person: Person, at: datetime) -> list[Item]:
    """The pages for the roles that somebody holds at an instant."""
    return [item for item, roles in FOR.items() if any(person.grants_of(role, at) for role in roles)]
