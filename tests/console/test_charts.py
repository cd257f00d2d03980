"""Results are drawn on their way from baseline to target."""

from decimal import Decimal

import pytest

from console.charts import BEYOND, WIDTH, bar
from tests.cli.running import Cli
from tests.console.desk import Desk


@pytest.mark.parametrize(
    ("baseline", "target", "result", "percent", "width"),
    [
        ("0", "50", "25", 50, WIDTH // 2),
        ("10", "2", "4", 75, 150),  # less is better
        ("10", "20", "5", -50, 0),
        ("0", "10", "900", 9000, BEYOND),
    ],
)
def test_a_bar_is_as_long_as_the_way_that_was_gone(
    baseline: str, target: str, result: str, percent: int, width: int
) -> None:
    drawn = bar(Decimal(baseline), Decimal(target), Decimal(result))
    assert drawn is not None
    assert (drawn.percent, drawn.width) == (percent, width)


def test_without_a_result_or_a_way_nothing_is_drawn() -> None:
    assert bar(Decimal(1), Decimal(2), None) is None
    assert bar(Decimal(1), Decimal(1), Decimal(5)) is None


async def test_summary_and_file_draw_results_and_say_the_same_in_words_and_a_table(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_pilot()
    report = ("report", innovation, "--region", "32.73", "cakupan=26", "waktu-terbit=2", "--as", "petugas-bandung")
    await cli.done(*report)
    await desk.sign_in("auditor")
    for tab in ("", "/berkas"):
        await desk.open(f"/inovasi/{innovation}{tab}")
        assert await desk.page.locator("svg.jejak-chart").count() == 2
        assert "% dari jarak kondisi awal ke target" in await desk.text()
        assert "26" in await desk.page.locator("td", has_text="26").all_inner_texts()
    await desk.sign_in("evaluator-1")
    await desk.open(f"/inovasi/{innovation}")
    assert await desk.page.locator("svg.jejak-chart").count() == 0
    assert "26" not in await desk.page.locator("td").all_inner_texts()
