"""Penilaian: a sheet is filled in beside the rubric and the file; the panel's spread is shown once it has closed."""

from tests.cli.running import Cli
from tests.console.desk import Desk, windows
from tests.console.test_life import scored

EVALUATORS = ("evaluator-1", "evaluator-2", "evaluator-3")


async def test_a_sheet_says_what_is_judged_and_what_scores_mean_and_offers_to_declare_a_conflict(
    desk: Desk, cli: Cli
) -> None:
    innovation = await cli.in_evaluation()
    await desk.page.set_viewport_size({"width": 1400, "height": 900})
    await desk.sign_in("evaluator-1")
    await desk.open(f"/inovasi/{innovation}/penilaian")
    said = await desk.text()
    assert all(each in said for each in ("0 dari 3 lembar", "Arti nilai", "96–100", "nyatakan sebelum menilai"))
    await desk.open(f"/inovasi/{innovation}/tindakan/score")
    said = await desk.text()
    assert said.count("Yang dinilai") == 8
    assert "konflik kepentingan" in said
    assert await desk.page.locator("aside.jejak-nearby").is_visible()
    assert "Kota Bandung" in await desk.page.inner_text("aside.jejak-nearby")
    await desk.page.set_viewport_size({"width": 400, "height": 800})
    assert not await desk.page.locator("aside.jejak-nearby").is_visible()
    assert await desk.page.locator(".jejak-elsewhere a").is_visible()


async def test_how_many_handed_in_is_known_and_what_they_gave_only_once_the_panel_has_closed(
    desk: Desk, cli: Cli
) -> None:
    innovation = await cli.in_evaluation()
    await scored(desk, innovation, "evaluator-1")
    for person in ("sekretariat", "deputi", "evaluator-2", "auditor"):
        await desk.sign_in(person)
        await desk.open(f"/inovasi/{innovation}/penilaian")
        said = await desk.text()
        assert "1 dari 3 lembar" in said, person
        assert "Median" not in said, person
        assert "92" not in said, person
    for evaluator in EVALUATORS[1:]:
        await scored(desk, innovation, evaluator)
    await cli.comes_to(innovation, "decision")
    await desk.sign_in("deputi")
    await desk.open(f"/inovasi/{innovation}/penilaian")
    said = await desk.text()
    assert all(each in said for each in ("Median", "Wulan Rekaan", "92", "Sebaran per aspek"))
    await desk.sign_in("pengusul")
    await desk.open(f"/inovasi/{innovation}/penilaian")
    said = await desk.text()
    assert "Sebaran per aspek" not in said
    assert "Nilai total terendah 92" in said  # which names nobody


async def test_whom_the_secretariat_may_choose_stands_there_with_their_agency_and_who_cannot_be_chosen_with_why(
    desk: Desk, cli: Cli
) -> None:
    innovation = await cli.in_pilot()
    await cli.done("close-pilots", innovation, "--as", "sekretariat")
    await desk.sign_in("sekretariat")
    await desk.open(f"/inovasi/{innovation}/tindakan/assign-panel")
    said = await desk.text()
    assert "Tidak dapat ditunjuk" in said
    barred = said.partition("Tidak dapat ditunjuk")[2]
    assert "Joko Rekaan" in barred
    assert "Pemerintah Kota Surakarta" in barred
    chosen = await desk.page.locator('[name="evaluators"]').evaluate_all("all => all.map(each => each.value)")
    assert "evaluator-surakarta" not in chosen
    assert set(EVALUATORS) <= set(chosen)
    assert "menunggu" in said


async def test_two_evaluators_who_fill_in_their_sheets_at_once_both_hand_in(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_evaluation()
    await desk.sign_in("evaluator-1")
    await desk.open(f"/inovasi/{innovation}/tindakan/score")
    assert desk.page.context.browser is not None
    other = await windows(desk.page.context.browser)
    try:
        second = Desk(await other.new_page(), desk.address)
        await second.sign_in("evaluator-2")
        await second.open(f"/inovasi/{innovation}/tindakan/score")
        for one in (desk, second):
            for field in await one.page.locator('input[name^="score."]').all():
                await field.fill("88")
            await one.page.fill("#i-note", "Terukur.")
        await second.send()
        await desk.send()
        for one in (desk, second):
            assert await one.page.locator(".govuk-notification-banner").count() == 1, await one.text()
    finally:
        await other.close()
    sheets = [each for each in await cli.done("history", innovation) if each["type"] == "ScoreSubmitted"]
    assert len(sheets) == 2


async def test_each_score_without_its_justification_is_marked_at_once(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_evaluation()
    await desk.sign_in("evaluator-1")
    await desk.open(f"/inovasi/{innovation}/tindakan/score")
    for nth, field in enumerate(await desk.page.locator('input[name^="score."]').all()):
        await field.fill("97" if nth < 2 else "80")
    await desk.page.fill("#i-note", "Terukur.")
    await desk.send()
    wrong = desk.page.locator('input[name^="score."].govuk-input--error')
    assert await wrong.count() == 2
    assert await desk.page.locator(".govuk-error-summary__list a").count() == 2


async def test_a_sheet_is_amended_as_it_was_handed_in(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_evaluation()
    await scored(desk, innovation, "evaluator-1")
    await desk.open(f"/inovasi/{innovation}/tindakan/amend-score")
    given = await desk.page.locator('input[name^="score."]').evaluate_all("all => all.map(each => each.value)")
    assert set(given) == {"92"}
    await desk.page.locator('input[name^="score."]').first.fill("91")
    await desk.fill({"alasan": "Salah ketik."})
    await desk.send()
    assert await desk.page.locator(".govuk-notification-banner").count() == 1, await desk.text()
