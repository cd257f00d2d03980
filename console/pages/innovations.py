"""Inovasi: the list of all innovations, narrowed and searched, as a page or as a workbook."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from starlette.datastructures import QueryParams
from starlette.responses import Response, StreamingResponse

from console.visit import Visit
from domain.readings import INNOVATIONS, Reading
from domain.vocabulary import WITH_POWER, Role, Stage
from interchange import Sheet
from interchange.sheets import Value, written
from service.listing import Sort, Wanted, innovations
from texts import rows, text, title

AT_ONCE, AT_ONCE_IN_A_FILE = 50, 500
COLUMNS = ("id", "title", "agency", "stage", "edition", "due_at", "awaiting")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What an address narrows the list to."""

    stage: Stage | None
    awaiting: Role | None
    overdue: bool
    search: str
    sort: Sort

    @classmethod
    def by(cls, query: QueryParams) -> Self:
        """As the query says; what it says wrongly narrows nothing."""
        return cls(
            stage=next((each for each in Stage if each == query.get("tahap")), None),
            awaiting=next((each for each in Role if each == query.get("menunggu")), None),
            overdue=bool(query.get("terlambat")),
            search=(query.get("cari") or "").strip(),
            sort=Sort.DUE if query.get("urut") == "tenggat" else Sort.NAME,
        )

    def query(self) -> dict[str, str]:
        """The same, for an address."""
        given = {"cari": self.search, "tahap": self.stage, "menunggu": self.awaiting}
        given |= {"terlambat": "1" if self.overdue else "", "urut": "tenggat" if self.sort is Sort.DUE else ""}
        return {name: str(value) for name, value in given.items() if value}

    async def page(self, visit: Visit, *, after: str | None, limit: int) -> list[dict[str, Any]]:
        """The innovations of a page, each with its cursor."""
        wanted = Wanted(stage=self.stage, awaiting=self.awaiting, overdue=self.overdue, search=self.search or None)
        return await innovations(visit.reader, wanted, sort=self.sort, after=after, limit=limit)


async def show(visit: Visit) -> Response:
    """A page of the list."""
    query = visit.request.query_params
    narrowed = Narrowed.by(query)
    found = await narrowed.page(visit, after=query.get("sesudah") or None, limit=AT_ONCE)
    listed = [each | {"called": rows.stage(each["stage"], visit.lang, suspended=each["suspended"])} for each in found]
    return await visit.page(
        "innovations",
        found=listed,
        narrowed=narrowed,
        more=narrowed.query() | {"sesudah": found[-1]["cursor"]} if len(found) == AT_ONCE else None,
        stages=list(Stage),
        roles=(*WITH_POWER, Role.PROPOSER, Role.REGIONAL_OFFICER),
    )


async def download(visit: Visit) -> Response:
    """The whole list, as it is narrowed, in a workbook."""
    lang, narrowed, names = visit.lang, Narrowed.by(visit.request.query_params), await visit.names()
    await visit.reader.record(Reading.LIST, INNOVATIONS)
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
