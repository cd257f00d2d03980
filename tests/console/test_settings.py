"""Settings: what takes two is proposed by one administrator and confirmed by another; everything can be looked up."""

from typing import Any
from uuid import uuid4

import pytest

from domain.vocabulary import Role
from tests.cli.running import Cli
from tests.console.desk import Desk
from tests.console.keyboard import Keyboard

GRANT = "/pengaturan/pengguna/baru/beri-peran"
POST = {"post__title": "Analis", "post__letter": "821.2/9/2026"}


def somebody() -> str:
    """A person's id that nobody has yet."""
    return f"orang-{uuid4().hex[:8]}"


async def proposed(desk: Desk, person: str) -> str:
    """A role that the first administrator proposes for somebody new; the address where it waits."""
    await desk.sign_in("administrator")
    await desk.open(GRANT)
    await desk.fill({"orang": person, "role": "operator", "agency": "kemenpanrb", "name": "Baru Rekaan", **POST})
    await desk.send()
    assert "menunggu administrator lain" in await desk.text()
    link = desk.page.locator("tr", has_text="Baru Rekaan").last.locator("a")
    return str(await link.get_attribute("href"))


async def test_a_role_is_proposed_by_one_administrator_and_confirmed_by_another(desk: Desk, cli: Cli) -> None:
    desk, person = Keyboard(desk), somebody()
    waiting = await proposed(desk, person)
    await desk.open(waiting)
    assert await desk.page.locator("button[value=konfirmasi]").count() == 0
    await desk.sign_in("administrator-2")
    await desk.open(waiting)
    assert "Sekretariat" in await desk.text()
    await desk.press("button[value=konfirmasi]")
    assert "Perubahan sudah tercatat." in await desk.text()
    found = {each["id"]: each for each in await cli.done("people", "list", "--as", "administrator")}
    assert [each["role"] for each in found[person]["grants"]] == ["operator"]
    assert (await desk.open(waiting)).status == 409
    await desk.open(f"/pengaturan/pengguna/{person}")
    assert "Sekretariat – berlaku" in await desk.text()


async def test_what_is_refused_by_the_second_one_goes_no_further(desk: Desk, cli: Cli) -> None:
    person = somebody()
    waiting = await proposed(desk, person)
    await desk.sign_in("administrator-2")
    await desk.open(waiting)
    async with desk.page.expect_navigation():
        await desk.page.click("button[value=tolak]")
    assert "wajib diisi" in await desk.text()
    await desk.fill({"alasan": "Orang ini belum diangkat."})
    async with desk.page.expect_navigation():
        await desk.page.click("button[value=tolak]")
    assert "tidak diteruskan" in await desk.text()
    assert (await desk.open(waiting)).status == 409
    assert person not in {each["id"] for each in await cli.done("people", "list", "--as", "administrator")}
    await desk.sign_in("auditor")
    await desk.open("/audit/akun")
    assert "Orang ini belum diangkat." in await desk.text()


async def test_nothing_is_confirmed_that_was_put_in_place_of_what_was_shown(desk: Desk, cli: Cli) -> None:
    shown, put, number = somebody(), somebody(), str(uuid4())
    waiting = f"/pengaturan/konfirmasi/{number}"

    async def propose(person: str, role: str) -> None:
        await desk.open(GRANT)
        await desk.fill({"orang": person, "role": role, "agency": "kemenpanrb", **POST})
        await desk.page.locator("main [name=nomor]").evaluate("(field, number) => { field.value = number }", number)
        await desk.send()
        assert "menunggu administrator lain" in await desk.text()

    await desk.sign_in("administrator-2")
    second: Any = await desk.page.context.cookies()
    await desk.page.context.clear_cookies()
    await desk.sign_in("administrator")
    first: Any = await desk.page.context.cookies()
    await propose(shown, "operator")

    await desk.page.context.add_cookies(second)
    await desk.open(waiting)
    page = await desk.page.context.new_page()
    await page.goto(desk.address + waiting)

    await desk.page.context.add_cookies(first)
    await desk.open(waiting)
    async with desk.page.expect_navigation():
        await desk.page.click("button[value=tolak]")
    await propose(put, "administrator")

    await desk.page.context.add_cookies(second)
    async with page.expect_navigation():
        await page.click("button[value=konfirmasi]")
    assert await page.locator(".govuk-error-summary").count() == 1
    assert put in await page.inner_text("main")
    found = {each["id"] for each in await cli.done("people", "list", "--as", "administrator")}
    assert not found & {shown, put}


async def test_an_agencys_own_administrator_needs_nobody_else(desk: Desk, cli: Cli) -> None:
    person = somebody()
    await desk.sign_in("admin-surakarta")
    await desk.open(GRANT)
    await desk.fill({"orang": person, "role": "proposer", "agency": "pemerintah kota surakarta", **POST})
    await desk.fill({"post__supervisor": "Siapa Saja Itu"})
    await desk.send()
    assert "Siapa Saja Itu" in await desk.page.inner_text(".govuk-error-message")
    await desk.fill({"post__supervisor": "rat rek"})
    await desk.send()
    found = {each["id"]: each for each in await cli.done("people", "list", "--as", "administrator")}
    [grant] = found[person]["grants"]
    assert grant["post"]["supervisor"] == "pengusul"
    assert "Perubahan sudah tercatat" in await desk.text()
    await desk.open(f"/pengaturan/pengguna/{person}")
    async with desk.page.expect_navigation():
        await desk.page.click(f"a[href*='peran={grant['id']}']")
    await desk.send()
    assert await desk.page.locator("#alasan-error").count() == 1
    await desk.fill({"alasan": "Pindah tugas."})
    await desk.send()
    assert "Pengusul – berakhir" in await desk.text()
    assert await desk.page.locator("a[href$='/serah-terima']").count() == 0  # nothing is left to hand over


FORMS = {
    GRANT: {"orang": "bukan nomor", "role": "operator", "agency": "kemenpanrb", **POST},
    "/pengaturan/pengguna/pengusul/beri-peran": {"role": "operator", "agency": "tidak ada yang begini", **POST},
    "/pengaturan/instansi/baru/daftar": {"id": "kota-surakarta", "name": "Kota Baru", "kind": "lembaga"},
    "/pengaturan/instansi/kota-surakarta/ganti-nama": {"to": "Pemerintah Kota Surakarta", "alasan": "Salah."},
    "/pengaturan/instansi/kota-surakarta/gabung": {"into": "disdukcapil-surakarta", "alasan": "Salah."},
    "/pengaturan/instansi/kota-surakarta/pecah": {"into": "satu=Satu saja", "alasan": "Salah."},
}


@pytest.mark.parametrize("form", FORMS)
async def test_on_each_form_what_is_wrong_is_said_and_nothing_typed_is_lost(desk: Desk, form: str) -> None:
    await desk.sign_in("administrator")
    await desk.open(form)
    await desk.send()
    assert await desk.page.locator(".govuk-error-summary").count() == 1
    assert await desk.page.locator(".govuk-error-message").count() >= 1
    await desk.fill(FORMS[form])
    await desk.send()
    assert await desk.page.locator(".govuk-error-summary").count() == 1, await desk.text()
    assert "Belum tercatat" not in await desk.text()
    for name, value in FORMS[form].items():
        field = desk.page.locator(f'[name="{name.replace("__", ".")}"]')
        if await field.first.get_attribute("type") not in ("radio", "checkbox"):
            assert await field.input_value() == value


@pytest.mark.parametrize("person", ["pengusul", "sekretariat", "evaluator-1", "menteri", "petugas-bandung", "auditor"])
async def test_who_does_not_administer_is_offered_no_change_and_given_no_form(desk: Desk, person: str) -> None:
    await desk.sign_in(person)
    await desk.open("/pengaturan")
    for path in ("permintaan", "kunci/menunggu", "terbitkan"):
        assert await desk.page.locator(f"main a[href='/pengaturan/{path}']").count() == 0, path
    await desk.open("/pengaturan/instansi/kota-surakarta")
    assert await desk.page.locator("main ul a").count() == 0
    await desk.open(f"/pengaturan/pengguna/{person}")
    assert await desk.page.locator("main a[href*='peran']").count() == 0
    for form in FORMS:
        assert (await desk.open(form)).status in (403, 409), form


async def test_people_and_agencies_are_searched(desk: Desk) -> None:
    await desk.sign_in("auditor")
    await desk.open("/pengaturan/pengguna?cari=ratih")
    assert await desk.page.locator("tbody tr").count() == 1
    await desk.open(f"/pengaturan/pengguna?peran={Role.AUDITOR}&cari=<b>")
    assert "0 pengguna" in await desk.text()
    await desk.open("/pengaturan/instansi?cari=surakarta&jenis=kota")
    assert await desk.page.locator("tbody tr").count() == 1
    assert (await desk.open("/pengaturan/instansi/tidak-ada")).status == 404


async def test_editions_are_read_in_words_and_compared(desk: Desk) -> None:
    await desk.sign_in("auditor")
    await desk.open("/pengaturan/edisi/kipp-2023")
    assert "Angka yang diasumsikan" in await desk.text()
    await desk.fill({"banding": "kipp-2025"})
    await desk.send()
    assert await desk.page.locator("tr", has_text="Tahun").locator("td").all_inner_texts() == ["2023", "2025"]
    assert (await desk.open("/pengaturan/edisi/kipp-2023?banding=tidak-ada")).status == 404
    await desk.open("/pengaturan/kalender?tahun=2026")
    assert "Tahun Baru 2026 Masehi" in await desk.text()
    await desk.open("/pengaturan/kalender?tahun=1999")
    assert "tahun 1999 belum diterbitkan" in await desk.text()


async def test_a_token_is_shown_once_and_revoked(desk: Desk) -> None:
    await desk.sign_in("evaluator-4")
    await desk.open("/pengaturan/token")
    await desk.press("text=Buat token >> nth=-1")
    assert await desk.page.locator("#nama-error").count() == 1
    await desk.fill({"nama": "komputer meja", "guna": ["read"]})
    await desk.press("text=Buat token >> nth=-1")
    token = await desk.page.inner_text(".govuk-notification-banner code")
    assert len(token) > 40
    await desk.open("/pengaturan/token")
    assert token not in await desk.page.content()
    assert "komputer meja" in await desk.text()
    async with desk.page.expect_navigation():
        await desk.page.click("button[name=cabut]")
    assert "komputer meja" not in await desk.text()


async def test_an_innovation_is_moved_to_another_edition_once_an_administrator_confirms(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    form = f"/inovasi/{innovation}/tindakan/move-edition"
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}")
    assert await desk.page.locator(f"a[href='{form}']").count() == 1
    await desk.open(form)
    await desk.send()
    assert await desk.page.locator(".govuk-error-message").count() == 2
    assert "Kompetisi Inovasi Pelayanan Publik 2025" in await desk.text()
    await desk.fill({"edition": "kipp-2025", "alasan": "Edisi baru sudah terbit."})
    await desk.send()
    assert "menunggu konfirmasi administrator" in await desk.text()
    awaited = desk.page.locator('table:has(caption:text-is("Yang ditunggu")) tr', has_text="Ganti edisi")
    assert (await awaited.locator("td").all_inner_texts())[:2] == ["Ganti edisi", "Administrator sistem"]
    assert (await cli.done("show", innovation))["edition"] == "ringkas"
    async with desk.page.expect_navigation():
        await desk.page.click("a[href='/pengaturan/konfirmasi']")
    async with desk.page.expect_navigation():
        await desk.page.locator("tr", has_text="Ganti edisi").last.locator("a").click()
    assert await desk.page.locator("button[value=konfirmasi]").count() == 0
    assert await desk.page.locator("button[value=tolak]").inner_text() == "Tarik kembali"
    await desk.sign_in("administrator-2")
    await desk.open("/pengaturan/konfirmasi")
    async with desk.page.expect_navigation():
        await desk.page.locator("tr", has_text="Ganti edisi").last.locator("a").click()
    asked = await desk.text()
    assert all(each in asked for each in ("Kompetisi Inovasi Pelayanan Publik 2025", "Dapat dikonfirmasi sampai"))
    assert "Berlaku sampai" not in asked.partition("Naskah lengkap")[0]  # that would be said of what is asked for
    async with desk.page.expect_navigation():
        await desk.page.click("button[value=konfirmasi]")
    assert "Perubahan sudah tercatat." in await desk.text()
    assert (await cli.done("show", innovation))["edition"] == "kipp-2025"
