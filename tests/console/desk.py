"""Somebody at a desk: a browser, the pages, and what they fill in by what the fields are called."""

from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, Response

from tests.waiting import LIMIT_S
from texts import text

MOST_PAGES = 9
"""To which a form leads before it is recorded: its effects, its signature, and both again after something moved."""

MOVED = text("refusal.version_moved", "id", expected="", actual="").partition(":")[0]
"""What is said to whoever asked on an earlier version."""


async def windows(browser: Browser, **options: Any) -> BrowserContext:
    """A browser's windows that share nothing with others, and wait as long as a slow machine takes."""
    context = await browser.new_context(**options)
    context.set_default_timeout(1000 * LIMIT_S)
    return context


class Desk:
    """One browser window on the pages at an address."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    async def open(self, path: str) -> Response:
        """Go to a page."""
        answer = await self.page.goto(self.address + path)
        assert answer is not None
        return answer

    async def sign_in(self, person: str) -> None:
        """Sign in as somebody, in place of whoever was."""
        await self.open("/masuk")
        await self.press(f"button[name=orang][value={person}]")

    async def press(self, what: str) -> None:
        """Press or follow something that leads to another page."""
        async with self.page.expect_navigation():
            await self.page.click(what)

    async def act(self, innovation: str, act: str, *, region: str = "", about: str = "", **typed: Any) -> None:
        """Open an act's form, fill it in, send it, look over what it leads to, and sign it; it must be recorded.

        Time may move an innovation at any step; who acts then looks once more.
        """
        await self.open(f"/inovasi/{innovation}/tindakan/{act}?daerah={region}&perihal={about}")
        await self.fill(typed)
        await self.send()
        for _ in range(MOST_PAGES):
            if await self.page.locator("button[data-challenge]").count():
                await self.sign()
            elif await self.page.locator("button[name=yakin]").count() or MOVED in await self.text():
                await self.send()
            else:
                break
        assert await self.page.locator(".govuk-notification-banner").count() == 1, await self.text()

    async def fill(self, typed: dict[str, Any]) -> None:
        """Fill in fields by their names, `__` for a dot."""
        for name, value in typed.items():
            field = self.page.locator(f'[name="{name.replace("__", ".")}"]')
            kind = await field.first.get_attribute("type")
            tag = await field.first.evaluate("element => element.tagName")
            if kind in ("radio", "checkbox"):
                for each in value if isinstance(value, list) else [value]:
                    await self.page.check(f'[name="{name.replace("__", ".")}"][value="{each}"]')
            elif tag == "SELECT":
                await field.select_option(value)
            else:
                await field.fill(str(value))

    async def send(self) -> None:
        """Send the form of the page, and see what comes of it."""
        await self.press("main form button.govuk-button")

    async def sign(self) -> None:
        """Sign with the passkey that is at hand, where the page asks for that."""
        if await self.page.locator("button[data-challenge]").count():
            await self.press("button[data-challenge]")

    async def text(self) -> str:
        """What the main part of the page says."""
        return await self.page.inner_text("main")
