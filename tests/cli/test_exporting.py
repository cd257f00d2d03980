"""Exports go to a file, whole or not at all, or to standard output."""

import json
import os
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path

import pytest

from cli.main import main
from cli.whole_file import WholeFile
from tests.cli.running import UNKNOWN, Cli
from wiring.errors import BadRequest

BEGINNINGS = {"cloudevents": '{"specversion"', "ocel": '{"objectTypes"', "xes": "<?xml", "csv": "leaf_index,"}


@pytest.mark.parametrize("form", BEGINNINGS)
async def test_an_innovation_and_the_whole_ledger_are_exported(cli: Cli, tmp_path: Path, form: str) -> None:
    innovation = await cli.proposed()
    shown = await cli("export", innovation[:8], "--format", form)
    assert shown.code == 0, shown
    assert shown.out.startswith(BEGINNINGS[form])
    assert innovation in shown.out
    file = tmp_path / "export"
    written = await cli.done("export", innovation, "--format", form, "--out", file)
    assert written == {"file": str(file), "size": file.stat().st_size}
    assert file.read_text(encoding="utf-8").startswith(BEGINNINGS[form])
    assert str(file) in (await cli("export", "--format", form, "--out", file)).out
    assert file.stat().st_size > written["size"]
    assert list(tmp_path.iterdir()) == [file]


async def test_what_cannot_be_exported_is_refused_and_leaves_nothing(cli: Cli, tmp_path: Path) -> None:
    await cli.refused("unknown_innovation", "export", UNKNOWN, "--format", "csv", "--out", tmp_path / "export")
    await cli.refused("short_prefix", "export", "", "--format", "csv", "--out", tmp_path / "export")
    assert not list(tmp_path.iterdir())
    assert (await cli("export", "--format", "pdf")).code == 2
    assert (await cli("export")).code == 2
    for out in (tmp_path / "nowhere" / "export", tmp_path, "", ".", "..", "/"):
        ran = await cli("export", "--format", "csv", "--out", out, "--json")
        assert (ran.code, ran.json["code"]) == (2, "unwritable_file")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", BEGINNINGS)
async def test_an_export_that_standard_output_has_no_room_for_is_reported(cli: Cli, form: str) -> None:
    innovation = await cli.proposed()
    full = Path("/dev/full").open("w")  # noqa: SIM115 - closing it fails too
    try:
        with redirect_stderr(StringIO()) as err, redirect_stdout(full):
            code = await main(["export", innovation, "--format", form, "--data", str(cli.home), "--lang", "en"])
    finally:
        with suppress(OSError):
            full.close()
    assert (code, "<stdout> can't be read or written: no space is left" in err.getvalue()) == (3, True)


def test_a_file_keeps_what_it_had_until_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_text("old")

    def give_up() -> None:
        with WholeFile(path) as file:
            file.write(b"new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    assert [(each, each.read_text()) for each in tmp_path.iterdir()] == [(path, "old")]
    with WholeFile(path) as file:
        file.write(b"new")
    assert [(each, each.read_text()) for each in tmp_path.iterdir()] == [(path, "new")]


def test_a_full_disk_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "export"
    (tmp_path / f"export.{os.getpid()}.part").symlink_to("/dev/full")
    with pytest.raises(BadRequest) as raised, WholeFile(path) as file:
        file.write(b"x" * 1_000_000)
    assert raised.value.code == "unwritable_file"
    assert not path.exists()


async def test_csv_lines_end_as_the_format_wants_it(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    await cli.done("export", await cli.proposed(), "--format", "csv", "--out", file)
    assert file.read_bytes().count(b"\r\n") == 2
    assert json.loads((await cli("export", await cli.proposed(), "--format", "ocel")).out)
