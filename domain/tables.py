"""Reference data comes as CSV text with a fixed header; every mistake in it is named with its line."""

import csv
import io
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, ValidationError

from domain.model import Frozen, Problem, problem, problems_of, wrong
from proof.errors import JejakError

Row = TypeVar("Row", bound=Frozen)


class TableError(JejakError):
    """A line of a reference table can't be used; each problem's path is its column."""

    code = "reference_invalid"

    def __init__(self, line: int, problems: list[Problem]) -> None:
        super().__init__(line=line, problems=problems)
        self.line = line
        self.problems = problems


def mistake(line: int, column: str, code: str, **facts: object) -> TableError:
    """The one thing that is wrong with a line."""
    return TableError(line, [problem(column, code, **facts)])


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
    rows: list[tuple[int, Row]] = []
    try:
        header = next(reader, [])
        if header != columns:
            raise mistake(1, "", "columns", expected=columns)
        for cells in reader:
            if len(cells) != len(columns):
                raise mistake(reader.line_num, "", "cells", found=len(cells), expected=len(columns))
            values = {column: cell or None for column, cell in zip(columns, cells, strict=True)}
            rows.append((reader.line_num, row.model_validate(values)))
    except csv.Error as error:
        raise mistake(reader.line_num, "", "not_csv", detail=error) from error
    except ValidationError as error:
        raise TableError(reader.line_num, problems_of(error)) from error
    return rows
