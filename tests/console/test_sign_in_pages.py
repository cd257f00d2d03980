"""Signing in with a real browser: by a provider, the command line's way in, and a provider that isn't ours."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest
from httpx import AsyncClient
from playwright.async_api import Page

from cli.signing_in import by_browser
from service import accounts, command_line, sessions, tokens
from service.reading import Reader
from tests.console.browser import Browser
from tests.console.desk import Desk
from tests.console.provider import Provider
from tests.console.served import connections, provider, serving, settings_of
from tests.console.usable import faults
from tests.waiting import LIMIT_S
from wiring.connections import Connections
from wiring.settings import Settings

__all__ = ["connections", "provider"]


@pytest.fixture
async def at_pages(desk: Desk, connections: Connections) -> AsyncIterator[Desk]:
    """A browser at the pages as they are served."""
    async with serving(connections) as address:
        yield Desk(desk.page, address)


async def be(desk: Desk, connections: Connections, person: str) -> None:
    """Be signed in as somebody."""
    token = await sessions.begin(connections, person)
    cookie = {"name": "__Host-jejak", "value": token, "domain": "localhost", "path": "/", "secure": True}
    await desk.page.context.clear_cookies()
    await desk.page.context.add_cookies([cookie | {"httpOnly": True}])  # type: ignore[list-item]


async def ended(connections: Connections, person: str) -> None:
    """End a person's account."""
    await accounts.end(await Reader.on(connections, "administrator"), person)


async def test_somebody_new_is_let_in_by_an_administrator_and_works(
    at_pages: Desk, connections: Connections, provider: Provider
) -> None:
    desk, page = at_pages, at_pages.page
    await desk.open("/tugas")
    await desk.press("main a.govuk-button")
    assert "menunggu" in await page.inner_text("h1")
    await be(desk, connections, "administrator")
    await desk.open("/pengaturan/permintaan")
    section = page.locator("article", has_text=provider.subject)
    await section.locator("input[name=orang]").fill("wali-kota")
    async with page.expect_navigation():
        await section.locator("button[value=terima]").click()
    assert "wali-kota" in await page.inner_text(".govuk-error-summary")
    assert await section.locator("input[name=orang]").input_value() == "wali-kota"
    await section.locator("input[name=orang]").fill("evaluator-3")
    async with page.expect_navigation():
        await section.locator("button[value=terima]").click()
    assert await section.count() == 0
    await page.context.clear_cookies()
    await desk.open("/inovasi")
    await desk.press("main a.govuk-button")
    assert page.url == f"{desk.address}/inovasi"
    await ended(connections, "evaluator-3")
    await desk.open("/inovasi")
    assert "/masuk" in page.url


PATHS = {
    "": ["/masuk", "/masuk/kembali?state=x", "/masuk/penyedia"],
    "pengusul": ["/masuk/perangkat", "/masuk/perangkat?kode=BCDF-GHJK", "/masuk/perintah?port=0", "WAITING", "ASKED"],
    "administrator": ["/pengaturan/permintaan"],
}


@pytest.mark.parametrize("lang", ["id", "en"])
async def test_everybody_can_use_the_pages_of_signing_in(
    at_pages: Desk, connections: Connections, provider: Provider, lang: str
) -> None:
    desk, provider.name, provider.email = at_pages, "x" * 300, "x" * 5000
    device = await command_line.begin_device(connections, "laptop-ratih")
    asked = f"/masuk/perintah?port=9&tantangan={'a' * 43}&keadaan={'b' * 43}&nama=laptop-ratih"
    addresses = {"WAITING": f"/masuk/perangkat?kode={device.user_code}", "ASKED": asked}
    found, codes = dict[str, list[str]](), {"/masuk/kembali?state=x": 400, "/masuk/perintah?port=0": 400}
    for person, paths in PATHS.items():
        await desk.page.context.clear_cookies()
        if person:
            await be(desk, connections, person)
        await desk.page.context.add_cookies([{"name": "jejak-bahasa", "value": lang, "url": desk.address}])
        for path in paths:
            answer = await desk.open(addresses.get(path, path))
            assert answer.status == (403 if path == "/masuk/penyedia" else codes.get(path, 200)), path
            assert await desk.page.get_attribute("html", "lang") == lang
            found[path] = await faults(desk)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


async def test_the_browser_brings_the_code_to_the_command_line(at_pages: Desk, connections: Connections) -> None:
    await be(at_pages, connections, "pengusul")
    shown: asyncio.Queue[str] = asyncio.Queue()
    login = asyncio.create_task(by_browser(at_pages.address, shown.put_nowait, "Selesai."))
    await at_pages.page.goto(await shown.get())
    await at_pages.page.click("main form button")
    found = await tokens.find(connections, await login)
    assert found is not None
    assert found.person == "pengusul"
    await _says(at_pages.page, "Selesai.")


async def _says(page: Page, what: str) -> None:
    await page.wait_for_url("http://127.0.0.1:*/**")
    assert what in await page.inner_text("body")


ANOTHER = """
import sys
from oidc_provider_mock import User, run_server_in_thread
ratih = User(sub=sys.argv[1], claims={"name": "Ratih", "email": "r@example.go.id"})
with run_server_in_thread(user_claims=[ratih]) as it:
    print(it.server_port, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def another() -> Iterator[tuple[str, str]]:
    """The address of a provider that isn't ours, and somebody there."""
    subject = str(uuid4())
    command = [sys.executable, "-W", "ignore", "-c", ANOTHER, subject]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        assert process.stdin
        yield f"http://localhost:{int(process.stdout.readline())}", subject
        process.stdin.close()


async def test_a_provider_that_is_not_ours_signs_people_in_as_well(stack: Settings, another: tuple[str, str]) -> None:
    issuer, subject = another
    async with (
        AsyncClient(timeout=LIMIT_S) as client,
        Connections(settings_of(stack, issuer), vouched=True) as elsewhere,
        serving(elsewhere) as address,
    ):
        browser = Browser(client, address)

        async def come_back(**data: str) -> int:
            away = await browser.get("/masuk/penyedia")
            back = await client.post(away.headers["location"], data=data)
            assert back.status_code in (302, 303), back.text
            return (await browser.get(back.headers["location"])).status_code

        assert await come_back(action="deny") == 400
        assert await come_back(sub=subject) == 403
        reader = await Reader.on(elsewhere, "administrator")
        [request] = [each for each in await accounts.requests(reader) if each.subject == subject]
        assert (request.subject, request.name) == (subject, "Ratih")
        await accounts.accept(reader, request.request_id, "evaluator-2")
        assert await come_back(sub=subject) == 303
        assert (await browser.get("/inovasi")).status_code == 200
        await ended(elsewhere, "evaluator-2")
