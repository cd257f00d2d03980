"""The pages of evaluating and deciding can be used by everybody, in both languages and themes, wide and narrow."""

import pytest

from tests.cli.running import Cli
from tests.console.desk import Desk
from tests.console.test_accessible import violations


@pytest.mark.parametrize(("lang", "theme", "width"), [("id", "light", 1400), ("id", "dark", 320), ("en", "dark", 1400)])
async def test_axe_finds_nothing_while_one_evaluates_and_decides(
    desk: Desk, cli: Cli, lang: str, theme: str, width: int
) -> None:
    await desk.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    await desk.page.set_viewport_size({"width": width, "height": 800})
    found = dict[str, list[str]]()

    async def looked_at(what: str) -> None:
        found[what] = await violations(desk)
        if await desk.page.evaluate("document.documentElement.scrollWidth") > width:
            found[what].append("wider than the window")

    innovation = await cli.in_decision()
    await desk.open("/masuk")
    if lang == "en":
        async with desk.page.expect_navigation():
            await desk.page.click("button[name=bahasa][value=en]")
    await desk.sign_in("deputi")
    await desk.open(f"/inovasi/{innovation}/penilaian")
    await looked_at("penilaian")
    await desk.open(f"/inovasi/{innovation}/keputusan?daerah=Kota%20Entah")
    await looked_at("keputusan, a region that there isn't")
    await desk.open(f"/inovasi/{innovation}/keputusan")
    await looked_at("keputusan")
    await desk.open(f"/inovasi/{innovation}/tindakan/decide")
    await desk.fill({"choice": "scale_regions", "adopters": "Kota Bandung", "alasan": "Teruji."})
    await desk.send()
    await looked_at("review")
    await desk.send()
    await desk.sign_in("menteri")
    await desk.open(f"/inovasi/{innovation}/keputusan")
    await looked_at("keputusan, proposed")
    other = await cli.in_evaluation()
    await desk.sign_in("evaluator-1")
    await desk.open(f"/inovasi/{other}/penilaian")
    await looked_at("penilaian, open")
    await desk.open(f"/inovasi/{other}/tindakan/score")
    await looked_at("sheet")
    await desk.send()
    await looked_at("sheet, everything missing")
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{other}/tindakan/replace-evaluator")
    await looked_at("seats")
    assert {what: wrong for what, wrong in found.items() if wrong} == {}
