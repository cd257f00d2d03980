"""What takes a person's own signature is signed by their passkey, on a page that shows exactly what is signed."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser

from proof.acts import LONGEST_LIFE, act_bytes, instant_text
from proof.strict_json import canonical
from tests.authenticator import Passkey
from tests.cli.running import Cli
from tests.console.desk import Desk, windows
from tests.console.keyboard import Keyboard
from tests.console.passkeys import Authenticator, enrolled, retired
from tests.console.usable import faults

MINISTER = "menteri"
DECIDED = {"choice": "decline", "alasan": "Belum teruji."}


@pytest.fixture
async def passkey(cli: Cli, desk: Desk) -> AsyncIterator[Passkey]:
    """The minister's."""
    found = await enrolled(cli, desk, MINISTER)
    yield found
    await retired(cli, MINISTER, found)


@pytest.fixture
async def authenticator(desk: Desk) -> Authenticator:
    """The browser's."""
    return await Authenticator.at(desk)


async def deciding(desk: Desk, cli: Cli) -> str:
    """An innovation that the minister has decided on, but for the signature."""
    innovation = await cli.in_decision()
    await desk.sign_in(MINISTER)
    await desk.open(f"/inovasi/{innovation}")
    await desk.press(f'main a[href^="/inovasi/{innovation}/tindakan/decide"]')
    await desk.fill(DECIDED)
    await desk.send()  # to be looked over
    await desk.send()
    assert await desk.page.locator("form[data-passkey]").count() == 1, await desk.text()
    return innovation


async def sign(desk: Desk) -> None:
    """Sign, and see what comes of it."""
    await desk.press("form[data-passkey] button[data-rp]")


async def decisions(cli: Cli, innovation: str) -> int:
    """How many decisions were recorded."""
    return str(await cli.done("history", innovation)).count("InnovationDeclined")


async def test_a_decision_is_signed_by_who_takes_it(
    desk: Desk, cli: Cli, passkey: Passkey, authenticator: Authenticator
) -> None:
    await authenticator.keep(passkey, MINISTER)
    desk = Keyboard(desk)
    innovation = await deciding(desk, cli)
    assert "Belum teruji." in await desk.text()
    await sign(desk)
    assert await desk.page.locator(".govuk-notification-banner").count() == 1, await desk.text()
    assert await decisions(cli, innovation) == 1
    assert (await cli("verify", innovation)).code == 0


async def test_who_changes_their_mind_finds_what_they_typed(
    desk: Desk, cli: Cli, passkey: Passkey, authenticator: Authenticator
) -> None:
    await deciding(desk, cli)
    assert await faults(desk) == []
    async with desk.page.expect_navigation():
        await desk.page.click("button[name=ubah]")
    assert await desk.page.input_value("[name=alasan]") == DECIDED["alasan"]


async def test_somebody_elses_passkey_signs_nothing(
    desk: Desk, cli: Cli, passkey: Passkey, authenticator: Authenticator
) -> None:
    other = Passkey(origin=desk.address, rp="localhost", synced=False)
    other.passkey["credential"] = passkey.passkey["credential"]
    await authenticator.keep(other, MINISTER)
    innovation = await deciding(desk, cli)
    await sign(desk)
    assert "bukan dari passkey Anda" in await desk.text()
    assert await decisions(cli, innovation) == 0
    assert await desk.page.locator("form[data-passkey]").count() == 1  # to be signed anew


async def test_what_was_changed_after_it_was_signed_is_shown_again(
    desk: Desk, cli: Cli, passkey: Passkey, authenticator: Authenticator
) -> None:
    await authenticator.keep(passkey, MINISTER)
    innovation = await deciding(desk, cli)
    await desk.page.evaluate("document.querySelector('form[data-passkey] [name=alasan]').value = 'Alasan lain.'")
    await sign(desk)
    assert "Isian berubah setelah ditandatangani." in await desk.text()
    assert "Alasan lain." in await desk.text()
    assert await decisions(cli, innovation) == 0


async def test_a_text_that_was_changed_is_not_what_was_signed(
    desk: Desk, cli: Cli, passkey: Passkey, authenticator: Authenticator
) -> None:
    await authenticator.keep(passkey, MINISTER)
    innovation = await deciding(desk, cli)
    await desk.page.evaluate(
        """for (const name of ["naskah", "alasan"]) {
            const field = document.querySelector("form[data-passkey]").elements[name];
            field.value = field.value.replace("Belum teruji.", "Alasan lain.");
        }"""
    )
    await sign(desk)
    assert "bukan dari passkey Anda" in await desk.text()
    assert await decisions(cli, innovation) == 0


async def test_signing_that_is_cancelled_is_said_and_may_be_tried_again(
    desk: Desk, cli: Cli, passkey: Passkey, authenticator: Authenticator
) -> None:
    await authenticator.keep(passkey, MINISTER)
    await authenticator.verifies(False)
    innovation = await deciding(desk, cli)
    await desk.page.click("form[data-passkey] button[data-rp]")
    await desk.page.wait_for_selector("[data-said=failed]:not([hidden])")
    assert await decisions(cli, innovation) == 0
    await authenticator.verifies(True)
    await sign(desk)
    assert await decisions(cli, innovation) == 1


async def test_a_text_that_has_expired_is_made_anew(
    desk: Desk, cli: Cli, passkey: Passkey, authenticator: Authenticator
) -> None:
    await authenticator.keep(passkey, MINISTER)
    innovation = await deciding(desk, cli)
    form = desk.page.locator("form[data-passkey]")
    act = json.loads(await form.locator("[name=naskah]").input_value())
    signed_at = datetime.now(UTC) - timedelta(hours=25)
    act |= {"signed_at": instant_text(signed_at), "expires": instant_text(signed_at + LONGEST_LIFE)}
    text = canonical(act)
    assertion = passkey.asserts(act_bytes(passkey.key, text))
    given = {
        "naskah": text.decode(),
        "acak": assertion["nonce"],
        "kunci": passkey.key,
        "autentikator": assertion["authenticator_data"],
        "peramban": b64encode(assertion["client_data"].encode()).decode(),
        "tanda": assertion["signature"],
    }
    async with desk.page.expect_navigation():
        await form.evaluate(
            "(form, given) => { for (const name in given) form.elements[name].value = given[name]; form.submit() }",
            given,
        )
    assert "sudah berakhir" in await desk.text()
    assert await decisions(cli, innovation) == 0
    await sign(desk)
    assert await decisions(cli, innovation) == 1


async def test_signing_twice_records_once(desk: Desk, cli: Cli, passkey: Passkey, authenticator: Authenticator) -> None:
    await authenticator.keep(passkey, MINISTER)
    innovation = await deciding(desk, cli)
    async with desk.page.expect_navigation():
        await desk.page.dblclick("form[data-passkey] button[data-rp]")
    await desk.page.wait_for_load_state()
    assert await desk.page.locator(".govuk-notification-banner").count() == 1, await desk.text()
    assert await decisions(cli, innovation) == 1


async def test_of_two_windows_the_second_is_told_that_it_is_decided(
    desk: Desk, cli: Cli, passkey: Passkey, authenticator: Authenticator
) -> None:
    await authenticator.keep(passkey, MINISTER)
    innovation = await deciding(desk, cli)
    second = Desk(await desk.page.context.new_page(), desk.address)
    await (await Authenticator.at(second)).keep(passkey, MINISTER)
    await second.open(f"/inovasi/{innovation}/tindakan/decide")
    await second.fill(DECIDED)
    await second.send()
    await second.send()
    await sign(desk)
    await sign(second)
    assert await decisions(cli, innovation) == 1
    assert await second.page.locator(".govuk-error-summary").count() == 1, await second.text()


async def test_without_scripts_the_page_says_what_to_do_instead(
    browser: Browser, desk: Desk, cli: Cli, passkey: Passkey
) -> None:
    context = await windows(browser, java_script_enabled=False)
    plain = Desk(await context.new_page(), desk.address)
    innovation = await cli.in_decision()
    await plain.sign_in(MINISTER)
    await plain.open(f"/inovasi/{innovation}/tindakan/decide")
    await plain.page.check('[name="choice"][value="decline"]')
    await plain.page.fill("[name=alasan]", DECIDED["alasan"])
    await plain.send()
    await plain.send()
    assert "JavaScript" in await plain.text()
    assert await plain.page.locator("button[data-rp]:visible").count() == 0
    await context.close()
