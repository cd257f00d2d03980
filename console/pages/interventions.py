"""Interventions: what was done with what is another's beside the record, and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from console.visit import Visit
from domain.interventions import Intervention as Kind
from domain.streams import EDITION, REFERENCE
from service.interventions import Intervention, cursor_of, found
from texts import title

AT_ONCE = 50
ACCOUNTS = (Kind.ACCOUNT_ACCEPTED, Kind.ACCOUNT_DECLINED, Kind.ACCOUNT_ENDED)
ACTS = (Kind.ACT_DECLINED, Kind.ACT_WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Shown:
    """One of them, in words."""

    at: datetime
    person: str
    called: str
    about: str
    of: str
    reason: str


async def show(visit: Visit) -> Response:
    """All of them, for auditors."""
    page = await found(visit.reader, concerning=None, after=visit.request.query_params.get("sesudah"), limit=AT_ONCE)
    return await visit.page(
        "audit/accounts",
        names=await visit.names(people_in(page)),
        found=[shown(visit, each) for each in page],
        more={"sesudah": cursor_of(page[-1])} if len(page) == AT_ONCE else None,
    )


def people_in(those: Iterable[Intervention]) -> set[str]:
    """Who did them, and whom they concern."""
    return {person for each in those for person in (each.person, each.about) if person}


def shown(visit: Visit, each: Intervention) -> Shown:
    """One as it is shown."""
    called = title("intervention", each.what, visit.lang)
    return Shown(each.at, each.person, called, each.about, _of(visit, each), each.reason)


def _of(visit: Visit, each: Intervention) -> str:
    first, _, rest = each.subject.partition(" ")
    if each.what in ACCOUNTS:
        return f"{first}: {rest}"
    if each.what in ACTS:
        kind, _, whose = rest.partition("/")
        of = title("reference", whose, visit.lang) if kind == REFERENCE else whose if kind == EDITION else rest
        return f"{title('command', first, visit.lang)} ({of})"
    return title("contact", first, visit.lang) if each.what == Kind.CONTACT_PUT else first
