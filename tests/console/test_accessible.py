"""Every page can be used by everybody: in both languages."""

import pytest

from tests.cli.running import Cli
from tests.console.desk import Desk
from tests.console.usable import faults

pytestmark = pytest.mark.minutes

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


@pytest.mark.parametrize("lang", ["id", "en"])
async def test_every_page_can_be_used_by_everybody(desk: Desk, cli: Cli, shown: dict[str, str], lang: str) -> None:
    found, who = dict[str, list[str]](), ""
    wanted = await pages(desk, cli, shown)
    if lang == "en":
        async with desk.page.expect_navigation():
            await desk.page.click("button[name=bahasa][value=en]")
    found["/masuk"] = await faults(desk)
    for person, path in wanted:
        if person != who:
            await desk.sign_in(person)
            who = person
        await desk.open(path)
        assert await desk.page.get_attribute("html", "lang") == lang
        found[path] = await faults(desk)
    for path in ("/publik", "/publik?tahap=x&provinsi=99", "/publik/verifikasi", f"/publik/{shown['scaling']}"):
        await desk.open(path)
        found[path] = await faults(desk)
    await desk.sign_in("pengusul")
    await desk.open("/inovasi/baru?edisi=ringkas")
    await desk.send()
    found["everything wrong"] = await faults(desk)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
