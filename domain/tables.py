"""Reference data comes as CSV text with a fixed header; every mistake in it is named with its line."""

import csv
import io
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, ValidationError

from domain.model import Frozen

Row = TypeVar("Row", bound=Frozen)


class TableError(ValueError):
    """A reference table can't be used; the message names the line."""

    code = "reference_table_invalid"
    hint = "Correct that line and publish the table again."

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


def _written_in_full(value: object) -> object:
    if not isinstance(value, str):
        return value
    day = date.fromisoformat(value)
    if day.isoformat() != value:
        raise ValueError("write a date as YYYY-MM-DD")
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
            raise TableError(1, f"the columns must be {','.join(columns)}")
        for cells in reader:
            if len(cells) != len(columns):
                raise TableError(reader.line_num, f"{len(cells)} cells instead of {len(columns)}")
            values = {column: cell or None for column, cell in zip(columns, cells, strict=True)}
            rows.append((reader.line_num, row.model_validate(values)))
    except csv.Error as error:
        raise TableError(reader.line_num, f"not valid CSV: {error}") from error
    except ValidationError as error:
        raise TableError(reader.line_num, _sentence(error)) from error
    return rows


def _sentence(error: ValidationError) -> str:
    problems = error.errors(include_url=False, include_context=False)
    return "; ".join(": ".join([*map(str, problem["loc"]), problem["msg"]]) for problem in problems)
