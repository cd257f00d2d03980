"""Rekapitulasi: how many innovations stand in each stage of an edition, how long stages took, and which those are."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.rows import counted
from domain.streams import INNOVATION
from domain.vocabulary import Stage
from ledger.db.paging import Narrowed
from ledger.model import Sort
from service.cursors import cursor_of, place_of
from service.reading import Reader

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
class Recap:
    """One edition's innovations."""

    edition: str
    stages: Mapping[Stage, int] = field(default_factory=Counter)
    overdue: Mapping[Stage, int] = field(default_factory=Counter)
    took: Mapping[Stage, Spread] = field(default_factory=dict)


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
    """The innovations of an edition that spent at least so many days in a stage before they left it, by title, each
    with those days and its cursor.

    Raises:
        BadRequest: no cursor of such a list.
    """
    beginning = counted("took", edition, stage, "")
    known = await reader.ledger.tallies([(INNOVATION, beginning)])
    days = {label: int(label.removeprefix(beginning)) for label in known}
    long = [label for label, each in days.items() if each >= least]
    if not long:
        return []
    rows = await reader.ledger.rows(
        Narrowed(INNOVATION, any_of=[long]),
        sort=Sort.NAME,
        after=place_of(after, Sort.NAME),
        limit=limit,
    )
    return [row.body | {"days": row.body["took"][stage], "cursor": cursor_of(row.place, Sort.NAME)} for row in rows]
