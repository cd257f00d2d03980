"""Keputusan: what each choice leads to is shown before it is taken, and who comes late is told who was first."""

import re
from datetime import datetime

import pytest

from domain.periods import JAKARTA
from service.annexes import undetermined
from service.reading import Reader
from tests.cli.running import Cli
from tests.console.desk import Desk
from tests.console.passkeys import Authenticator, enrolled, retired
from tests.console.usable import faults
from wiring.connections import Connections
from wiring.settings import Settings

ADOPTERS = "Kota Bandung\nKota Makassar"


async def proposed_decision(cli: Cli, *more: str) -> str:
    """An innovation of which a decision for Bandung was proposed."""
    innovation = await cli.in_decision()
    await cli.done(
        *("decide", innovation, "scale_regions", "--adopter", "Kota Bandung", *more),
        *("--as", "deputi", "--reason", "Teruji"),
    )
    return innovation


async def test_the_choices_are_shown_with_what_each_leads_to_and_nothing_is_recorded(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_decision()
    before = await cli.done("show", innovation)
    await desk.sign_in("deputi")
    await desk.open(f"/inovasi/{innovation}/keputusan")
    said = await desk.text()
    assert all(each in said for each in ("509 daerah diundang mereplikasi", "Uji coba putaran ke-2", "509 tugas"))
    await desk.page.fill("#daerah", ADOPTERS)
    async with desk.page.expect_navigation():
        await desk.page.click("form[method=get] button")
    assert "2 daerah diundang mereplikasi." in await desk.text()
    assert (await cli.done("show", innovation))["version"] == before["version"]
    await desk.page.fill("#daerah", "Kota Entah")
    async with desk.page.expect_navigation():
        await desk.page.click("form[method=get] button")
    assert await desk.page.locator(".govuk-error-summary").count() == 1
    assert await desk.page.input_value("#daerah") == "Kota Entah"


async def test_what_nobody_takes_back_is_looked_over_and_may_be_changed(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_decision()
    await desk.sign_in("deputi")
    await desk.open(f"/inovasi/{innovation}/tindakan/decide")
    await desk.fill({"choice": "scale_regions", "adopters": ADOPTERS, "alasan": "Teruji di dua kota."})
    await desk.send()
    review = await desk.text()
    assert all(each in review for each in ("Periksa sebelum dicatat", "Kota Makassar", "Teruji di dua kota."))
    assert (await cli.done("show", innovation))["decision"] is None
    async with desk.page.expect_navigation():
        await desk.page.click("button[name=ubah]")
    assert await desk.page.input_value('[name="adopters"]') == ADOPTERS
    await desk.fill({"adopters": "Kota Bandung"})
    await desk.send()
    await desk.send()
    assert await desk.page.locator(".govuk-notification-banner").count() == 1
    shown = await cli.done("show", innovation)
    assert len(shown["decision"]["adopters"]) == 1


async def test_what_changed_since_it_was_looked_over_is_looked_over_again(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_decision()
    await desk.sign_in("deputi")
    await desk.open(f"/inovasi/{innovation}/tindakan/decide")
    await desk.fill({"choice": "decline", "alasan": "Tidak sesuai."})
    await desk.send()
    await cli.done("note", innovation, "Ada surat dari daerah.", "--as", "sekretariat")
    await desk.send()
    assert "berubah" in await desk.page.inner_text("[role=alert]")
    assert (await cli.done("show", innovation))["stage"] == "decision"
    await desk.send()
    assert (await cli.done("show", innovation))["stage"] == "declined"


async def test_who_decides_after_another_did_is_told_who_did_what_and_when(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_decision()
    await desk.sign_in("menteri")
    await desk.open(f"/inovasi/{innovation}/tindakan/decide")
    await desk.fill({"choice": "decline", "alasan": "Tidak sesuai."})
    await cli.done(
        *("decide", innovation, "scale_regions", "--adopter", "Kota Bandung", "--as", "deputi", "--reason", "Teruji"),
    )
    await desk.send()
    said = await desk.page.inner_text(".govuk-error-summary")
    assert all(each in said for each in ("Arif Rekaan", "Terakhir:", "WIB"))
    assert await desk.page.input_value("#alasan") == "Tidak sesuai."


async def test_the_page_says_who_determines_and_what_is_missing(desk: Desk, cli: Cli) -> None:
    innovation = await proposed_decision(cli)
    await desk.sign_in("deputi")
    await desk.open(f"/inovasi/{innovation}/keputusan")
    said = await desk.text()
    assert all(
        each in said for each in ("Menteri", "Yang masih kurang:", "Bukan Anda yang menetapkannya", "Arif Rekaan")
    )
    await desk.sign_in("menteri")
    await desk.open(f"/inovasi/{innovation}/keputusan")
    assert "Bukan Anda" not in await desk.text()
    async with desk.page.expect_navigation():
        await desk.page.click("main a.govuk-button:not(.govuk-button--warning)")
    await desk.fill({"instrument": "SK 12"})
    await desk.send()
    await desk.send()
    await desk.open(f"/inovasi/{innovation}/keputusan")
    said = await desk.text()
    assert "Ditetapkan oleh" in said
    assert "SK 12" in said


async def test_the_plan_of_waves_reads_which_regions_when(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_scaling()
    await desk.sign_in("auditor")
    await desk.open(f"/inovasi/{innovation}/keputusan")
    said = await desk.text()
    assert "Gelombang 1" in said
    assert "Kota Bandung" in said
    assert re.search(r"WI(B|T|TA)\. Selesai di", said)


@pytest.mark.parametrize(("act", "person"), [("return-proposal", "sekretariat"), ("reject", "sekretariat")])
async def test_what_turns_something_down_looks_so(desk: Desk, cli: Cli, act: str, person: str) -> None:
    innovation = await cli.proposed()
    await desk.sign_in(person)
    await desk.open(f"/inovasi/{innovation}/tindakan/{act}")
    assert await desk.page.locator("main button.govuk-button--warning").count() == 1
    await desk.open(f"/inovasi/{innovation}/tindakan/admit")
    assert await desk.page.locator("main button.govuk-button--warning").count() == 0


async def test_a_report_is_amended_by_the_form_that_it_was_handed_in_by(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_pilot()
    await cli.done("report", innovation, "cakupan=27.5", "waktu-terbit=2", "--as", "petugas-bandung")
    await desk.sign_in("petugas-bandung")
    await desk.open(f"/inovasi/{innovation}/tindakan/amend-measurement")
    assert await desk.page.input_value('[name="values.cakupan"]') == "27,5"
    await desk.fill({"values__cakupan": "26,5"})
    await desk.send()
    assert "Wajib diisi." in await desk.page.inner_text(".govuk-error-summary")  # an amendment says why
    await desk.fill({"alasan": "Salah ketik."})
    await desk.send()
    assert await desk.page.locator(".govuk-notification-banner").count() == 1, await desk.text()
    [event] = [each for each in await cli.done("history", innovation) if each["type"] == "AmendmentProposed"]
    assert event["data"]["statement"]["values"]["cakupan"] == "26.5"
    assert event["data"]["statement"]["number"] == 1
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}")
    answering = await desk.page.locator('li:has(a[href*="-amendment"])').all_inner_texts()
    assert answering[:2] == ["Terima ralat", "Tolak ralat"]  # what has no deadline shows none
    awaited = desk.page.locator('table:has(caption:text-is("Yang ditunggu")) tr', has_text="Ralat 1")
    assert await awaited.locator("td").all_inner_texts() == ["Ralat 1", "Sekretariat", ""]


async def test_an_earlier_report_is_amended_as_well_as_the_last(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_pilot()
    for covered in ("11", "22"):
        await cli.done(
            "report", innovation, f"cakupan={covered}", "waktu-terbit=2", "--force", "--as", "petugas-bandung"
        )
    await desk.sign_in("petugas-bandung")
    await desk.open(f"/inovasi/{innovation}/tindakan/amend-measurement")
    assert await desk.page.input_value('[name="values.cakupan"]') == "22"
    assert "laporan capaian ke-2 Kota Bandung" in await desk.page.inner_text("main form")
    await desk.page.click("main details summary")
    async with desk.page.expect_navigation():
        await desk.page.click("main details a")
    assert await desk.page.input_value('[name="values.cakupan"]') == "11"
    assert "laporan capaian ke-1 Kota Bandung" in await desk.page.inner_text("main form")


async def test_a_plan_has_room_for_as_many_waves_as_are_needed(desk: Desk, cli: Cli) -> None:
    innovation = await proposed_decision(cli, "--instrument", "SK 9")
    await cli.done("endorse", innovation, "--as", "menteri")
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}/tindakan/plan-waves")
    rooms = await desk.page.locator('textarea[name^="wave."]').count()
    await desk.fill({f"wave__{rooms}__adopters": "Kota Makassar"})
    async with desk.page.expect_navigation():
        await desk.page.click("button[name=tambah]")
    assert await desk.page.locator('textarea[name^="wave."]').count() == rooms + 1
    assert await desk.page.input_value(f'[name="wave.{rooms}.adopters"]') == "Kota Makassar"


async def test_a_decree_about_two_innovations_is_recorded_and_confirmed_for_both(desk: Desk, cli: Cli) -> None:
    first, second = [await proposed_decision(cli) for _ in range(2)]
    document = {"name": "sk.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 SK"}
    dated = datetime.now(JAKARTA).date().isoformat()
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{first}/tindakan/record-decree")
    assert "Kartu Insentif Anak – Pemerintah Kota Surakarta" in await desk.text()
    await desk.page.set_input_files('[name="sha256.berkas"]', document)  # type: ignore[arg-type]
    await desk.fill({"number": "SK 44", "dated": dated, "signatory": "menteri", "annex": [second]})
    await desk.send()
    assert (await desk.text()).count("Tercatat") == 2, await desk.text()
    await desk.sign_in("sekretariat-2")
    await desk.open(f"/inovasi/{first}/tindakan/confirm-decree")
    assert "yang turut dikonfirmasi" in await desk.text()
    await desk.page.set_input_files('[name="sha256.berkas"]', document)  # type: ignore[arg-type]
    await desk.send()
    await desk.send()
    assert (await desk.text()).count("Tercatat") == 2, await desk.text()
    for each in (first, second):
        shown = await cli.done("show", each)
        assert shown["stage"] == "scaling"
        assert shown["decision"]["determined_by"] == "menteri"


async def test_what_nobody_has_decided_takes_no_place_among_what_a_decree_may_list(stack: Settings, cli: Cli) -> None:
    undecided, decided = await cli.in_decision(), await proposed_decision(cli)
    async with Connections(stack) as connections:
        listed = await undetermined(await Reader.on(connections, "sekretariat"))
    assert listed.keys() & {undecided, decided} == {decided}
    assert listed[decided] == "Kartu Insentif Anak"


async def test_a_decree_is_signed_by_passkey_for_each_that_its_annex_lists(desk: Desk, cli: Cli) -> None:
    first, second, third = [await proposed_decision(cli) for _ in range(3)]
    authenticator, passkey = await Authenticator.at(desk), await enrolled(cli, desk, "sekretariat")
    await authenticator.keep(passkey, "sekretariat")
    try:
        await desk.sign_in("sekretariat")
        await desk.open(f"/inovasi/{first}/tindakan/record-decree")
        document = {"name": "sk.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 SK 45"}
        await desk.page.set_input_files('[name="sha256.berkas"]', document)  # type: ignore[arg-type]
        dated = datetime.now(JAKARTA).date().isoformat()
        await desk.fill({"number": "SK 45", "dated": dated, "signatory": "menteri", "annex": [second, third]})
        await desk.send()
        await desk.sign()
        assert desk.page.url.endswith("/lampiran")
        assert (await desk.text()).count("Tercatat") == 1, await desk.text()
        assert await faults(desk) == []
        signing = await desk.page.input_value("[name=naskah]")
        later = third if f"innovation/{second}" in signing else second
        await cli.done("suspend", later, "--reason", "Ditelaah.", "--as", "sekretariat-2")
        await desk.sign()
        assert (await desk.text()).count("Tercatat") == 2, await desk.text()
        assert "ditangguhkan" in await desk.text()
        assert await desk.page.locator("form[data-passkey]").count() == 0
        await cli.done("resume", later, "--reason", "Selesai.", "--as", "sekretariat-2")
        await desk.open(f"/inovasi/{first}/tindakan/record-decree/lampiran")
        await desk.sign()
        assert (await desk.text()).count("Tercatat") == 3, await desk.text()
        versions = [(await cli.done("show", each))["version"] for each in (first, second, third)]
        await desk.open(f"/inovasi/{first}/tindakan/record-decree/lampiran")
        assert versions == [(await cli.done("show", each))["version"] for each in (first, second, third)]
    finally:
        await retired(cli, "sekretariat", passkey)
    await desk.sign_in("pengusul")
    assert (await desk.open(f"/inovasi/{first}/tindakan/record-decree/lampiran")).status == 404
