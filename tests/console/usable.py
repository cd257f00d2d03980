"""Whether everybody can use a page: read aloud, in both themes, on a telephone, on paper, in large type."""

import gzip
from pathlib import Path
from typing import Any, Literal

from tests.console.desk import Desk

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_LOOKS = {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size"]}
"""The rules that a theme or a narrow window can break: everything else is the same in all."""

TELEPHONE, PAPER, WINDOW = 320, 718, 800
"""How wide each is: a sheet of A4 with a centimetre of margin, and a window on a small screen."""

FIRST_VISIT_BYTES = 60_000
"""How much a page may bring with it, compressed, to somebody who hasn't been here before."""

BROUGHT = "performance.getEntriesByType('resource').reduce((sum, each) => sum + each.encodedBodySize, 0)"


async def faults(desk: Desk) -> list[str]:
    """What keeps somebody from using the page that is shown; it is left on a light screen, as wide as it was."""
    page, before = desk.page, desk.page.viewport_size
    assert before
    brought = await page.evaluate(BROUGHT) + len(gzip.compress((await page.content()).encode()))
    found = [f"{brought:,} bytes on a first visit"] * (brought > FIRST_VISIT_BYTES)
    found += await _axe(desk, "light", ALL)
    found += await _too_wide(desk, TELEPHONE)
    found += await _axe(desk, "dark", OF_LOOKS)
    await page.emulate_media(media="print", color_scheme="light")
    found += await _too_wide(desk, PAPER)
    found += ["the header is printed"] * await page.locator("header").is_visible()
    await page.emulate_media(media="screen")
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += await _too_wide(desk, WINDOW)
    await page.evaluate("document.documentElement.style.fontSize = ''")
    await page.set_viewport_size(before)
    return found


async def _axe(desk: Desk, theme: Literal["light", "dark"], rules: Any) -> list[str]:
    """What axe finds wrong with the page in a theme: the rule, and where."""
    await desk.page.emulate_media(color_scheme=theme)
    if not await desk.page.evaluate("'axe' in window"):
        await desk.page.evaluate(AXE)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = await desk.page.evaluate("options => axe.run(document, options)", options)
    return [f"{theme}, {each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]]


async def _too_wide(desk: Desk, width: int) -> list[str]:
    """How wide the page is where there is so much room, if that is too wide."""
    await desk.page.set_viewport_size({"width": width, "height": 640})
    found = await desk.page.evaluate("document.documentElement.scrollWidth")
    return [f"{found} pixels wide where there are {width}"] * (found > width)
