"""The pages of evaluating and deciding can be used by everybody."""

import pytest

from tests.cli.running import Cli
from tests.console.desk import Desk
from tests.console.usable import faults

pytestmark = pytest.mark.minutes


@pytest.mark.parametrize("lang", ["id", "en"])
async def test_everybody_can_evaluate_and_decide(desk: Desk, cli: Cli, lang: str) -> None:
    found = dict[str, list[str]]()

    async def looked_at(what: str) -> None:
        found[what] = await faults(desk)

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
