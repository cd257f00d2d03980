"""Every list is written to a file for spreadsheets: whole, with its table's columns, in the reader's language."""

import csv
import sys
from contextlib import redirect_stdout
from datetime import datetime
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cli.main import main
from tests.cli.running import OPERATOR, Cli
from tests.waiting import until
from texts.locales import JAKARTA

LISTS = {
    "list": (),
    "inbox": OPERATOR,
    "history": ("INNOVATION",),
    "agencies list": ("--search", "kota"),
    "people list": (),
    "people keys": ("menteri",),
    "editions list": (),
    "reference list": (),
    "keys list": (),
}


def cells(file: Path) -> list[tuple[Any, ...]]:
    """The values of a workbook's rows."""
    return list(load_workbook(BytesIO(file.read_bytes())).worksheets[0].iter_rows(values_only=True))


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_has_the_same_columns_and_rows_in_each_form(cli: Cli, tmp_path: Path, name: str) -> None:
    innovation = await cli.proposed()
    command = [*name.split(), *(innovation if each == "INNOVATION" else each for each in LISTS[name])]
    table = (await cli(*command)).out

    async def as_many() -> bool:
        for form in ("csv", "xlsx"):
            assert (await cli(*command, "--format", form, "--out", tmp_path / form, "--force")).code == 0
        [headings, *rows] = csv.reader(StringIO((tmp_path / "csv").read_text(), newline=""))
        [same, *more] = cells(tmp_path / "xlsx")
        assert list(same) == headings
        assert all(heading in table for heading in headings)
        return len(more) == len(rows) > 0

    await until(as_many, "as many rows in each form")  # a task may come or go in between
    indonesian = await cli.run(*command, "--format", "csv", "--out", tmp_path / "id", "--lang", "id")
    assert indonesian.code == 0
    assert (tmp_path / "id").read_text().splitlines()[0] != (tmp_path / "csv").read_text().splitlines()[0]


async def test_an_empty_list_is_a_file_with_headings(cli: Cli, tmp_path: Path) -> None:
    assert (await cli("draft", "list", "--as", "pengusul-kosong", "--format", "csv", "--out", tmp_path / "x")).code == 1
    assert (await cli("list", "--search", "takada", "--format", "xlsx", "--out", tmp_path / "list")).code == 0
    assert len(cells(tmp_path / "list")) == 1


async def test_a_file_has_all_pages_unless_fewer_rows_are_asked_for(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = {await cli.proposed() for _ in range(3)}
    monkeypatch.setattr("cli.listing.PAGE_OF_A_FILE", 2)
    for command in (("list",), ("inbox", *OPERATOR)):
        file = tmp_path / command[0]
        assert (await cli(*command, "--format", "xlsx", "--out", file)).code == 0
        [_, *rows] = cells(file)
        ids = [row[0] for row in rows]
        assert new <= set(ids)
        assert command[0] == "inbox" or len(ids) == len(set(ids))
        assert (await cli(*command, "--format", "xlsx", "--out", file, "--force", "--limit", "3")).code == 0
        assert len(cells(file)) == 4


async def test_a_file_has_whole_ids_and_real_dates(cli: Cli, tmp_path: Path) -> None:
    innovation = await cli.proposed()
    await cli("inbox", *OPERATOR, "--format", "xlsx", "--out", tmp_path / "inbox")
    [task] = [row for row in cells(tmp_path / "inbox") if row[0] == innovation]
    [same] = [
        each for each in await cli.done("inbox", *OPERATOR, "--limit", "1000") if each["innovation"] == innovation
    ]
    assert task[5].isoformat(timespec="minutes") == _in_jakarta(same["due_at"])


def _in_jakarta(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(JAKARTA).replace(tzinfo=None).isoformat(timespec="minutes")


class Terminal(StringIO):
    """Standard output where a person watches."""

    def isatty(self) -> bool:
        return True


async def test_a_workbook_goes_to_a_file_or_a_pipe_and_never_to_a_terminal(cli: Cli) -> None:
    arguments = ["editions", "list", "--format", "xlsx", "--data", str(cli.home), "--lang", "en"]
    with redirect_stdout(Terminal()) as terminal:
        assert await main(arguments) == 2
    assert terminal.getvalue() == ""
    pipe = BytesIO()
    with redirect_stdout(TextIOWrapper(pipe, write_through=True)):
        assert await main(arguments) == 0
        sys.stdout.flush()
        assert load_workbook(BytesIO(pipe.getvalue())).worksheets


async def test_a_form_is_chosen_once_and_a_file_is_replaced_only_when_that_is_asked_for(
    cli: Cli, tmp_path: Path
) -> None:
    ran = await cli("list", "--format", "csv", "--json")
    assert (ran.code, ran.json["code"]) == (2, "one_of")
    ran = await cli("list", "--out", tmp_path / "list", "--json")
    assert (ran.code, ran.json["code"]) == (2, "format_needed")
    (tmp_path / "list").write_text("mine")
    assert (await cli("list", "--format", "csv", "--out", tmp_path / "list")).code == 2
    assert (tmp_path / "list").read_text() == "mine"
    assert (await cli("list", "--format", "csv", "--out", tmp_path / "list", "--force")).code == 0
