"""Every page can be used by everybody: in both languages and themes, on a telephone."""

from pathlib import Path

import pytest

from tests.cli.running import Cli
from tests.console.desk import Desk

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
TELEPHONE, PAPER, WINDOW = 320, 718, 800
"""How wide each is: a sheet of A4 with a centimetre of margin, and a window on a small screen."""

READ = (
    "",
    "/berkas",
    "/penilaian",
    "/keputusan",
    "/riwayat",
    "/riwayat?semua=1",
    "/riwayat?cari=tidak-ada&dari=kemarin&zona=WIT",
    "/keadaan",
    "/keadaan?versi=2&versi2=3",
    "/keadaan?jam=25&versi2=0",
)

SETTINGS = (
    "/kunci",
    "/kunci/menunggu",
    "",
    "/pengguna",
    "/pengguna/pengusul",
    "/pengguna/pengusul/kontak",
    "/pengguna/baru/beri-peran",
    "/pengguna/pengusul/serah-terima",
    "/instansi?cari=surakarta",
    "/instansi/kota-surakarta",
    "/instansi/kota-surakarta/pecah",
    "/edisi",
    "/edisi/kipp-2023",
    "/edisi/kipp-2023?banding=kipp-2025",
    "/kalender?tahun=2026",
    "/token",
    "/konfirmasi",
    "/terbitkan",
    "/terbitkan/kalender",
)


async def violations(desk: Desk) -> list[str]:
    """What axe finds wrong with the page: the rule, and where."""
    found = await desk.page.evaluate(f"{AXE}; axe.run(document, {RULES})")
    return [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]]


@pytest.fixture(scope="module")
def shown() -> dict[str, str]:
    """Innovations that were made for the pages to show, by the stage that they are in."""
    return {}


async def pages(desk: Desk, cli: Cli, shown: dict[str, str]) -> list[tuple[str, str]]:
    """Every kind of page, and as whom it is looked at."""
    if not shown:
        shown["decision"] = await cli.in_decision()
        shown["pilot"] = await cli.in_pilot()
        shown["evaluation"] = await cli.in_evaluation()
        shown["scaling"] = await cli.in_scaling()
    await desk.open("/masuk")
    acts = {
        "sekretariat": [
            f"/inovasi/{shown['pilot']}/tindakan/extend-pilot",
            f"/inovasi/{shown['evaluation']}/tindakan/replace-evaluator",
            f"/inovasi/{shown['decision']}/tindakan/record-decree",
            f"/inovasi/{shown['pilot']}/tindakan/plan-pilots",
        ],
        "petugas-bandung": [f"/inovasi/{shown['pilot']}/tindakan/report-measurement?daerah=32.73"],
        "evaluator-1": [f"/inovasi/{shown['evaluation']}/tindakan/score"],
        "deputi": [f"/inovasi/{shown['decision']}/tindakan/decide"],
        "pengusul": ["/inovasi/baru", "/inovasi/baru?edisi=kipp-2023"],
        "administrator": [f"/pengaturan{each}" for each in SETTINGS],
    }
    reading = ["/tugas", "/inovasi", "/inovasi?cari=tidak-ada", "/inovasi?instansi=tidak-ada-itu", "/none"]
    reading += ["/daerah", "/daerah/32", "/daerah/31", "/daerah/32.73", "/rekapitulasi"]
    reading += [
        "/audit/akun",
        "/audit/bacaan",
        "/audit/bacaan?oleh=tidak-dikenal&hari=besok",
        "/pengaturan/bacaan-saya",
    ]
    reading += ["/rekapitulasi/kasus?edisi=ringkas&tahap=proposal"]
    reading += ["/audit", "/audit?siapa=tidak-ada&dari=1999-01-01", "/audit/catatan", "/audit/verifikasi"]
    reading += ["/audit/peristiwa?riwayat=keys/service&versi=1", "/audit/bundel?inovasi=tidak-ada"]
    reading += [f"/audit/andaikan?inovasi={shown['decision']}&edisi=kipp-2023", "/audit/andaikan"]
    reading += [f"/inovasi/{each}{part}" for each in (shown["decision"], shown["scaling"]) for part in READ]
    return [("auditor", each) for each in reading] + [(who, each) for who, those in acts.items() for each in those]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["id", "en"])
async def test_axe_finds_nothing_on_any_page(
    desk: Desk, cli: Cli, shown: dict[str, str], lang: str, theme: str
) -> None:
    await desk.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    found, who = dict[str, list[str]](), ""
    wanted = await pages(desk, cli, shown)
    if lang == "en":
        async with desk.page.expect_navigation():
            await desk.page.click("button[name=bahasa][value=en]")
    found["/masuk"] = await violations(desk)
    for person, path in wanted:
        if person != who:
            await desk.sign_in(person)
            who = person
        await desk.open(path)
        assert await desk.page.get_attribute("html", "lang") == lang
        found[path] = await violations(desk)
    for path in ("/publik", "/publik?tahap=x&provinsi=99", "/publik/verifikasi", f"/publik/{shown['scaling']}"):
        await desk.open(path)
        found[path] = await violations(desk)
    await desk.sign_in("pengusul")
    await desk.open("/inovasi/baru?edisi=ringkas")
    await desk.send()
    found["everything wrong"] = await violations(desk)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


async def test_nothing_is_wider_than_a_telephone_a_sheet_of_paper_or_a_window_with_text_twice_as_large(
    desk: Desk, cli: Cli, shown: dict[str, str]
) -> None:
    wider, who = list[str](), ""

    async def looked_at(path: str, width: int, how: str) -> None:
        await desk.page.set_viewport_size({"width": width, "height": 640})
        found = await desk.page.evaluate("document.documentElement.scrollWidth")
        if found > width:
            wider.append(f"{path}, {how}: {found}")

    every = await pages(desk, cli, shown)
    every += [("", each) for each in ("/publik", "/publik/verifikasi", f"/publik/{shown['scaling']}")]
    for person, path in every:
        if person != who and person:
            await desk.sign_in(person)
            who = person
        await desk.open(path)
        await looked_at(path, TELEPHONE, "telephone")
        await desk.page.emulate_media(media="print")
        await looked_at(path, PAPER, "paper")
        assert not await desk.page.locator("header").is_visible()
        await desk.page.emulate_media(media="screen")
        await desk.page.evaluate("document.documentElement.style.fontSize = '200%'")
        await looked_at(path, WINDOW, "text twice as large")
    assert not wider, "\n".join(wider)
