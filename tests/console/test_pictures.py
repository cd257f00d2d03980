"""Every page has pictures in docs/halaman/; `make screenshots` takes them, on a stack with samples in every stage."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.async_api import Browser, Page
from starlette.routing import Route

from console.app import console
from processes.embedded import living
from processes.samples.cast import samples
from processes.worker_file import served_addresses
from tests.console.desk import Desk
from tests.console.few_colours import with_few_colours
from tests.console.pictures import NO_PAGES, PICTURES, Picture, prepare
from tests.processes.test_samples import made
from wiring.connections import Connections
from wiring.settings import Settings, load_settings

WRITE = "JEJAK_TAKE_PICTURES"
FOLDER = Path(__file__).parents[2] / "docs" / "halaman"
WIDE, NARROW, TALLEST = 1200, 360, 2000


def files(picture: Picture) -> list[str]:
    """What a picture's files are called: on a wide screen, and of the main pages in the dark and on a telephone."""
    return [f"{picture.name}{kind}.png" for kind in (("", "-gelap", "-ponsel") if picture.main else ("",))]


async def taken(desk: Desk, blank: Page, name: str, width: int, theme: str = "light") -> None:
    """Take one picture of what is open."""
    await desk.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    await desk.page.set_viewport_size({"width": width, "height": 700})
    tall = await desk.page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": width, "height": min(tall, TALLEST)}
    png = await desk.page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
    (FOLDER / name).write_bytes(await with_few_colours(png, blank))


async def take(desk: Desk, blank: Page, picture: Picture, lives: dict[str, str], proposers: dict[str, str]) -> None:
    """Take a page's pictures."""
    if picture.person is None:
        await desk.page.context.clear_cookies()
    else:
        await desk.sign_in(picture.person.format_map(proposers))
    await desk.page.set_viewport_size({"width": WIDE, "height": 700})
    await desk.open(picture.path.format_map(lives))
    if picture.then:
        await picture.then(desk)
    wide, *others = files(picture)
    await taken(desk, blank, wide, WIDE)
    for name, width, theme in zip(others, (WIDE, NARROW), ("dark", "light"), strict=False):
        await taken(desk, blank, name, width, theme)
    await desk.page.emulate_media(color_scheme="light")


@pytest.mark.skipif(WRITE not in os.environ, reason=f"takes pictures anew; set {WRITE}")
async def test_pictures_are_taken_of_every_page(browser: Browser) -> None:
    with TemporaryDirectory(prefix="jejak-pictures-") as parent:
        settings = load_settings(home=Path(parent) / "data", database_url=None)
        async with living(settings, with_samples=True):
            await made(settings, len(samples()))
            await take_all(browser, settings)


async def take_all(browser: Browser, settings: Settings) -> None:
    """Take all pictures of a stack, in place of those that are there."""
    FOLDER.mkdir(exist_ok=True)
    context = await browser.new_context(locale="id-ID", timezone_id="Asia/Jakarta")
    desk = Desk(await context.new_page(), served_addresses(settings.home)["console"])
    blank = await browser.new_page()
    await prepare(desk)
    lives, proposers = ({each.plot: getattr(each, what) for each in samples()} for what in ("id", "proposer"))
    for picture in PICTURES:
        await take(desk, blank, picture, lives, proposers)
    await context.close()
    await blank.close()
    for old in FOLDER.glob("*.png"):
        if old.name not in {name for each in PICTURES for name in files(each)}:
            old.unlink()


def test_every_page_has_a_picture() -> None:
    routes = console(Connections(load_settings(database_url=None))).routes
    pages = {each.path for each in routes if isinstance(each, Route) and "GET" in (each.methods or ())}
    assert pages == {each.route for each in PICTURES} | NO_PAGES.keys()


def test_every_picture_is_there_and_no_other() -> None:
    assert {each.name for each in FOLDER.glob("*.png")} == {name for each in PICTURES for name in files(each)}
