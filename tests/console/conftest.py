"""One embedded stack with its pages, and one browser, for all tests of the pages."""

import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

from console.pages import innovations, public, recap, tasks
from processes.worker_file import served_addresses
from tests.bundle.conftest import bare_python
from tests.cli.conftest import somebody, stack
from tests.cli.running import Cli
from tests.console.desk import Desk, windows
from tests.waiting import LIMIT_S
from wiring.settings import Settings

__all__ = ["bare_python", "somebody", "stack"]

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="package")
async def browser() -> AsyncIterator[Browser]:
    """The distribution's Chromium."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    assert found, "The tests of the pages need Chromium: install the package `chromium` (`make browser` tries to)."
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS, timeout=1000 * LIMIT_S)
        yield browser
        await browser.close()


@pytest.fixture
async def desk(browser: Browser, stack: Settings) -> AsyncIterator[Desk]:
    """A browser at which nobody is signed in; what it complains of fails the test."""
    context = await windows(browser, locale="id-ID", timezone_id="Asia/Jakarta")
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Desk(page, served_addresses(stack.home)["console"])
    await context.close()
    assert not [each for each in complaints if "the server responded with a status of" not in each]


@pytest.fixture
def long_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists on one page: what a test made is on it, however much others left."""
    for each in (innovations, public, recap, tasks):
        monkeypatch.setattr(each, "AT_ONCE", 1_000)


@pytest.fixture
def cli(stack: Settings) -> Cli:
    """Runs commands on the same stack."""
    return Cli(stack.home)
