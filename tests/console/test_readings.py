"""The record of reads on pages: what a page showed is in it, for auditors, and for whom it concerns."""

from tests.cli.running import Cli
from tests.console.desk import Desk


async def test_a_file_that_was_read_stands_in_the_record_and_is_found_by_each_filter(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}/berkas")
    await desk.open("/pengaturan/bacaan-saya")
    assert "Berkas inovasi" in await desk.text()
    assert await desk.page.locator(f'a[href="/inovasi/{innovation}"]').count() > 0
    await desk.sign_in("auditor")
    for narrowed in (
        f"inovasi={innovation[:8]}",
        f"oleh=sekretariat&inovasi={innovation}",
        f"oleh=bagus&inovasi={innovation}",
    ):
        await desk.open(f"/audit/bacaan?{narrowed}")
        rows = await desk.page.locator("tbody tr").all_inner_texts()
        assert any("Berkas inovasi" in each and "Halaman" in each for each in rows), narrowed
    await desk.open(f"/audit/bacaan?oleh=pengusul&inovasi={innovation}")
    assert "Tidak ada akses yang tercatat." in await desk.text()
    await desk.open(f"/audit/bacaan?hari=2020-01-01&inovasi={innovation}")
    assert "Tidak ada akses yang tercatat." in await desk.text()


async def test_a_filter_that_names_nothing_is_told_and_kept(desk: Desk) -> None:
    await desk.sign_in("auditor")
    answer = await desk.open("/audit/bacaan?oleh=tidak-dikenal&inovasi=00000000&hari=kemarin&orang=<b>")
    assert answer.status == 400
    for name in ("oleh", "inovasi", "hari", "orang"):
        assert await desk.page.locator(f"#{name}-error").count() == 1, name
    assert await desk.page.input_value("#oleh") == "tidak-dikenal"
    assert (await desk.open("/audit/bacaan?sesudah=salah")).status == 400
    for day in ("0001-01-01", "9999-12-31"):
        assert (await desk.open(f"/audit/bacaan?hari={day}")).status == 400, day


async def test_an_event_that_was_read_is_called_by_its_stream(desk: Desk) -> None:
    await desk.sign_in("auditor")
    await desk.open("/audit/peristiwa?riwayat=keys/service&versi=1")
    await desk.open("/audit/bacaan?oleh=auditor")
    assert "keys/service" in await desk.text()


async def test_who_read_what_is_not_open_to_others_and_a_proposer_sees_their_own(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.done("show", innovation, "--full", "--as", "sekretariat")
    await desk.sign_in("evaluator-1")
    assert (await desk.open("/audit/bacaan")).status == 403
    assert (await desk.open(f"/audit/bacaan?inovasi={innovation}")).status == 403
    assert (await desk.open("/pengaturan/bacaan-saya")).status == 200
    await desk.sign_in("pengusul")
    assert (await desk.open(f"/audit/bacaan?inovasi={innovation}")).status == 200
    assert "Baris perintah" in await desk.text()


async def test_whose_contacts_were_listed_sees_it(desk: Desk, cli: Cli) -> None:
    await cli.done("people", "list", "--as", "administrator")
    await desk.sign_in("menteri")
    await desk.open("/pengaturan/bacaan-saya")
    assert "Nama, alamat dan peran" in await desk.text()


async def test_whose_contacts_were_opened_to_be_changed_sees_it(desk: Desk, cli: Cli) -> None:
    await desk.sign_in("administrator-2")
    before = await cli.done("access", "list", "--by", "administrator-2")
    await desk.open("/pengaturan/pengguna/deputi/kontak")
    [read, *others] = await cli.done("access", "list", "--by", "administrator-2")
    assert (read["what"], read["subject"], read["via"]) == ("contacts", "person/deputi", "console")
    assert len(others) == len(before)


async def test_the_workbook_is_recorded(desk: Desk, cli: Cli) -> None:
    await desk.sign_in("deputi")
    await desk.page.request.get(f"{desk.address}/inovasi.xlsx")
    [read, *_] = await cli.done("access", "list", "--by", "deputi")
    assert (read["what"], read["via"]) == ("list", "console")
