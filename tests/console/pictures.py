"""The pictures of every page that docs/halaman/ keeps and the guides in docs/panduan/ show: what, as whom, and how."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.cli.running import ROOT
from tests.console.desk import Desk
from tests.console.passkeys import Authenticator
from tests.console.test_passkeys import WAITING, enrolled, made
from tests.console.test_publishing import HERE as PUBLISHING
from tests.console.test_settings import proposed

Do = Callable[[Desk], Awaitable[object]]

PERSON = "calon-sekretariat"


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as somebody sees it."""

    name: str
    route: str
    """Of console/app.py, which this is a picture of."""
    person: str | None
    path: str
    """Where it is; `{plot}` stands for a sample innovation of that plot."""
    then: Do | None = None
    """What is done there before the picture is taken."""
    main: bool = False
    """Whether there is one in the dark and one of a telephone too."""


async def send_empty(desk: Desk) -> None:
    """Send a form in which nothing is filled in."""
    await desk.send()


async def after_the_session(desk: Desk) -> None:
    """Send a form once the session is over."""
    await desk.fill({"alasan": "Sudah sesuai berita acara."})
    await desk.page.context.clear_cookies()
    await desk.send()


async def save_a_draft(desk: Desk) -> None:
    """Keep a proposal that isn't complete."""
    await desk.fill({"proposal__title": "Loket Keliling Desa (rekaan)"})
    async with desk.page.expect_navigation():
        await desk.page.click('main button[formaction^="/rancangan"]')


async def open_draft(desk: Desk) -> None:
    """Open the draft."""
    async with desk.page.expect_navigation():
        await desk.page.locator('main a[href^="/rancangan/"]').first.click()


async def publish(desk: Desk) -> None:
    """Upload a table of holidays, as far as what it would change."""
    await desk.fill({"source": "SKB 3 Menteri tentang hari libur nasional dan cuti bersama 2028 (rekaan)"})
    rows = "2028-01-01,Tahun Baru 2028 Masehi,libur_nasional\n2028-01-26,Tahun Baru Imlek 2579,libur_nasional\n"
    table = (ROOT / "reference/holidays.csv").read_text().replace("Tahun Baru 2023 Masehi", "Tahun Baru Masehi 2023")
    file = {"name": "libur-2028.csv", "mimeType": "text/csv", "buffer": (table + rows).encode()}
    await desk.page.set_input_files('[name="content.naskah"]', file)  # type: ignore[arg-type]
    await desk.send()


async def decide(desk: Desk) -> None:
    """Propose a decision, as far as its effects."""
    typed = {"choice": "scale_regions", "adopters": "Kota Bandung\nKota Makassar", "alasan": "Teruji di dua daerah."}
    await desk.fill(typed | {"instrument": "Keputusan Menteri (rekaan)"})
    await desk.send()


async def decide_to_sign(desk: Desk) -> None:
    """The same, as far as the page that a passkey signs."""
    await decide(desk)
    await desk.send()


async def verify(desk: Desk) -> None:
    """Verify the whole record, and see what was found."""
    await desk.send()
    while await desk.page.locator("progress").count():
        await desk.page.reload()


async def first_that_waits(desk: Desk) -> None:
    """Open what waits for a second administrator."""
    async with desk.page.expect_navigation():
        await desk.page.locator('main a[href^="/pengaturan/konfirmasi/"]').first.click()


async def first_key_that_waits(desk: Desk) -> None:
    """Open a passkey that waits for administrators."""
    async with desk.page.expect_navigation():
        await desk.page.locator(f'main a[href^="{WAITING}/"]').first.click()


async def newest_event(desk: Desk) -> None:
    """Open an event of the list."""
    async with desk.page.expect_navigation():
        await desk.page.locator('main a[href^="/audit/peristiwa"]').first.click()


async def slowest_cases(desk: Desk) -> None:
    """Open the cases behind a number."""
    async with desk.page.expect_navigation():
        await desk.page.locator('main a[href^="/rekapitulasi/kasus"]').first.click()


async def hand_over(desk: Desk) -> None:
    """Choose a task to hand over."""
    await desk.page.locator('main input[type=checkbox][name="tugas"]').first.check()
    async with desk.page.expect_navigation():
        await desk.page.click('main button[formaction^="/tugas/alihkan"]')


async def return_many(desk: Desk) -> None:
    """Choose two tasks to be done at once."""
    for nth in range(2):
        await desk.page.locator('main input[type=checkbox][name="tugas"]').nth(nth).check()
    async with desk.page.expect_navigation():
        await desk.page.click("main button[name=tindakan][value=return_proposal]")


async def declined(desk: Desk) -> None:
    """One administrator's mistake, which the other declines."""
    waiting = await proposed(desk, "salah-orang")
    await desk.sign_in("administrator-2")
    await desk.open(waiting)
    await desk.fill({"alasan": "Bukan pegawai Sekretariat (rekaan)."})
    await desk.press("button[value=tolak]")


async def prepare(desk: Desk) -> None:
    """What has to be there before the pictures are taken: keys, requests that wait, a command line that asks."""
    await Authenticator.at(desk)
    await enrolled(desk, "deputi")
    await made(desk, "menteri")
    await declined(desk)
    await proposed(desk, PERSON)
    await desk.sign_in("pengusul")
    await desk.open(PROPOSE)
    await save_a_draft(desk)


STANDARD = "/inovasi/{deciding}"
SUMMARY, ACT = "/inovasi/{innovation}", "/inovasi/{innovation}/tindakan/{act}"
REPORT = "/inovasi/{piloting}/tindakan/report-measurement?daerah=32.73"
PROPOSE = "/inovasi/baru?edisi=contoh"
PEOPLE = (
    *("admin-surakarta", "sekretariat", "evaluator-1", "deputi", "menteri", "petugas-bandung"),
    *("administrator", "auditor"),
)
COMMAND_LINE = f"/masuk/perintah?port=41234&tantangan={'a' * 43}&keadaan={'b' * 43}&nama=laptop-kantor"

PICTURES = (
    Picture("masuk", "/masuk", None, "/masuk", main=True),
    Picture("masuk-perintah", "/masuk/perintah", "auditor", COMMAND_LINE),
    Picture("masuk-perangkat", "/masuk/perangkat", "auditor", "/masuk/perangkat"),
    Picture("beranda-pengusul", "/beranda", "{returned}", "/beranda", main=True),
    *(Picture(f"beranda-{person}", "/beranda", person, "/beranda") for person in PEOPLE),
    Picture("tugas", "/tugas", "sekretariat", "/tugas", main=True),
    Picture("tugas-alihkan", "/tugas/alihkan", "sekretariat", "/tugas?jenis=screening", hand_over),
    Picture("tugas-sekaligus", "/tugas/sekaligus", "sekretariat", "/tugas?jenis=screening", return_many),
    Picture("inovasi", "/inovasi", "sekretariat", "/inovasi", main=True),
    Picture("usulan-edisi", "/inovasi/baru", "pengusul", "/inovasi/baru"),
    Picture("usulan", "/inovasi/baru", "pengusul", PROPOSE),
    Picture("usulan-salah", "/inovasi/baru", "pengusul", PROPOSE, send_empty, main=True),
    Picture("inovasi-ringkasan", SUMMARY, "sekretariat", "/inovasi/{adopting}", main=True),
    Picture("inovasi-berkas", "/inovasi/{innovation}/berkas", "deputi", f"{STANDARD}/berkas", main=True),
    Picture("inovasi-penilaian", "/inovasi/{innovation}/penilaian", "deputi", f"{STANDARD}/penilaian", main=True),
    Picture("inovasi-panel", "/inovasi/{innovation}/penilaian", "evaluator-2", "/inovasi/{scored-one}/penilaian"),
    Picture("inovasi-keputusan", "/inovasi/{innovation}/keputusan", "deputi", f"{STANDARD}/keputusan", main=True),
    Picture(
        "inovasi-penetapan", "/inovasi/{innovation}/keputusan", "menteri", "/inovasi/{proposed-decision}/keputusan"
    ),
    Picture("inovasi-riwayat", "/inovasi/{innovation}/riwayat", "auditor", "/inovasi/{adopting}/riwayat", main=True),
    Picture(
        "inovasi-keadaan", "/inovasi/{innovation}/keadaan", "auditor", "/inovasi/{adopting}/keadaan?versi=6&versi2=9"
    ),
    Picture("seleksi", SUMMARY, "sekretariat", "/inovasi/{proposed}"),
    Picture("kembalikan", ACT, "sekretariat", "/inovasi/{proposed}/tindakan/return-proposal"),
    Picture("rencana-uji-coba", ACT, "sekretariat", "/inovasi/{admitted}/tindakan/plan-pilots"),
    Picture("tetapkan-panel", ACT, "sekretariat", "/inovasi/{no-panel}/tindakan/assign-panel"),
    Picture("catat-keputusan", ACT, "sekretariat", "/inovasi/{proposed-decision}/tindakan/record-decree"),
    Picture("rencana-gelombang", ACT, "sekretariat", "/inovasi/{to-plan}/tindakan/plan-waves"),
    Picture("perbaiki-usulan", ACT, "{returned}", "/inovasi/{returned}/tindakan/revise"),
    Picture(
        "lapor-capaian",
        ACT,
        "petugas-bandung",
        "/inovasi/{piloting}/tindakan/report-measurement?daerah=32.73",
        main=True,
    ),
    Picture("lembar-penilaian", ACT, "evaluator-2", "/inovasi/{scored-one}/tindakan/score", main=True),
    Picture("lembar-penilaian-salah", ACT, "evaluator-2", "/inovasi/{scored-one}/tindakan/score", send_empty),
    Picture("konflik-kepentingan", ACT, "evaluator-2", "/inovasi/{scored-one}/tindakan/declare-conflict"),
    Picture("usulkan-keputusan", ACT, "deputi", f"{STANDARD}/tindakan/decide"),
    Picture("periksa-akibat", ACT, "deputi", f"{STANDARD}/tindakan/decide", decide, main=True),
    Picture("tanda-tangan", ACT, "deputi", f"{STANDARD}/tindakan/decide", decide_to_sign, main=True),
    Picture("tetapkan", ACT, "menteri", "/inovasi/{proposed-decision}/tindakan/endorse"),
    Picture("ditolak", ACT, "evaluator-surakarta", f"{STANDARD}/tindakan/decide"),
    Picture("sesi-berakhir", ACT, "sekretariat", "/inovasi/{proposed}/tindakan/note", after_the_session),
    Picture("tidak-ada", SUMMARY, "sekretariat", "/inovasi/tidak-ada"),
    Picture("rancangan-satu", "/rancangan/{draft}", "pengusul", "/rancangan", open_draft),
    Picture("rancangan", "/rancangan", "pengusul", "/rancangan"),
    Picture("pengaturan", "/pengaturan", "administrator", "/pengaturan"),
    Picture("pengguna", "/pengaturan/pengguna", "administrator", "/pengaturan/pengguna", main=True),
    Picture("pengguna-satu", "/pengaturan/pengguna/{orang}", "administrator", "/pengaturan/pengguna/pengusul"),
    Picture(
        "pengguna-kontak",
        "/pengaturan/pengguna/{orang}/kontak",
        "administrator",
        "/pengaturan/pengguna/pengusul/kontak",
    ),
    Picture(
        "beri-peran",
        "/pengaturan/pengguna/{orang}/{tindakan}",
        "administrator",
        "/pengaturan/pengguna/baru/beri-peran",
    ),
    Picture(
        "serah-terima",
        "/pengaturan/pengguna/{orang}/serah-terima",
        "admin-surakarta",
        "/pengaturan/pengguna/pengusul/serah-terima",
    ),
    Picture("instansi", "/pengaturan/instansi", "administrator", "/pengaturan/instansi?cari=surakarta"),
    Picture("instansi-satu", "/pengaturan/instansi/{instansi}", "administrator", "/pengaturan/instansi/kota-surakarta"),
    Picture(
        "instansi-pecah",
        "/pengaturan/instansi/{instansi}/{tindakan}",
        "administrator",
        "/pengaturan/instansi/kota-surakarta/pecah",
    ),
    Picture("edisi", "/pengaturan/edisi", "administrator", "/pengaturan/edisi"),
    Picture("edisi-satu", "/pengaturan/edisi/{edisi}", "administrator", "/pengaturan/edisi/contoh?banding=kipp-2023"),
    Picture("kalender", "/pengaturan/kalender", "administrator", "/pengaturan/kalender?tahun=2026"),
    Picture("terbitkan", PUBLISHING, "administrator", PUBLISHING),
    Picture("terbitkan-periksa", PUBLISHING + "/{naskah}", "administrator", PUBLISHING + "/kalender", publish),
    Picture("token", "/pengaturan/token", "auditor", "/pengaturan/token"),
    Picture("kunci", "/pengaturan/kunci", "deputi", "/pengaturan/kunci", main=True),
    Picture("kunci-menunggu", WAITING, "administrator", WAITING),
    Picture("kunci-menunggu-satu", WAITING + "/{key}", "administrator", WAITING, first_key_that_waits),
    Picture("konfirmasi", "/pengaturan/konfirmasi", "administrator-2", "/pengaturan/konfirmasi"),
    Picture(
        "konfirmasi-satu",
        "/pengaturan/konfirmasi/{naskah}",
        "administrator-2",
        "/pengaturan/konfirmasi",
        first_that_waits,
    ),
    Picture("permintaan-akun", "/pengaturan/permintaan", "administrator", "/pengaturan/permintaan"),
    Picture("bacaan-saya", "/pengaturan/bacaan-saya", "deputi", "/pengaturan/bacaan-saya"),
    Picture("daerah", "/daerah", "sekretariat", "/daerah", main=True),
    Picture("daerah-provinsi", "/daerah/{code}", "sekretariat", "/daerah/32"),
    Picture("daerah-kota", "/daerah/{code}", "petugas-bandung", "/daerah/32.73"),
    Picture("rekapitulasi", "/rekapitulasi", "sekretariat", "/rekapitulasi", main=True),
    Picture("rekapitulasi-kasus", "/rekapitulasi/kasus", "sekretariat", "/rekapitulasi", slowest_cases),
    Picture("audit", "/audit", "auditor", "/audit?siapa=deputi", main=True),
    Picture("audit-catatan", "/audit/catatan", "auditor", "/audit/catatan", main=True),
    Picture("audit-peristiwa", "/audit/peristiwa", "auditor", "/audit?siapa=deputi", newest_event),
    Picture("audit-verifikasi", "/audit/verifikasi", "auditor", "/audit/verifikasi"),
    Picture("audit-verifikasi-satu", "/audit/verifikasi/{run}", "auditor", "/audit/verifikasi", verify, main=True),
    Picture("audit-andaikan", "/audit/andaikan", "auditor", "/audit/andaikan?inovasi={deciding}&edisi=kipp-2023"),
    Picture("audit-bundel", "/audit/bundel", "auditor", "/audit/bundel"),
    Picture("audit-bacaan", "/audit/bacaan", "auditor", "/audit/bacaan"),
    Picture("audit-akun", "/audit/akun", "auditor", "/audit/akun"),
    Picture("publik", "/publik", None, "/publik", main=True),
    Picture("publik-satu", "/publik/{innovation}", None, "/publik/{adopting}", main=True),
    Picture("publik-verifikasi", "/publik/verifikasi", None, "/publik/verifikasi"),
)

NO_PAGES = {
    "/": "leads on to Beranda",
    "/masuk/penyedia": "leads on to the identity provider",
    "/masuk/kembali": "leads on from the identity provider",
    "/inovasi.xlsx": "a file",
    "/rekapitulasi.xlsx": "a file",
    "/inovasi/{innovation}/ringkasan.pdf": "a file",
    "/inovasi/{innovation}/langsung": "a stream of events",
    "/inovasi/{innovation}/tindakan/{act}/lampiran": "what came of each, and then as tanda-tangan",
    "/publik/checkpoint": "a file",
    "/statis/{name}": "files",
}
"""Addresses that are no pages, and why."""
