"""A passkey is made on the pages, enrolled and confirmed by two administrators, and confirms what others signed."""

from tests.cli.running import ADMINISTRATORS, POST, Cli
from tests.console.desk import Desk
from tests.console.passkeys import Authenticator
from tests.console.usable import faults
from wiring.settings import Settings

WAITING, CONFIRMING = "/pengaturan/kunci/menunggu", "/pengaturan/konfirmasi"
BUTTON = "button[value=konfirmasi], button[data-challenge]"


async def made(desk: Desk, person: str, *, instead: bool = False) -> str:
    """A passkey that somebody made and showed to be theirs; its key."""
    await desk.sign_in(person)
    await desk.open("/pengaturan/kunci")
    async with desk.page.expect_navigation():
        await desk.page.click("button[data-rp]")
    assert await faults(desk) == []
    if instead:
        await desk.page.check("#gantikan")
    async with desk.page.expect_navigation():
        await desk.page.click("button[data-challenge]")
    key = desk.page.url.partition("diajukan=")[2]
    waits = desk.page.locator("main li", has_text=key[:16])
    assert "menunggu administrator" in await waits.inner_text()
    assert await waits.locator("a[href^='/pengaturan/konfirmasi/']").count() == instead
    return key


async def enrolled(desk: Desk, person: str) -> str:
    """A passkey that somebody made and two administrators enrolled with the keys that the server has; its key."""
    key = await made(desk, person)
    await desk.sign_in("administrator")
    await desk.open(WAITING)
    async with desk.page.expect_navigation():
        await desk.page.click(f'a[href="{WAITING}/{key}"]')
    await desk.send()
    assert "Nanik Rekaan" in await desk.text()
    await confirmed(desk, "administrator-2")
    return key


async def confirmed(desk: Desk, person: str) -> None:
    """An administrator confirms the last act that waits."""
    await desk.sign_in(person)
    await desk.open(CONFIRMING)
    async with desk.page.expect_navigation():
        await desk.page.locator(f'main a[href^="{CONFIRMING}/"]').last.click()
    async with desk.page.expect_navigation():
        await desk.page.click(BUTTON)
    assert desk.page.url.endswith(f"{CONFIRMING}?tercatat=ya"), await desk.text()


async def test_a_passkey_counts_once_two_administrators_enrolled_it(desk: Desk, cli: Cli) -> None:
    await Authenticator.at(desk)
    key = await enrolled(desk, "deputi")
    await desk.sign_in("deputi")
    await desk.open("/pengaturan/kunci")
    assert key[:16] in await desk.text()
    assert "menunggu administrator" not in await desk.text()
    await retire(desk, key)
    assert "dicabut" in await desk.text()
    keys = {each["key"]: each["retired_at"] for each in await cli.done("people", "keys", "deputi")}
    assert keys[key]


async def retire(desk: Desk, key: str) -> None:
    """Retire one's own passkey: it takes a reason, and no signature, for it may be lost."""
    async with desk.page.expect_navigation():
        await desk.page.click(f"a[href$='kunci={key}']")
    await desk.send()
    assert await desk.page.locator("#alasan-error").count() == 1
    await desk.fill({"alasan": "Perangkatnya hilang."})
    await desk.send()
    assert desk.page.url.endswith("/pengaturan/kunci?tercatat=ya")
    assert await faults(desk) == []


async def administrator(cli: Cli, person: str, stack: Settings) -> None:
    """One more administrator, whose key the server has."""
    await cli.done("people", "grant", person, "administrator", "--agency", "kemenpanrb", *POST, *ADMINISTRATORS)
    file = stack.home / f"{person}.json"
    file.write_text((await cli("identity", "new", person, "--no-passphrase")).out)
    await cli.done("people", "enrol-key", person, file, *ADMINISTRATORS)


async def test_administrators_take_passkeys_in_place_of_their_keys_and_confirm_with_them(
    desk: Desk, cli: Cli, stack: Settings
) -> None:
    await administrator(cli, "admin-tiga", stack)
    await Authenticator.at(desk)
    await made(desk, "admin-tiga", instead=True)
    await desk.open(CONFIRMING)
    async with desk.page.expect_navigation():
        await desk.page.locator(f'main a[href^="{CONFIRMING}/"]').last.click()
    assert (
        await desk.page.locator("button[value=konfirmasi], button[data-challenge]").count() == 0
    )  # nobody confirms what they signed first
    await confirmed(desk, "administrator")
    key = await made(desk, "menteri")
    await desk.sign_in("administrator-2")
    await desk.open(f"{WAITING}/{key}")
    await desk.send()
    await confirmed(desk, "admin-tiga")  # by the passkey: the server has no key of theirs any more
    assert not (stack.identities_directory / "admin-tiga.pem").exists()
    await cli.done("people", "retire-key", "menteri", key, "--as", "administrator", "--reason", "Selesai.")
    assert (await cli("verify")).code == 0


async def test_nobody_else_sees_what_waits_for_administrators(desk: Desk) -> None:
    await desk.sign_in("pengusul")
    await desk.open(CONFIRMING)
    assert "Tidak ada yang menunggu konfirmasi." in await desk.text()
    assert (await desk.open(f"{WAITING}/{'0' * 64}")).status in (403, 409)


async def test_what_waits_no_more_is_said(desk: Desk) -> None:
    await desk.sign_in("administrator")
    await desk.open(f"{CONFIRMING}/00000000-0000-4000-8000-000000000000")
    assert "tidak lagi menunggu" in await desk.text()
    await desk.open(f"{WAITING}/{'0' * 64}")
    assert "tidak lagi menunggu" in await desk.text()
