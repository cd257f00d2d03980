"""First screens, tasks and drafts can be used by everybody: read aloud, with the keyboard alone, on a telephone."""

import pytest

from tests.cli.running import Cli
from tests.console.desk import Desk
from tests.console.keyboard import Keyboard
from tests.console.test_tasks import MINE, SCREENING, screening
from tests.console.usable import faults

pytestmark = pytest.mark.minutes

PEOPLE = (
    *("pengusul", "admin-surakarta", "sekretariat", "evaluator-1", "deputi", "menteri", "petugas-bandung"),
    *("administrator", "auditor"),
)


async def pages(desk: Desk, cli: Cli) -> list[tuple[str, str]]:
    """Every kind of page, and as whom it is looked at."""
    innovation = await cli.proposed()
    await cli.in_evaluation()
    await desk.sign_in("pengusul")
    await desk.open("/inovasi/baru?edisi=ringkas")
    await desk.fill({"proposal__title": "Rancangan yang dapat dibaca semua orang"})
    async with desk.page.expect_navigation():
        await desk.page.click('main button[formaction^="/rancangan"]')
    draft = desk.page.url.removeprefix(desk.address)
    await desk.sign_in("sekretariat")
    await desk.page.request.post(
        f"{desk.address}/inovasi/{innovation}/tindakan/note",
        form={"text": "Belum selesai.", "simpan": "1"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    await desk.open(SCREENING)
    async with desk.page.expect_navigation():
        await desk.page.click(f'button[name=ambil][value="{screening(innovation)}"]')
    task = f"tugas={screening(innovation)}"
    listed = [SCREENING, MINE, "/tugas", "/tugas?kelompok=1", f"/tugas/alihkan?{task}", "/rancangan"]
    listed += [f"/tugas/sekaligus?jenis=screening&tindakan=return_proposal&{task}"]
    listed += [f"/inovasi/{innovation}/tindakan/note"]
    return [
        *((person, "/beranda") for person in PEOPLE),
        *(("sekretariat", path) for path in listed),
        ("petugas-jayapura", "/tugas"),
        *(("pengusul", path) for path in ("/rancangan", draft)),
    ]


@pytest.mark.parametrize("lang", ["id", "en"])
async def test_everybody_can_use_a_desk(desk: Desk, cli: Cli, lang: str) -> None:
    wanted, found, who = await pages(desk, cli), dict[str, list[str]](), ""
    if lang == "en":
        async with desk.page.expect_navigation():
            await desk.page.click("button[name=bahasa][value=en]")
    for person, path in wanted:
        if person != who:
            await desk.sign_in(person)
            who = person
        answer = await desk.open(path)
        assert answer.ok, path
        found[f"{person} {path}"] = await faults(desk)
        if path.startswith("/tugas/sekaligus"):
            await desk.send()  # without the reason
            found["a reason is missing"] = await faults(desk)
            await desk.fill({"alasan": "Lengkapi."})
            await desk.send()
            found["outcomes"] = await faults(desk)
        if path.startswith("/rancangan/"):
            async with desk.page.expect_navigation():
                await desk.page.click("button[name=ajukan]")
            found["a draft that lacks something"] = await faults(desk)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


async def test_tasks_are_done_together_with_the_keyboard_alone(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    desk = Keyboard(desk)
    await desk.sign_in("sekretariat")
    await desk.press('main a[href="/tugas?jenis=screening"]')
    await desk.fill({"tugas": screening(innovation)})
    await desk.press("button[name=tindakan][value=admit]")
    await desk.send()
    assert "1 tercatat, 0 tidak dapat diproses." in await desk.text()
