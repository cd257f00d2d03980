"""The first screen: what each role has to do first stands there, and a link leads to where it is done, without a mouse.

So each role's journey from there to what comes of it is one by the keyboard alone. The others' are in
`test_accessible_desks.py` (the secretariat), `test_drafts.py` (an agency's administrator), `test_signing.py` (the
minister), `test_settings.py` (administrators) and `test_audit.py` (auditors).
"""

import re

import pytest

from tests.cli.running import EXAMPLES, Cli
from tests.console.desk import Desk
from tests.console.keyboard import Keyboard
from tests.console.test_life import hand_in


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """The desk, without a mouse."""
    return Keyboard(desk)


async def section(desk: Desk, name: str) -> str:
    """What a part of the first screen says."""
    return await desk.page.inner_text(f'section[aria-labelledby="{name}"]')


async def follow(desk: Desk, link: str) -> None:
    """Follow a link of the page; a first screen shows few, so what other tests left may stand there in its place."""
    there = f'main a[href^="{link}"]'
    if await desk.page.locator(there).count():
        await desk.press(there)
    else:
        await desk.open(link)


async def test_whoever_signs_in_comes_to_their_first_screen(desk: Desk) -> None:
    for person in ("pengusul", "auditor", "administrator"):
        await desk.sign_in(person)
        assert desk.page.url.endswith("/beranda")
    await desk.open("/")
    assert desk.page.url.endswith("/beranda")
    shown = await desk.page.inner_text("header nav")
    assert "Tugas saya" not in shown  # an administrator has none
    await desk.sign_in("sekretariat")
    assert "Tugas saya" in await desk.page.inner_text("header nav")


async def test_a_proposing_unit_sees_where_each_of_its_proposals_stands(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.done("return", innovation, "--reason", "Lengkapi data.", "--as", "sekretariat")
    await desk.sign_in("pengusul")
    own = await section(desk, "usulan")
    assert "Usulan" in own
    assert "Menunggu" in own
    await follow(desk, f"/inovasi/{innovation}/tindakan/revise")
    await desk.fill({"proposal__title": "Kartu Insentif Anak, diperbaiki", "alasan": "Data dilengkapi."})
    await desk.send()
    assert await desk.page.locator(".govuk-notification-banner").count() == 1, await desk.text()


async def test_an_agencys_administrator_sees_the_drafts_to_hand_in(desk: Desk) -> None:
    await desk.sign_in("pengusul")
    await desk.open("/inovasi/baru?edisi=ringkas")
    await desk.fill({"proposal__title": "Rancangan untuk admin"})
    await desk.press('main button[formaction^="/rancangan"]')
    await desk.sign_in("admin-surakarta")
    assert "Rancangan untuk diajukan" in await section(desk, "rancangan")
    await desk.open("/rancangan")
    assert "Rancangan untuk admin" in await desk.text()


async def test_the_secretariat_sees_its_queue_by_kind(desk: Desk, cli: Cli) -> None:
    await cli.proposed()
    await desk.sign_in("sekretariat")
    assert "Seleksi administrasi" in await section(desk, "antrean")
    await follow(desk, "/tugas?jenis=screening")
    assert await desk.page.locator("input[type=checkbox]").count() >= 1


async def test_an_evaluator_sees_how_many_sheets_are_given_and_goes_on_to_the_next(desk: Desk, cli: Cli) -> None:
    first, second = [await cli.in_evaluation() for _ in range(2)]
    await desk.sign_in("evaluator-3")
    before = await section(desk, "lembar")
    assert "panel: 0 dari 3 lembar masuk" in before
    await cli.done("score", first, "--file", EXAMPLES / "score.yaml", "--as", "evaluator-3")
    await desk.open("/beranda")
    after = await section(desk, "lembar")
    assert "lembar Anda sudah disampaikan" in after
    assert "90" not in after.replace(first, "").replace(second, "")
    await follow(desk, f"/inovasi/{second}/tindakan/score")
    await hand_in(desk)
    sheets = [each for each in await cli.done("history", second) if each["type"] == "ScoreSubmitted"]
    assert [each["actor"] for each in sheets] == ["evaluator-3"]


async def test_a_deputy_sees_what_is_ready_and_a_minister_what_to_determine(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_decision()
    await desk.sign_in("deputi")
    assert "Kartu Insentif Anak" in await section(desk, "siap")
    await follow(desk, f"/inovasi/{innovation}/tindakan/decide")
    decided = {"choice": "scale_regions", "adopters": "Kota Bandung", "instrument": "SK 8", "alasan": "Teruji."}
    await desk.fill(decided)
    await desk.send()
    await desk.send()  # having looked it over
    assert await desk.page.locator(".govuk-notification-banner").count() == 1, await desk.text()
    await desk.sign_in("menteri")
    assert "Kartu Insentif Anak" in await section(desk, "tetapkan")
    await follow(desk, f"/inovasi/{innovation}/tindakan/endorse")
    assert "SK 8" in await desk.text()
    await desk.send()
    if await desk.page.locator("button[name=yakin]").count():
        await desk.send()
    assert (await cli.done("show", innovation))["stage"] == "scaling"


async def test_a_region_reports_from_a_small_screen_and_once_however_often_it_is_sent(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_pilot()
    await desk.page.set_viewport_size({"width": 320, "height": 568})
    sizes: list[int] = []
    desk.page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length", "0"))))
    await desk.sign_in("petugas-bandung")
    assert await desk.page.evaluate("document.documentElement.scrollWidth") <= 320
    await follow(desk, f"/inovasi/{innovation}/tindakan/report-measurement")
    assert await desk.page.locator("main form input:visible, main form textarea:visible").count() <= 5
    assert await desk.page.evaluate("document.documentElement.scrollWidth") <= 320
    await desk.fill({"values__cakupan": "27", "values__waktu-terbit": "2"})
    fields = await desk.page.evaluate("Object.fromEntries(new FormData(document.querySelector('main form')))")
    address = desk.page.url
    for _ in range(2):  # the line broke, and it is sent again
        sent = await desk.page.request.post(
            address, form=fields | {"tetap": "1"}, headers={"Sec-Fetch-Site": "same-origin"}
        )
        assert sent.ok
    await desk.fill({"tetap": "1"} if await desk.page.locator("#tetap").count() else {})
    await desk.send()  # and once more, by hand
    reports = [each for each in await cli.done("history", innovation) if each["type"] == "MeasurementReported"]
    assert len(reports) == 1
    assert max(sizes) < 60_000


@pytest.mark.usefixtures("long_pages")
async def test_an_auditor_searches_from_the_first_screen(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("auditor")
    await desk.fill({"cari": "insentif"})
    async with desk.page.expect_navigation():
        await desk.page.keyboard.press("Enter")
    assert desk.page.url.endswith("/inovasi?cari=insentif")
    assert innovation in await desk.page.content()
    await desk.open("/beranda")
    await follow(desk, "/audit/catatan")
    assert (await desk.page.request.get(desk.page.url)).ok


async def test_an_administrator_sees_who_asks_and_what_waits_for_a_second_one(desk: Desk) -> None:
    await desk.sign_in("administrator")
    assert re.search(r"Permintaan akun: \d+", await section(desk, "administrasi"))
    await follow(desk, "/pengaturan/konfirmasi")
    assert "konfirmasi" in (await desk.text()).lower()
    await desk.open("/beranda")
    await follow(desk, "/pengaturan/permintaan")
    assert desk.page.url.endswith("/pengaturan/permintaan")


async def test_as_many_tasks_are_counted_as_there_are_to_do(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_decision()
    decided = ("decide", innovation, "scale_regions", "--adopter", "Kota Bandung", "--instrument", "SK 9")
    await cli.done(*decided, "--as", "deputi", "--reason", "Teruji")  # which others determine
    await cli.in_decision()
    await desk.sign_in("deputi")
    said = re.search(r"(\d+) tugas menunggu Anda", await section(desk, "tugas"))
    await desk.open("/tugas")
    assert said
    assert int(said[1]) == await desk.page.locator("tbody tr").count()
    assert f"Semua ({said[1]})" in await desk.text()
