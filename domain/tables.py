"""Reference data comes as CSV text with a fixed header; every mistake in it is named with its line."""

import csv
import io
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, ValidationError

from domain.model import Frozen, Problem, found_in, problem, wrong
from proof.errors import JejakError

Row = TypeVar("Row", bound=Frozen)


MOST_MISTAKES = 100
"""Of a table, how many are named."""


class Mistake(Problem):
    """What is wrong with a line of a table; its path is the column."""

    line: int


class TableError(JejakError):
    """Lines of a reference table can't be used."""

    code = "reference_invalid"

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.problems = sorted(mistakes, key=lambda each: each["line"])[:MOST_MISTAKES]
        self.line = self.problems[0]["line"]
        self.count = len(mistakes)
        super().__init__(line=self.line, count=self.count, problems=self.problems)


def mistake(line: int, column: str, code: str, **facts: object) -> Mistake:
    """One thing that is wrong with a line."""
    return Mistake(**problem(column, code, **facts), line=line)


def refuse_any(mistakes: list[Mistake]) -> None:
    """Go on if there are no mistakes. Raises `TableError`, which names them all."""
    if mistakes:
        raise TableError(mistakes)


def _written_in_full(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise wrong("no_date") from None
    if day.isoformat() != value:
        raise wrong("no_date")
    return day


PlainDate = Annotated[date, BeforeValidator(_written_in_full)]
"""A date written as YYYY-MM-DD; no other form that ISO 8601 or a timestamp would allow."""


def read_table(text: str, row: type[Row]) -> list[tuple[int, Row]]:
    """Read CSV text whose columns are exactly the fields of `row`, in that order.

    An empty cell is a missing value. Returns each row with the number of its line. Raises `TableError`.
    """
    columns = list(row.model_fields)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, mistakes = list[tuple[int, Row]](), list[Mistake]()
    try:
        if next(reader, []) != columns:
            raise TableError([mistake(1, "", "columns", expected=columns)])
        for cells in reader:
            line = reader.line_num
            if len(cells) != len(columns):
                mistakes.append(mistake(line, "", "cells", found=len(cells), expected=len(columns)))
                continue
            try:
                values = {column: cell or None for column, cell in zip(columns, cells, strict=True)}
                rows.append((line, row.model_validate(values)))
            except ValidationError as error:
                mistakes += [Mistake(**each.problem, line=line) for each in found_in(error)]
    except csv.Error as error:
        mistakes.append(mistake(reader.line_num, "", "not_csv", detail=error))
    refuse_any(mistakes)
    return rows
