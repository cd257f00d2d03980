"""Inovasi: the list of all innovations, narrowed and searched, as a page or as a workbook."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from console import problems
from console.forms.moments import days_in
from console.visit import Visit
from domain.refusals import Refused
from domain.vocabulary import WITH_POWER, Role, Stage
from interchange import Sheet
from interchange.sheets import Value, written
from service.agencies import agency_id, region_code
from service.listing import MOST_COUNTED, Sort, Wanted, count, has_own, innovations
from service.sought import sought
from texts import Lang, rows, text, title
from wiring.errors import BadRequest, NotPossible

AT_ONCE, AT_ONCE_IN_A_FILE = 50, 500
COLUMNS = ("id", "title", "agency", "stage", "edition", "due_at", "awaiting")
GRADED = {"sudah": True, "belum": False}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What an address narrows the list to."""

    stage: Stage | None
    awaiting: Role | None
    overdue: bool
    edition: str
    agency: str
    """As it was typed: an id, a name or some of its words."""
    region: str
    search: str
    graded: bool | None
    mine: bool
    since: date | None
    until: date | None
    sort: Sort
    typed: dict[str, str]
    """The days, as they were typed."""
    wrong: dict[str, str]
    """By field, what is wrong with what was typed there."""

    @classmethod
    def by(cls, query: QueryParams, lang: Lang) -> Self:
        """As the query says; what it says wrongly narrows nothing."""
        typed, wrong = {name: query.get(name, "").strip() for name in ("dari", "sampai")}, dict[str, str]()
        since, until = days_in(typed, wrong, lang)
        return cls(
            stage=next((each for each in Stage if each == query.get("tahap")), None),
            awaiting=next((each for each in Role if each == query.get("menunggu")), None),
            overdue=bool(query.get("terlambat")),
            edition=(query.get("edisi") or "").strip(),
            agency=(query.get("instansi") or "").strip(),
            region=(query.get("daerah") or "").strip(),
            search=(query.get("cari") or "").strip(),
            graded=GRADED.get(query.get("nilai", "")),
            mine=bool(query.get("milik")),
            since=since,
            until=until,
            sort=Sort.DUE if query.get("urut") == "tenggat" else Sort.NAME,
            typed=typed,
            wrong=wrong,
        )

    def query(self) -> dict[str, str]:
        """The same, for an address."""
        given = {"cari": self.search, "tahap": self.stage, "menunggu": self.awaiting}
        given |= {"edisi": self.edition, "instansi": self.agency, "daerah": self.region}
        given |= {"nilai": next((name for name, graded in GRADED.items() if graded is self.graded), ""), **self.typed}
        given |= {"terlambat": "1" if self.overdue else "", "milik": "1" if self.mine else ""}
        given |= {"urut": "tenggat" if self.sort is Sort.DUE else ""}
        return {name: str(value) for name, value in given.items() if value}

    async def wanted(self, visit: Visit) -> Wanted:
        """The same as the list is asked for it. Raises Refused, NotPossible: no such agency or region, or several."""
        return Wanted(
            stage=self.stage,
            awaiting=self.awaiting,
            overdue=self.overdue,
            edition=self.edition or None,
            agency=await agency_id(visit.reader, self.agency) if self.agency else None,
            region=await region_code(visit.reader, self.region) if self.region else None,
            search=self.search or None,
            graded=self.graded,
            proposed_from=self.since,
            proposed_to=self.until,
            mine=self.mine,
        )

    async def page(self, visit: Visit, *, after: str | None, limit: int) -> list[dict[str, Any]]:
        """The innovations of a page, each with its cursor. Raises as `wanted`."""
        return await innovations(visit.reader, await self.wanted(visit), sort=self.sort, after=after, limit=limit)

    async def is_right(self, visit: Visit) -> bool:
        """Whether nothing is wrong, what is searched and the agency and the region that were typed included."""
        try:
            if self.search:
                sought(self.search)
        except BadRequest as error:
            self.wrong["cari"] = problems.of_error(error, visit.lang).message
        checks = {"instansi": (self.agency, agency_id), "daerah": (self.region, region_code)}
        for name, (given, look_up) in checks.items():
            try:
                if given:
                    await look_up(visit.reader, given)
            except (Refused, NotPossible) as error:
                problem = problems.of_error(error, visit.lang)
                self.wrong[name] = f"{problem.message} {problem.hint}".strip()
        return not self.wrong


async def show(visit: Visit) -> Response:
    """A page of the list."""
    query = visit.request.query_params
    narrowed = Narrowed.by(query, visit.lang)
    found, counted = list[dict[str, Any]](), 0
    if await narrowed.is_right(visit):
        found = await narrowed.page(visit, after=query.get("sesudah") or None, limit=AT_ONCE)
        counted = await count(visit.reader, await narrowed.wanted(visit))
    listed = [each | {"called": rows.stage(each["stage"], visit.lang, suspended=each["suspended"])} for each in found]
    return await visit.page(
        "innovations",
        status=422 if narrowed.wrong else 200,
        counted=min(counted, MOST_COUNTED),
        more_than_counted=counted > MOST_COUNTED,
        has_own=await has_own(visit.reader),
        graded=GRADED,
        editions=await visit.editions(),
        found=listed,
        narrowed=narrowed,
        more=narrowed.query() | {"sesudah": found[-1]["cursor"]} if len(found) == AT_ONCE else None,
        stages=list(Stage),
        roles=(*WITH_POWER, Role.PROPOSER, Role.REGIONAL_OFFICER),
    )


async def download(visit: Visit) -> Response:
    """The whole list, as it is narrowed, in a workbook."""
    lang, narrowed, names = visit.lang, Narrowed.by(visit.request.query_params, visit.lang), await visit.names()
    if narrowed.wrong:
        raise HTTPException(400)
    await visit.reader.record_list()
    first = await narrowed.page(visit, after=None, limit=AT_ONCE_IN_A_FILE)  # before anything is answered

    async def every() -> AsyncIterator[tuple[Value, ...]]:
        found = first
        while found:
            for each in found:
                yield (
                    each["id"],
                    each["title"],
                    names.agency(each["agency"]),
                    rows.stage(each["stage"], lang, suspended=each["suspended"]),
                    each["edition"],
                    datetime.fromisoformat(each["due_at"]) if each["due_at"] else None,
                    ", ".join(title("role", role, lang) for role in each["awaiting"]),
                )
            found = await narrowed.page(visit, after=found[-1]["cursor"], limit=AT_ONCE_IN_A_FILE)

    headings = [text(f"column.{name}", lang) for name in COLUMNS]
    parts = written(Sheet.XLSX, headings, every(), text("cli.instant_in_a_sheet", lang))
    named = {"Content-Disposition": 'attachment; filename="inovasi.xlsx"'}
    return StreamingResponse(parts, media_type=WORKBOOK, headers=named)
