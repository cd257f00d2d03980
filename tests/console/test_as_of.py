"""How an innovation stood at some moment: by version or day, what differs between two, and what was known then."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.forms.moments import point
from tests.cli.running import Cli
from tests.console.desk import Desk
from texts.locales import JAKARTA


async def said(desk: Desk) -> dict[str, str]:
    """The facts of the page."""
    rows = desk.page.locator(".govuk-summary-list__row")
    pairs = [await row.locator("dt, dd").all_inner_texts() for row in await rows.all()]
    return {row[0]: row[1] for row in pairs}


async def test_a_version_is_shown_as_it_stood_and_compared_with_another(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_pilot()
    await desk.sign_in("auditor")
    await desk.open(f"/inovasi/{innovation}/keadaan")
    assert (await said(desk))["Tahap"] == "Uji coba"
    await desk.fill({"versi": "1"})
    await desk.send()
    assert (await said(desk))["Tahap"] == "Usulan"
    await desk.fill({"versi2": "2"})
    await desk.send()
    row = desk.page.locator("tr", has_text="Tahap")
    assert await row.locator("td").all_inner_texts() == ["Usulan", "Uji coba"]


async def test_what_was_not_recorded_yet_is_told_beside_what_had_happened(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("auditor")
    today = datetime.now(JAKARTA).date()
    await desk.open(f"/inovasi/{innovation}/keadaan?tanggal={today}")
    assert "Yang diketahui saat itu" in await desk.text()
    assert (await said(desk))["Tahap"] == "Usulan"


async def test_what_is_wrong_with_a_moment_stands_beside_it_and_nothing_typed_is_lost(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("auditor")
    answer = await desk.open(f"/inovasi/{innovation}/keadaan?tanggal=2026-11-02&jam=25.00&versi2=99")
    assert answer.status == 422
    assert "bukan jam" in await desk.page.inner_text("#jam-error")
    assert await desk.page.input_value("#jam") == "25.00"
    assert "versi 99" in await desk.page.inner_text("#versi2-error")
    assert await desk.page.input_value("#versi2") == "99"
    for wrong in (
        f"tanggal={datetime.now(UTC).date() + timedelta(days=9)}",
        "tanggal=2001-01-01",
        "tanggal=x&jam=9",
        "tanggal=0001-01-01&jam=1",
    ):
        assert (await desk.open(f"/inovasi/{innovation}/keadaan?{wrong}")).status == 422
        assert await desk.page.locator("#tanggal-error").count() == 1, wrong


async def test_what_is_not_open_now_is_not_open_as_of_then(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_evaluation()
    await cli.done("score", innovation, "--file", "examples/score.yaml", "--as", "evaluator-1")
    for person, seen in (("pengusul", False), ("evaluator-2", False), ("sekretariat", True)):
        await desk.sign_in(person)
        for query in ("", "?versi=6", "?versi=5&versi2=6"):
            await desk.open(f"/inovasi/{innovation}/keadaan{query}")
            assert ("90,4" in await desk.page.content()) == seen, (person, query)


@pytest.mark.parametrize(("zone", "hours"), [("Asia/Jakarta", 7), ("Asia/Jayapura", 9)])
def test_a_day_is_meant_in_the_zone_of_the_page_and_alone_is_its_end(zone: str, hours: int) -> None:
    typed = {"tanggal": "2026-03-01", "jam": "14.30"}
    there = ZoneInfo(zone)
    assert point(typed, "", there, "id").instant == datetime(2026, 3, 1, 14 - hours, 30, tzinfo=UTC)
    whole = point({"tanggal": "2026-03-01"}, "", there, "id").instant
    assert whole is not None
    assert whole.astimezone(there).date().isoformat() == "2026-03-01"
    assert (whole + timedelta(seconds=1)).astimezone(there).date().isoformat() == "2026-03-02"


@pytest.mark.parametrize("typed", ["0x1", "-1", "1.5", "1" * 30, "²"])
def test_only_a_number_is_a_version(typed: str) -> None:
    found = point({"versi": typed}, "", JAKARTA, "id")
    assert found.wrong
    assert not found.given
    assert found.version == typed
