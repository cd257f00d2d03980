"""Forms: what is wrong stands beside the fields and at the top, nothing typed is lost, and nothing is done twice."""

import re
from pathlib import Path

import pytest

from domain.vocabulary import Stage
from tests.cli.running import PROPOSAL, Cli
from tests.console.desk import Desk
from tests.console.test_life import scored


async def test_everything_that_is_missing_is_marked_and_what_was_typed_is_kept(desk: Desk) -> None:
    await desk.sign_in("pengusul")
    await desk.open("/inovasi/baru?edisi=ringkas")
    await desk.fill({"proposal__title": "Layanan <b>Tebal</b>"})
    await desk.send()
    wrong = await desk.page.locator(".govuk-error-summary__list a").all_inner_texts()
    assert len(wrong) >= 10
    assert all("Wajib diisi." in each for each in wrong)
    assert await desk.page.locator(".govuk-error-message").count() == len(wrong)
    assert await desk.page.input_value('[name="proposal.title"]') == "Layanan <b>Tebal</b>"
    await desk.page.locator(".govuk-error-summary__list a").first.click()
    await desk.page.locator('[name="proposal.summary"]:focus, [name="agency"]:focus').wait_for()


async def test_an_answer_that_is_too_long_is_said_beside_what_is_missing(desk: Desk) -> None:
    await desk.sign_in("pengusul")
    await desk.open("/inovasi/baru?edisi=ringkas")
    await desk.fill({"proposal__answers__novelty": "kata " * 201})
    await desk.send()
    wrong = await desk.page.locator(".govuk-error-summary__list a").all_inner_texts()
    assert sum("201 kata, paling banyak 200 kata" in each for each in wrong) == 1
    assert sum("Wajib diisi." in each for each in wrong) == len(wrong) - 1 >= 10


async def test_what_the_rules_refuse_is_said_with_what_to_do_and_kept(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_evaluation()
    await desk.sign_in("evaluator-1")
    await desk.open(f"/inovasi/{innovation}/tindakan/score")
    for field in await desk.page.locator('input[name^="score."]').all():
        await field.fill("41")
    await desk.page.fill("#i-note", "Belum terukur.")
    await desk.send()
    said = await desk.page.inner_text(".govuk-error-summary")
    assert "41" in said
    assert await desk.page.input_value("#i-note") == "Belum terukur."
    for field in await desk.page.locator('input[name^="score."]').all():
        await field.fill("41 persen")
    await desk.send()
    assert await desk.page.locator(".govuk-error-summary").count() == 1


@pytest.mark.parametrize("person", ["deputi", "auditor", "evaluator-1", "pengusul"])
async def test_who_may_not_do_it_is_told_so_before_they_type(desk: Desk, cli: Cli, person: str) -> None:
    innovation = await cli.proposed()
    await desk.sign_in(person)
    answer = await desk.open(f"/inovasi/{innovation}/tindakan/admit")
    assert answer.status == 403
    assert not await desk.page.locator("main form").count()
    assert (await cli.done("show", innovation))["stage"] == Stage.PROPOSAL


async def test_a_form_that_is_sent_twice_is_done_once(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}/tindakan/note")
    form: dict[str, str | float | bool] = {
        "nomor": await desk.page.input_value('[name="nomor"]'),
        "text": "Sekali saja.",
    }
    for _ in range(2):
        sent = await desk.page.request.post(desk.page.url, form=form, headers={"Sec-Fetch-Site": "same-origin"})
        assert "Sudah tercatat" in await sent.text()
    notes = [each for each in await cli.done("history", innovation) if each["type"] == "NoteMade"]
    assert len(notes) == 1


async def test_who_is_no_longer_signed_in_sends_what_they_typed_once_they_are(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}/tindakan/note")
    await desk.fill({"text": "Panjang sekali."})
    await desk.page.context.clear_cookies()
    await desk.send()
    assert "Panjang sekali." in await desk.page.content()
    other = await desk.page.context.new_page()
    await other.goto(f"{desk.address}/masuk")
    async with other.expect_navigation():
        await other.click("button[name=orang][value=sekretariat]")
    await desk.send()
    assert await desk.page.locator(".govuk-notification-banner").count() == 1
    assert "Panjang sekali." in str(await cli.done("history", innovation))


async def test_a_repeat_is_asked_about_and_sent_once_it_is_said_to_be_meant(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_pilot()
    values = ("cakupan=27", "waktu-terbit=2")
    await cli.done("report", innovation, *values, "--as", "petugas-bandung")
    await desk.sign_in("petugas-bandung")
    await desk.open(f"/inovasi/{innovation}/tindakan/report-measurement?daerah=32.73")
    await desk.fill({"values__cakupan": "27", "values__waktu-terbit": "2"})
    await desk.send()
    assert await desk.page.locator("#tetap").count() == 1
    assert await desk.page.input_value('[name="values.cakupan"]') == "27"


async def test_what_was_decided_meanwhile_is_said_to_who_comes_late(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}/tindakan/admit")
    await cli.done("reject", innovation, "--reason", "Bukan inovasi", "--as", "sekretariat-2")
    await desk.fill({"alasan": "Sudah diperiksa."})
    await desk.send()
    assert await desk.page.input_value("#alasan") == "Sudah diperiksa."
    await desk.send()  # all the same, having seen that it has moved on
    assert "ditolak" in (await desk.page.inner_text(".govuk-error-summary")).lower()


async def test_two_evaluators_hand_in_at_once_and_both_sheets_count(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_evaluation()
    await scored(desk, innovation, "evaluator-1")
    await scored(desk, innovation, "evaluator-2")
    sheets = [each for each in await cli.done("history", innovation) if each["type"] == "ScoreSubmitted"]
    assert len(sheets) == 2


async def test_a_document_is_recorded_by_its_hash(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}/tindakan/attach-evidence")
    await desk.page.set_input_files(
        '[name="sha256.berkas"]', {"name": "foto.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    await desk.send()
    assert re.search("[0-9a-f]{64}", await desk.text())  # the title is missing, and the document stays
    await desk.fill({"title": "Foto"})
    await desk.send()
    [event] = [each for each in await cli.done("history", innovation) if each["type"] == "EvidenceAttached"]
    assert len(event["data"]["sha256"]) == 64


async def test_who_acts_reads_first_what_the_act_is_about(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_evaluation()
    await cli.done("score", innovation, "--file", "examples/score.yaml", "--as", "evaluator-1")
    await desk.sign_in("evaluator-2")
    await desk.open(f"/inovasi/{innovation}/tindakan/score")
    shown = await cli.done("show", innovation, "--full", "--as", "evaluator-2")
    answers = [each["answer"] for aspect in shown["dossier"]["aspects"] for each in aspect["answers"] if each["answer"]]
    assert answers
    page = " ".join((await desk.text()).split())
    assert [each for each in answers if " ".join(each.split()) not in page] == []
    amended = ("amend-score", innovation, "--file", "examples/score.yaml", "novelty=61", "--reason", "Salah ketik")
    if (await cli(*amended, "--as", "evaluator-1")).code == 0:
        await desk.sign_in("sekretariat")
        await desk.open(f"/inovasi/{innovation}/tindakan/accept-amendment?perihal=1")
        assert "Seharusnya dibaca" in await desk.text()


async def test_who_determines_reads_what_and_by_whom_it_was_proposed(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_decision()
    await cli.done(
        *("decide", innovation, "scale_regions", "--adopter", "Kota Bandung", "--instrument", "SK 7"),
        *("--as", "deputi", "--reason", "Teruji"),
    )
    await desk.sign_in("menteri")
    await desk.open(f"/inovasi/{innovation}/tindakan/endorse")
    page = await desk.text()
    assert all(each in page for each in ("Arif Rekaan", "Kota Bandung", "SK 7"))


async def test_a_reason_that_is_too_long_is_said_of_the_reason_and_in_words(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}/tindakan/note")
    await desk.fill({"text": "Singkat.", "alasan": "panjang " * 2_000})
    await desk.send()
    said = await desk.page.inner_text(".govuk-error-summary")
    assert "Alasan: paling panjang 10.000 karakter" in said
    assert "Persingkat" in said


async def test_a_long_title_and_what_is_wrong_with_a_long_name_fit_a_telephone(
    desk: Desk, cli: Cli, tmp_path: Path
) -> None:
    proposal = tmp_path / "proposal.yaml"
    proposal.write_text(PROPOSAL.read_text().replace("title: Kartu Insentif Anak", f"title: {'x' * 300}"))
    innovation = await cli.proposed(proposal)
    await cli.done("admit", innovation, "--as", "sekretariat")
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}/tindakan/plan-pilots")
    await desk.fill({"regions": "x" * 300})
    await desk.send()
    assert "x" * 300 in await desk.page.inner_text(".govuk-error-message")
    await desk.page.set_viewport_size({"width": 360, "height": 800})
    assert await desk.page.evaluate("document.documentElement.scrollWidth") <= 360
    await desk.page.set_viewport_size({"width": 1280, "height": 720})


async def test_who_may_not_do_it_is_refused_on_the_record_and_sees_no_form_and_no_name(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_pilot()
    await cli.done("close-pilots", innovation, "--as", "sekretariat")
    await desk.sign_in("pengusul")
    at = f"{desk.address}/inovasi/{innovation}/tindakan/assign-panel"
    forms: tuple[tuple[int, dict[str, str | float | bool]], ...] = ((422, {}), (403, {"evaluators": "evaluator-1"}))
    for status, form in forms:
        sent = await desk.page.request.post(at, form=form, headers={"Sec-Fetch-Site": "same-origin"})
        page = await sent.text()
        assert (sent.status, "Wulan Rekaan" in page, '<form method="post" novalidate' in page) == (status, False, False)
    refused = [
        each["data"]["code"] for each in await cli.done("history", innovation) if each["type"] == "CommandRefused"
    ]
    assert "role_missing" in refused


async def test_a_number_that_may_mean_two_is_asked_back_and_a_comma_is_a_comma(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_pilot()
    await desk.sign_in("petugas-bandung")
    await desk.open(f"/inovasi/{innovation}/tindakan/report-measurement?daerah=32.73")
    await desk.fill({"values__cakupan": "1.250", "values__waktu-terbit": "2,5"})
    await desk.send()
    assert "1250" in await desk.page.inner_text(".govuk-error-message")
    await desk.fill({"values__cakupan": "12,5"})
    await desk.send()
    if await desk.page.locator("#tetap").count():  # before its period
        await desk.page.check("#tetap")
        await desk.send()
    [report] = [each for each in await cli.done("history", innovation) if each["type"] == "MeasurementReported"]
    assert report["data"]["values"] == {"cakupan": "12.5", "waktu-terbit": "2.5"}


async def test_what_is_wrong_deep_in_a_plan_stands_beside_its_field(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.done("admit", innovation, "--as", "sekretariat")
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}/tindakan/plan-pilots")
    await desk.fill({"regions": "Kota Bandung\nKota Makassar", "lasts__number": "lima"})
    indicator = {"name": "Cakupan", "unit": "persen", "baseline": "nol", "target": "25"}
    await desk.fill({f"indicator__1__{name}": value for name, value in indicator.items()})
    await desk.send()
    marked = await desk.page.locator(".govuk-error-summary__list a").all_inner_texts()
    assert len(marked) == 2
    assert not [each for each in marked if "Daerah uji coba" in each]  # names will do
    said = await desk.page.inner_text(".govuk-error-summary")
    assert not re.search(r"pilots\.|\.0\.", said)
    assert "Tulis bilangan bulat di atas nol" in said
    assert "P12M" not in said  # as commands write it
    await desk.fill({"regions": "Kota Bandung\nKota Bandoeng\nKota Makasar", "lasts__number": ""})
    await desk.fill({"indicator__1__unit": "", "indicator__1__target": "1.234"})
    await desk.send()
    by_field = {
        str(await each.get_attribute("href")): await each.inner_text()
        for each in await desk.page.locator(".govuk-error-summary__list a").all()
    }
    at = {"regions", "lasts.number", "indicator.1.unit", "indicator.1.baseline", "indicator.1.target"}
    assert {each.removeprefix("#i-") for each in by_field} == at
    assert "Bandoeng" in by_field["#i-regions"]
    assert "harus kode daerah" not in by_field["#i-regions"]
    assert "Makasar" in by_field["#i-regions"]
    assert ".;" not in by_field["#i-regions"]


async def test_a_form_from_before_a_colleague_acted_is_asked_about_again(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}/tindakan/return-proposal")
    await desk.fill({"alasan": "Kurang data."})
    await cli.done("admit", innovation, "--as", "sekretariat-2")
    await desk.send()
    assert "berubah" in await desk.page.inner_text(".govuk-error-summary")
    assert await desk.page.input_value("#alasan") == "Kurang data."
    assert (await cli.done("show", innovation))["stage"] == "pilot"


async def test_a_returned_proposer_reads_why(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.done("return", innovation, "--reason", "Lengkapi data sebelum inovasi.", "--as", "sekretariat")
    await desk.sign_in("pengusul")
    await desk.open(f"/inovasi/{innovation}/tindakan/revise")
    page = await desk.text()
    assert all(each in page for each in ("Alasan pengembalian usulan", "Lengkapi data sebelum inovasi."))
    await desk.send()
    assert "tidak memuat perubahan" in await desk.page.inner_text(".govuk-error-summary")
