"""Drafts: nobody loses what they typed, to another window, to a colleague, or to the end of a session."""

import re

from playwright.async_api import Browser
from ruamel.yaml import YAML

from tests.cli.running import PROPOSAL, Cli
from tests.console.desk import Desk, windows
from tests.console.keyboard import Keyboard

SAVE, SUBMIT = 'main button[name="simpan"]', 'main button[name="ajukan"]'
HERE = {"Sec-Fetch-Site": "same-origin"}


async def begun(desk: Desk, title: str) -> str:
    """The address of a new draft that has a title and nothing else."""
    await desk.sign_in("pengusul")
    await desk.open("/inovasi/baru?edisi=ringkas")
    await desk.fill({"proposal__title": title})
    await desk.press('main button[formaction^="/rancangan"]')
    found = re.search(r"/rancangan/[0-9a-f-]{36}$", desk.page.url)
    assert found, await desk.text()
    return found[0]


async def whole(desk: Desk) -> None:
    """Fill in all that a proposal asks for, but its title."""
    given = YAML(typ="safe").load(PROPOSAL.read_text())["proposal"]
    fields = {f"proposal__{name}": given[name] for name in ("summary", "problem", "started_on")}
    await desk.fill(fields | {f"proposal__answers__{key}": answer for key, answer in given["answers"].items()})


async def test_a_proposal_begun_by_its_unit_is_completed_and_handed_in_by_its_administrator(
    desk: Desk, cli: Cli
) -> None:
    desk = Keyboard(desk)
    draft = await begun(desk, "Layanan Keliling Tuntas")
    lacking = desk.page.locator("ul[aria-label] a")
    assert await lacking.count() >= 10
    await desk.use("ul[aria-label] a")
    await desk.page.locator('[name="proposal.summary"]:focus').wait_for()
    await desk.sign_in("admin-surakarta")
    await desk.press(f'main a[href="{draft}"]')
    await whole(desk)
    await desk.press(SUBMIT)
    if await desk.page.locator("#tetap").count():  # one much like it may be there from another test
        await desk.fill({"tetap": "1"})
        await desk.press(SUBMIT)
    found = re.search(r"/inovasi/([0-9a-f-]{36})", desk.page.url)
    assert found, await desk.text()
    [event] = [each for each in await cli.done("history", found[1]) if each["type"] == "InnovationProposed"]
    assert event["data"]["content"]["title"] == "Layanan Keliling Tuntas"
    await desk.open(draft)  # the back button, or a bookmark
    assert desk.page.url.endswith(found[0])
    await desk.open("/rancangan")
    assert await desk.page.locator('main a[href="/inovasi/baru"]').count() == 1
    assert draft not in await desk.page.content()


async def test_two_who_save_at_once_are_told_of_each_other_and_both_texts_stand_there(desk: Desk) -> None:
    draft = await begun(desk, "Judul pertama")
    version = await desk.page.input_value('[name="tersimpan"]')
    await desk.sign_in("admin-surakarta")
    await desk.open(draft)
    await desk.fill({"proposal__title": "Judul dari admin"})
    await desk.send()
    await desk.sign_in("pengusul")
    form: dict[str, str | float | bool] = {"tersimpan": version, "proposal.title": "Judul dari pengusul"}
    late = await desk.page.request.post(desk.address + draft, form=form, headers=HERE)
    page = await late.text()
    assert late.status == 409
    assert all(each in page for each in ("Retno Rekaan", "Judul dari admin", "Judul dari pengusul"))
    seen = re.search(r'name="tersimpan" value="(\d+)"', page)
    assert seen
    await desk.page.request.post(desk.address + draft, form=form | {"tersimpan": seen[1]}, headers=HERE)
    await desk.open(draft)
    assert await desk.page.input_value('[name="proposal.title"]') == "Judul dari pengusul"


async def test_a_draft_keeps_all_that_its_form_asks(desk: Desk) -> None:
    await desk.sign_in("pengusul")
    await desk.open("/inovasi/baru?edisi=ringkas")
    typed = [f'[id="{await each.get_attribute("id")}"]' for each in await desk.page.locator("main textarea").all()]
    for each in typed:
        await desk.page.fill(each, "Baris pertama.\nBaris kedua.")
    await desk.press('main button[formaction^="/rancangan"]')
    assert len(typed) >= 7
    assert {await desk.page.input_value(each) for each in typed} == {"Baris pertama.\nBaris kedua."}


async def test_what_is_missing_stands_beside_the_fields_of_a_draft_that_is_handed_in(desk: Desk) -> None:
    await begun(desk, "Belum lengkap")
    await desk.press(SUBMIT)
    assert await desk.page.locator(".govuk-error-message").count() >= 10
    assert await desk.page.input_value('[name="proposal.title"]') == "Belum lengkap"


async def test_a_draft_says_at_once_which_answers_are_too_long(desk: Desk) -> None:
    await begun(desk, "Jawabannya panjang")
    await desk.fill({"proposal__answers__novelty": "kata " * 201})
    await desk.press("main button.govuk-button--secondary:not([name])")
    lacking = await desk.page.locator("ul[aria-label] li").all_inner_texts()
    assert sum("201 kata, paling banyak 200 kata" in each for each in lacking) == 1


async def test_a_list_of_drafts_says_that_something_is_missing_and_leaves_the_count_to_the_draft(desk: Desk) -> None:
    draft = await begun(desk, "Baru judulnya")
    state = 'section[aria-labelledby="kurang"] p'
    assert re.search(r"[0-9]+ masalah", await desk.page.inner_text(state))
    lacking = await desk.page.locator("ul[aria-label] li").all_inner_texts()
    assert {each.rpartition(": ")[2] for each in lacking} == {"Wajib diisi."}  # said one way, wherever it is known from
    await desk.open("/rancangan")
    said = await desk.page.inner_text(f'li:has(a[href="{draft}"])')
    assert "masih ada isian" in said
    assert not re.search(r"[0-9]+ masalah", said)


async def test_a_draft_like_another_proposal_is_asked_about_and_handed_in_all_the_same(desk: Desk, cli: Cli) -> None:
    await cli.proposed()
    await begun(desk, "Kartu Insentif Anak")
    await whole(desk)
    await desk.press(SUBMIT)
    await desk.page.check("#tetap")
    await desk.press(SUBMIT)
    assert re.search(r"/inovasi/[0-9a-f-]{36}$", desk.page.url), await desk.text()


async def test_a_draft_is_its_agencys_alone_and_is_removed_by_hand(desk: Desk) -> None:
    draft = await begun(desk, "Rancangan rahasia")
    for person in ("petugas-bandung", "sekretariat", "auditor"):
        await desk.sign_in(person)
        answer = await desk.open(draft)
        assert answer.status >= 400
        assert "Rancangan rahasia" not in await desk.page.content()
        assert (await desk.page.request.post(f"{desk.address}{draft}/hapus", headers=HERE)).status >= 400
    await desk.sign_in("pengusul")
    await desk.open(draft)
    await desk.page.click("details summary")
    await desk.press("details button")
    assert (await desk.open(draft)).status == 404


async def test_a_score_sheet_is_left_gone_on_with_elsewhere_and_gone_once_it_is_sent(
    desk: Desk, cli: Cli, browser: Browser
) -> None:
    innovation = await cli.in_evaluation()
    address = f"/inovasi/{innovation}/tindakan/score"
    await desk.sign_in("evaluator-1")
    await desk.open(address)
    await desk.fill({"score__novelty": "91", "note": "Perlu dibaca ulang."})
    await desk.press(SAVE)
    assert "belum dikirim" in await desk.page.inner_text('[role="status"]')
    await desk.sign_in("evaluator-2")
    await desk.open(address)
    assert await desk.page.input_value("#i-note") == ""
    context = await windows(browser)
    other = Desk(await context.new_page(), desk.address)
    await other.sign_in("evaluator-1")
    await other.open("/rancangan")
    await other.press(f'main a[href="{address}"]')
    assert await other.page.input_value('[name="score.novelty"]') == "91"
    for field in await other.page.locator('input[name^="score."]').all():
        await field.fill("91")
    await other.send()
    assert await other.page.locator(".govuk-notification-banner").count() == 1, await other.text()
    await other.open("/rancangan")
    assert address not in await other.page.content()
    await context.close()


async def test_two_windows_of_one_person_lose_nothing_to_each_other(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    address = f"/inovasi/{innovation}/tindakan/note"
    await desk.sign_in("sekretariat")
    second = Desk(await desk.page.context.new_page(), desk.address)
    for window in (desk, second):
        await window.open(address)
    await desk.fill({"text": "Dari jendela pertama."})
    await desk.press(SAVE)
    await second.fill({"text": "Dari jendela kedua."})
    await second.press(SAVE)
    assert "jendela lain" in await second.page.inner_text(".govuk-error-summary")
    assert "Dari jendela pertama." in await second.page.inner_text("details")
    assert await second.page.input_value("#i-text") == "Dari jendela kedua."
    await second.press(SAVE)
    await desk.open(address)
    assert await desk.page.input_value("#i-text") == "Dari jendela kedua."
    await desk.send()
    await second.press(SAVE)  # what was sent from the first window
    assert "sudah dikirim" in await second.page.inner_text(".govuk-error-summary")
    await second.open("/rancangan")
    assert address not in await second.page.content()


async def test_what_differs_in_two_windows_is_named_and_nothing_else(desk: Desk, cli: Cli) -> None:
    draft = await begun(desk, "Judul pertama")
    await desk.fill({"proposal__summary": "Baris pertama.\nBaris kedua."})
    await desk.send()
    innovation = await cli.proposed()
    await desk.sign_in("sekretariat")
    note = f"/inovasi/{innovation}/tindakan/note"
    second = Desk(await desk.page.context.new_page(), desk.address)
    differing = second.page.locator("details[open] dt")
    for window in (desk, second):
        await window.open(note)
    await desk.fill({"alasan": "Dari jendela pertama."})
    await desk.press(SAVE)
    await second.press(SAVE)
    assert await differing.all_inner_texts() == ["Alasan"]
    await desk.sign_in("pengusul")
    for window in (desk, second):
        await window.open(draft)
    await desk.fill({"proposal__title": "Judul kedua"})
    await desk.send()
    await second.fill({"proposal__title": "Judul ketiga"})
    await second.send()
    assert await differing.all_inner_texts() == ["Judul"]


async def test_who_is_no_longer_signed_in_saves_once_they_are(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}/tindakan/note")
    await desk.fill({"text": "Sesi berakhir."})
    await desk.page.context.clear_cookies()
    await desk.press(SAVE)
    other = await desk.page.context.new_page()
    await other.goto(f"{desk.address}/masuk")
    async with other.expect_navigation():
        await other.click("button[name=orang][value=sekretariat]")
    await desk.send()
    assert await desk.page.input_value("#i-text") == "Sesi berakhir."
    await desk.open("/rancangan")
    await desk.press(f'main li:has(a[href*="{innovation}"]) button')
    assert innovation not in await desk.page.content()


async def test_what_may_not_be_done_is_not_kept_either(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("pengusul")
    at = f"{desk.address}/inovasi/{innovation}/tindakan/note"
    sent = await desk.page.request.post(at, form={"text": "Bukan wewenang", "simpan": "1"}, headers=HERE)
    assert sent.status == 403
    await desk.open("/rancangan")
    assert innovation not in await desk.page.content()
