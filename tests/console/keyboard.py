"""Somebody at a desk without a mouse: each control is reached by Tab, its focus seen, and used with keys alone."""

from typing import Any

from playwright.async_api import ElementHandle

from tests.console.desk import Desk

ROUNDS = 2
"""Whoever came round the page that often and didn't reach something, doesn't."""

STOP = """target => {
    const at = document.activeElement;
    if (!at || at === document.body) return {where: "start"};
    const radios = at.type === "radio" && target.type === "radio" && at.form === target.form && at.name === target.name;
    const before = at.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING;
    const stop = {where: at === target || radios ? "there" : before ? "before" : "after", wrong: "", what: ""};
    stop.skips = at.matches(".govuk-skip-link") && Boolean(target.closest("main"));
    window.visited ??= new WeakSet();
    if (window.visited.has(at)) return stop;
    window.visited.add(at);
    const look = () => [at, at.nextElementSibling].filter(Boolean).flatMap(each => [null, "::before"].map(part => {
        const style = getComputedStyle(each, part);
        return [style.outline, style.boxShadow, style.backgroundColor, style.borderColor, style.borderWidth].join();
    })).join();
    const focused = look();
    at.blur();
    if (look() === focused) stop.wrong = "its focus isn't seen";
    at.focus({preventScroll: true});
    const seen = [...at.getClientRects()].some(box => {
        const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)];
        const [right, bottom] = [Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)];
        if (right <= left || bottom <= top) return false;
        return [0.5, 0.1, 0.9].some(part => {
            const hit = document.elementFromPoint(left + (right - left) * part, top + (bottom - top) * part);
            return hit && (at.contains(hit) || [...(at.labels ?? [])].some(label => label.contains(hit)));
        });
    });
    if (!seen) stop.wrong = "it is hidden while it has the focus";
    stop.what = at.outerHTML.slice(0, 160);
    return stop;
}"""


class Keyboard(Desk):
    """One browser window, and no mouse."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.page, desk.address)

    async def reach(self, what: str) -> ElementHandle:
        """Go to a control by Tab or Shift-Tab; it must be reached, and each control on the way be seen in focus."""
        target = await self.page.locator(what).first.element_handle()
        key, stop = "Tab", await self._stop(target)
        if stop["where"] == "after":
            key = "Shift+Tab"
        rounds = 0
        while rounds <= ROUNDS:
            if stop["where"] == "there":
                return target
            rounds += stop["where"] == "start"
            await self.page.keyboard.press("Enter" if stop.get("skips") else key)
            passed, stop = stop["where"], await self._stop(target)
            assert not (passed == "before" and stop["where"] == "after" and key == "Tab"), f"Tab passes over {what}"
        raise AssertionError(f"{what} isn't reached")

    async def press(self, what: str) -> None:
        """Press or follow something that leads to another page."""
        await self.reach(what)
        async with self.page.expect_navigation():
            await self.page.keyboard.press("Enter")

    async def use(self, what: str) -> None:
        """Press or follow something of this page."""
        await self.reach(what)
        await self.page.keyboard.press("Enter")

    async def fill(self, typed: dict[str, Any]) -> None:
        """Fill in fields by their names, `__` for a dot."""
        for name, value in typed.items():
            what = f'[name="{name.replace("__", ".")}"]'
            for each in value if isinstance(value, list) else [value]:
                await self._fill(what, str(each))

    async def _fill(self, what: str, value: str) -> None:
        keys = self.page.keyboard
        first = self.page.locator(what).first
        kind, tag = await first.get_attribute("type"), await first.evaluate("element => element.tagName")
        if kind in ("radio", "checkbox"):
            target = await self.reach(f'{what}[value="{value}"]')
            while kind == "radio" and not await target.evaluate("element => element === document.activeElement"):
                await keys.press("ArrowDown")  # which goes round
            if not await target.is_checked():
                await keys.press("Space")
            assert await target.is_checked()
            return
        field = await self.reach(what)
        if tag == "SELECT":
            await keys.press("Home")
            options = await field.evaluate("list => [...list.options].map(each => each.value)")
            for _ in range(options.index(value)):
                await keys.press("ArrowDown")
        elif kind == "date":
            await keys.type("".join(reversed(value.split("-"))))
        else:
            await keys.press("Control+A")
            await keys.insert_text(value)
        assert (await field.input_value()).replace("\r", "") == value, what

    async def _stop(self, target: ElementHandle) -> dict[str, Any]:
        stop: dict[str, Any] = await self.page.evaluate(STOP, target)
        assert not stop.get("wrong"), f"{stop['what']}: {stop['wrong']}, {self.page.url}"
        return stop
