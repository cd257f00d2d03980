"""The journeys without a mouse fail on what nobody reaches with keys, or can't see that they have reached."""

import pytest
from playwright.async_api import Browser

from tests.console.desk import Desk, windows
from tests.console.keyboard import Keyboard

BAR = '<div style="position:fixed;inset:0;background:#fff"></div>'


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ('<a href="#a">A</a><button>B</button>', None),
        ('<a href="#a">A</a><button tabindex="-1">B</button><a href="#c">C</a>', "passes over button"),
        ('<a href="#a">A</a><button style="outline:none">B</button>', "its focus isn't seen"),
        (f'<a href="#a">A</a><button>B</button>{BAR}', "it is hidden"),
        ("<button disabled>B</button>", "isn't reached"),
    ],
)
async def test_what_is_not_reached_or_not_seen_in_focus_fails(browser: Browser, page: str, why: str | None) -> None:
    context = await windows(browser)
    try:
        desk = Keyboard(Desk(await context.new_page(), ""))
        await desk.page.set_content(page)
        if why is None:
            await desk.reach("button")
        else:
            with pytest.raises(AssertionError, match=why):
                await desk.reach("button")
    finally:
        await context.close()
