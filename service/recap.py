"""Rekapitulasi: how many innovations stand in each stage of an edition, how long stages took, and which those are."""

from asyncio import gather
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from domain.rows import counted
from domain.streams import INNOVATION
from domain.vocabulary import Stage
from ledger.db.paging import Narrowed
from ledger.model import Place, Sort
from service.cursors import cursor_of, parts_of, place_of, written
from service.reading import Reader
from wiring.errors import BadRequest

STAGE, OVERDUE, TOOK = (counted(what) for what in ("stage", "overdue", "took"))
HALF, NEARLY_ALL = 50, 90
"""Percentiles."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How many days a stage took, of the innovations that left it and aren't in it again."""

    cases: Mapping[int, int]
    """How many took so many days."""

    @property
    def total(self) -> int:
        """How many innovations those are."""
        return sum(self.cases.values())

    def percentile(self, percent: int) -> int:
        """The fewest days within which so many of a hundred were done."""
        within = 0
        for days in sorted(self.cases):
            within += self.cases[days]
            if 100 * within >= percent * self.total:
                return days
        raise ValueError("nothing is known of no case")


@dataclass(frozen=True, slots=True)
class StageOfEdition:
    """A stage in which there are or were innovations of an edition."""

    stage: Stage
    cases: int
    """How many innovations are in it."""
    overdue: int
    left: int
    """How many left it, and aren't in it again."""
    median: int | None
    """Within how many days half of those did; None where none did."""
    p90: int | None
    """The same of nine in ten."""


@dataclass(frozen=True, slots=True)
class Recap:
    """One edition's innovations."""

    edition: str
    stages: Mapping[Stage, int] = field(default_factory=Counter)
    overdue: Mapping[Stage, int] = field(default_factory=Counter)
    took: Mapping[Stage, Spread] = field(default_factory=dict)

    def by_stage(self) -> list[StageOfEdition]:
        """The stages in which there are or were any, in their order."""
        found = []
        for stage in Stage:
            took = self.took.get(stage)
            if self.stages[stage] or took is not None:
                median, p90 = (took.percentile(each) if took else None for each in (HALF, NEARLY_ALL))
                left = took.total if took else 0
                found.append(StageOfEdition(stage, self.stages[stage], self.overdue[stage], left, median, p90))
        return found


async def recap(reader: Reader) -> list[Recap]:
    """Every edition that has innovations, the newest name first."""
    found = await reader.ledger.tallies((INNOVATION, beginning) for beginning in (STAGE, OVERDUE, TOOK))
    stages, overdue = defaultdict[str, Counter[Stage]](Counter), defaultdict[str, Counter[Stage]](Counter)
    took = defaultdict[str, defaultdict[Stage, Counter[int]]](lambda: defaultdict(Counter))
    for label, n in found.items():
        what, _, rest = label.partition(":")
        edition, stage, *days = rest.split("/")
        if days:
            took[edition][Stage(stage)][int(days[0])] = n
        else:
            (stages if f"{what}:" == STAGE else overdue)[edition][Stage(stage)] = n
    return [
        Recap(name, stages[name], overdue[name], {stage: Spread(cases) for stage, cases in took[name].items()})
        for name in sorted(stages, reverse=True)
    ]


async def cases(
    reader: Reader, edition: str, stage: Stage, *, least: int, after: str | None, limit: int
) -> list[dict[str, Any]]:
    """The innovations of an edition that spent at least so many days in a stage before they left it, the longest first
    and then by title, each with those days and its cursor.

    Raises:
        BadRequest: no cursor of such a list.
    """
    beginning = counted("took", edition, stage, "")
    known = await reader.ledger.tallies([(INNOVATION, beginning)])
    many = {int(label.removeprefix(beginning)): n for label, n in known.items()}
    most, place = _place(after)
    left = sorted((days for days in many if least <= days <= most), reverse=True)

    async def of(days: int) -> list[dict[str, Any]]:
        """Those that took just so many."""
        rows = await reader.ledger.rows(
            Narrowed(INNOVATION, labels=[f"{beginning}{days}"]),
            sort=Sort.NAME,
            after=place if days == most else None,
            limit=limit,
        )
        return [row.body | {"days": days, "cursor": written(days, cursor_of(row.place, Sort.NAME))} for row in rows]

    found = list[dict[str, Any]]()
    while left and len(found) < limit:
        expected, some = len(found), list[int]()
        while left and expected < limit:
            some.append(left.pop(0))
            expected += many[some[-1]]
        for each in await gather(*map(of, some)):
            found += each
    return found[:limit]


def _place(cursor: str | None) -> tuple[float, Place | None]:
    """Where the list goes on: with how many days at most, and behind which place among those that took just as many."""
    if cursor is None:
        return inf, None
    match parts_of(cursor):
        case [int(days), str(place)]:
            return days, place_of(place, Sort.NAME)
    raise BadRequest("bad_cursor", given=cursor)
