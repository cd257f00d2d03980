"""The record of reads on the command line: listed for whom it concerns, a day shown, and checked."""

from datetime import date

import pytest

from ledger.verify.report import Problem, value
from service import access
from tests.cli.running import Cli
from tests.waiting import until


async def test_reading_a_file_is_listed_for_auditors_and_for_whom_it_concerns(cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.done("show", innovation, "--full", "--as", "sekretariat")
    found = await cli.done("access", "list", "--innovation", innovation)
    assert [(each["by"], each["what"], each["via"]) for each in found] == [
        ("sekretariat", "file", "cli"),
        ("sekretariat", "standing", "cli"),
    ]
    assert await cli.done("access", "list", "--innovation", innovation, "--as", "pengusul") == found
    own = await cli.done("access", "list", "--limit", "2", "--as", "sekretariat")
    assert own == found
    shown = await cli("access", "list", "--innovation", innovation[:8])
    assert "An innovation's file" in shown.out
    assert "Kartu Insentif Anak" in shown.out


async def test_what_others_read_is_not_open(cli: Cli) -> None:
    await cli.refused("not_open", "access", "list", "--by", "pengusul", "--as", "sekretariat")
    await cli.refused("not_open", "access", "check", "--as", "sekretariat")


async def test_a_filter_that_names_nobody_is_refused(cli: Cli) -> None:
    await cli.refused("unknown_person", "access", "list", "--of", "unheard-of")
    assert (await cli("access", "list", "--day", "kemarin")).code == 2


async def test_exports_and_lists_as_files_are_recorded(cli: Cli) -> None:
    await cli("export", "--format", "csv")
    await cli("list", "--format", "csv")
    found = await cli.done("access", "list", "--by", "auditor", "--limit", "2")
    assert [(each["what"], each["subject"]) for each in found] == [("list", "innovations"), ("export", "ledger")]
    taken = await cli.done("access", "list", "--by", "auditor", "--exports", "--limit", "9")
    assert {each["what"] for each in taken} <= {"export", "bundle", "list"}


async def test_today_is_not_closed_and_the_record_is_whole(cli: Cli) -> None:
    async def open_today() -> bool:
        day = access.today().isoformat()
        found, shown = await cli.done("access", "day", day), (await cli("access", "day", day)).out
        return found == {"day": day, "closed": None, "problems": 0} and "no hash covers them" in shown

    await until(open_today, "a day that doesn't end meanwhile")
    await cli.done("show", await cli.proposed(), "--full", "--as", "sekretariat")
    found = await cli.done("access", "check")
    assert (found["ok"], found["reads"]["open"] > 0, found["reads"]["overdue"]) == (True, True, False)
    assert found["interventions"]["ok"]
    assert "no hash covers these" in (await cli("access", "check")).out


async def test_a_day_that_does_not_match_ends_with_its_own_code(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2026, 11, 1)
    closed = access.ClosedDays(version=1, first=day, last=day, rows=3, found=2, ok=False)

    async def checked(*_: object) -> access.Checked:
        return access.Checked([closed], [], 0, None)

    monkeypatch.setattr("service.access.checked", checked)
    for arguments in (("access", "check"), ("access", "day", "2026-11-01")):
        ran = await cli(*arguments)
        assert ran.code == 4
        assert "NOT" in ran.out


async def test_a_day_that_no_closing_has_is_no_whole_one_where_reads_belong_to_none(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = Problem("ledger/reads", 1, "reads", value("no_rows_before"), value("rows_before"))

    async def checked(*_: object) -> access.Checked:
        return access.Checked([], [problem], 3, date(2026, 11, 1))

    monkeypatch.setattr("service.access.checked", checked)
    for arguments in (("access", "check"), ("access", "day", "2026-11-01")):
        ran = await cli(*arguments)
        assert ran.code == 4
        assert "NOT" in ran.out
    assert "should be closed" in (await cli("access", "check")).out
