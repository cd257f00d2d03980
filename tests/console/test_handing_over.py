"""Handing over on pages: posts, and then drafts, go to a successor; alone, or by two administrators."""

from uuid import uuid4

from tests.cli.running import ADMINISTRATORS, POST, PROPOSAL, Cli
from tests.console.desk import Desk
from tests.console.usable import faults


async def proposer(cli: Cli) -> tuple[str, str]:
    """Somebody new who proposes for a city, and the id of a draft of theirs."""
    person = f"lama-{uuid4().hex[:6]}"
    await cli.done("people", "grant", person, "proposer", "--agency", "kota-surakarta", *POST, *ADMINISTRATORS)
    return person, str((await cli.done("draft", "save", PROPOSAL, "--as", person))["id"])


async def held(cli: Cli, person: str) -> list[bool]:
    """Of each grant of somebody whether it is in force."""
    found = {each["id"]: each for each in await cli.done("people", "list")}
    return [each["in_force"] for each in found.get(person, {"grants": []})["grants"]]


async def hand_over(desk: Desk, giver: str, successor: str) -> None:
    """Fill in the form, and mean it."""
    await desk.open(f"/pengaturan/pengguna/{giver}")
    async with desk.page.expect_navigation():
        await desk.page.click("a[href$='/serah-terima']")
    await desk.send()
    assert await desk.page.locator(".govuk-error-message").count() == 3
    await desk.fill({"successor": successor, "post__letter": "SK 9/2026", "alasan": "Mutasi."})
    await desk.send()
    assert "mendaftarkannya sebagai pengguna baru" in await desk.page.inner_text(".govuk-error-summary")
    assert await desk.page.input_value('[name="successor"]') == successor
    assert await faults(desk) == []
    await desk.page.check("#tetap")
    await desk.send()


async def test_an_agencys_own_administrator_hands_over_and_sends_it_twice_for_nothing(desk: Desk, cli: Cli) -> None:
    giver, draft = await proposer(cli)
    successor = f"baru-{uuid4().hex[:6]}"
    await desk.sign_in("admin-surakarta")
    await hand_over(desk, giver, successor)
    assert f"kepada {successor}." in await desk.text()
    assert "Jabatan: 1. Rancangan usulan yang beralih: 1." in await desk.text()
    assert await faults(desk) == []
    assert (await held(cli, giver), await held(cli, successor)) == ([False], [True])
    assert draft in [each["id"] for each in await cli.done("draft", "list", "--as", successor)]
    await desk.open(f"/pengaturan/pengguna/{giver}/serah-terima")
    await desk.fill({"successor": successor, "post__letter": "SK 9/2026", "alasan": "Mutasi."})
    await desk.send()
    assert "Jabatan: 0. Rancangan usulan yang beralih: 0." in await desk.text()


async def test_two_administrators_hand_over_and_the_drafts_go_along(desk: Desk, cli: Cli) -> None:
    giver, draft = await proposer(cli)
    successor = f"baru-{uuid4().hex[:6]}"
    await desk.sign_in("administrator")
    await hand_over(desk, giver, successor)
    assert "Administrator lain mengonfirmasi semua permintaannya: lebih dahulu pemberian peran" in await desk.text()
    assert await held(cli, giver) == [True]
    await desk.open(f"/pengaturan/pengguna/{giver}/serah-terima")  # again: what waits is left as it is
    await desk.fill({"successor": successor, "post__letter": "SK 9/2026", "alasan": "Mutasi."})
    await desk.send()
    await desk.page.check("#tetap")
    await desk.send()
    await desk.sign_in("administrator-2")
    for person in (successor, giver):
        await desk.open("/pengaturan/konfirmasi")
        links = desk.page.locator("tr", has_text=person).locator("a")
        assert await links.count() == 1
        async with desk.page.expect_navigation():
            await links.click()
        if person == giver:  # which post ends is said by its name
            assert "Jabatan yang dimaksud" in await desk.text()
            assert "proposer-" not in await desk.text()
        async with desk.page.expect_navigation():
            await desk.page.click("button[value=konfirmasi]")
        assert "Perubahan sudah tercatat." in await desk.text()
    assert (await held(cli, giver), await held(cli, successor)) == ([False], [True])
    assert draft in [each["id"] for each in await cli.done("draft", "list", "--as", successor)]


async def test_nobody_hands_over_what_they_might_not_end(desk: Desk, cli: Cli) -> None:
    for person, of in (("sekretariat", "sekretariat"), ("auditor", "pengusul")):
        await desk.sign_in(person)
        assert (await desk.open(f"/pengaturan/pengguna/{of}/serah-terima")).status in (403, 409)
    await desk.sign_in("administrator")
    await desk.open("/pengaturan/pengguna/pengusul/serah-terima")
    await desk.fill({"successor": "pengusul", "post__letter": "SK 9/2026", "alasan": "Mutasi."})
    await desk.send()
    assert await desk.page.locator(".govuk-error-summary").count() == 1
