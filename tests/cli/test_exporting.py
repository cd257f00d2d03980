"""Exports go to a file, whole or not at all, or to standard output."""

import json
import os
import stat
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path

import pytest

from cli.main import main
from cli.whole_file import WholeFile
from tests.cli.running import UNKNOWN, Cli
from tests.ledger.disk import full_disk
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
    assert str(file) in (await cli("export", "--format", form, "--out", file, "--force")).out
    assert file.stat().st_size > written["size"]
    assert list(tmp_path.iterdir()) == [file]


async def test_what_cannot_be_exported_is_refused_and_leaves_nothing(cli: Cli, tmp_path: Path) -> None:
    await cli.refused("unknown_innovation", "export", UNKNOWN, "--format", "csv", "--out", tmp_path / "export")
    await cli.refused("short_prefix", "export", "", "--format", "csv", "--out", tmp_path / "export")
    assert not list(tmp_path.iterdir())
    assert (await cli("export", "--format", "pdf")).code == 2
    assert (await cli("export")).code == 2
    ran = await cli("export", "--format", "csv", "--out", tmp_path / "nowhere" / "export", "--json")
    assert (ran.code, ran.json["code"]) == (2, "unwritable_file")
    for out in (tmp_path, "", ".", "..", "/"):
        ran = await cli("export", "--format", "csv", "--out", out, "--force", "--json")
        assert (ran.code, ran.json["code"], "is a directory" in ran.json["message"]) == (2, "not_replaced", True)
    assert not list(tmp_path.iterdir())


async def test_an_export_replaces_a_file_only_when_that_is_asked_for(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "export"
    file.write_text("mine")
    export = ("export", await cli.proposed(), "--format", "csv", "--out", file)
    ran = await cli(*export, "--json")
    assert (ran.code, ran.json["code"], "--force" in ran.json["hint"]) == (2, "not_replaced", True)
    assert [(each, each.read_text()) for each in tmp_path.iterdir()] == [(file, "mine")]
    assert (await cli(*export, "--force")).code == 0
    assert file.read_text().startswith(BEGINNINGS["csv"])
    assert list(tmp_path.iterdir()) == [file]


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
        with WholeFile(path, force=True) as file:
            file.write(b"new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    assert [(each, each.read_text()) for each in tmp_path.iterdir()] == [(path, "old")]
    with WholeFile(path, force=True) as file:
        file.write(b"new")
    assert [(each, each.read_text()) for each in tmp_path.iterdir()] == [(path, "new")]


def link(path: Path) -> None:
    path.symlink_to(path.with_name("elsewhere"))


def link_to_file(path: Path) -> None:
    elsewhere = path.with_name("elsewhere")
    elsewhere.write_text("another's")
    path.symlink_to(elsewhere)


def socket_file(path: Path) -> None:
    os.mknod(path, stat.S_IFSOCK | 0o600)


IN_THE_WAY: list[tuple[Callable[[Path], None], str]] = [
    (link, "link"),
    (link_to_file, "link"),
    (Path.mkdir, "directory"),
    (os.mkfifo, "special"),
    (socket_file, "special"),
]


def write(path: Path, *, force: bool, meanwhile: Callable[[Path], object]) -> None:
    """Writes a file; while it isn't there yet, something else happens at its place."""
    with WholeFile(path, force=force) as file:
        file.write(b"new")
        meanwhile(path)


@pytest.mark.parametrize(("put", "reason"), IN_THE_WAY, ids=lambda value: getattr(value, "__name__", value))
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_nothing_but_a_regular_file_is_ever_replaced_and_no_link_followed(
    tmp_path: Path, put: Callable[[Path], None], reason: str, when: str
) -> None:
    path = tmp_path / "export"
    if when == "before":
        put(path)
    with pytest.raises(BadRequest) as raised:
        write(path, force=True, meanwhile=put)
    assert (raised.value.code, raised.value.facts["reason"]) == ("not_replaced", reason)
    untouched = tmp_path / "untouched"
    untouched.mkdir()
    put(untouched / "export")
    assert {each.name for each in tmp_path.iterdir()} == {each.name for each in untouched.iterdir()} | {"untouched"}
    assert path.lstat().st_mode == (untouched / "export").lstat().st_mode
    if (elsewhere := tmp_path / "elsewhere").exists():
        assert elsewhere.read_text() == "another's"


def test_a_device_is_never_written() -> None:
    with pytest.raises(BadRequest, match="special"), WholeFile(Path("/dev/null"), force=True) as file:
        file.write(b"new")


def test_a_file_that_came_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "export"
    with pytest.raises(BadRequest, match="not_replaced"):
        write(path, force=False, meanwhile=lambda path: path.write_text("mine"))
    assert [(each, each.read_text()) for each in tmp_path.iterdir()] == [(path, "mine")]


def test_a_directory_that_is_swapped_for_a_link_meanwhile_gets_nothing(tmp_path: Path) -> None:
    directory, moved, others = (tmp_path / name for name in ("mine", "moved", "others"))
    directory.mkdir()
    others.mkdir()
    with WholeFile(directory / "export", force=False) as file:
        file.write(b"new")
        directory.rename(moved)
        directory.symlink_to(others)
    assert [(each.name, each.read_text()) for each in moved.iterdir()] == [("export", "new")]
    assert not list(others.iterdir())


def test_a_full_disk_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "export"
    with full_disk(), pytest.raises(BadRequest) as raised, WholeFile(path, force=False) as file:
        file.write(b"x" * 1_000_000)
    assert raised.value.code == "unwritable_file"
    assert not list(tmp_path.iterdir())


async def test_csv_lines_end_as_the_format_wants_it(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    await cli.done("export", await cli.proposed(), "--format", "csv", "--out", file)
    assert file.read_bytes().count(b"\r\n") == 2
    assert json.loads((await cli("export", await cli.proposed(), "--format", "ocel")).out)
