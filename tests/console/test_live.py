"""A page of an innovation says when there are new events, for as long as its reader is signed in."""

import asyncio

import pytest

from console.pages import live
from tests.cli.running import Cli
from tests.console.desk import Desk
from tests.waiting import until


async def test_a_page_says_that_there_is_something_new_and_changes_nothing_else(
    desk: Desk, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOKS_EVERY_S", 0.1)
    innovation = await cli.proposed()
    await desk.sign_in("auditor")
    await desk.open(f"/inovasi/{innovation}/riwayat")
    notice = desk.page.locator("[data-live]")
    assert await notice.inner_text() == ""
    before = await desk.page.locator(".jejak-entry").count()
    await cli.done("admit", innovation, "--as", "sekretariat")
    await notice.locator("a").wait_for()
    assert "Ada peristiwa baru" in await notice.inner_text()
    assert await desk.page.locator(".jejak-entry").count() == before
    async with desk.page.expect_navigation():
        await notice.locator("a").click()
    assert await desk.page.locator(".jejak-entry").count() == before + 1
    assert await notice.inner_text() == ""


async def test_what_came_between_page_and_stream_is_told_at_once(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_pilot()
    await desk.sign_in("auditor")
    answer = await desk.page.request.get(f"{desk.address}/inovasi/{innovation}/langsung?sejak=1")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "event: baru" in await answer.text()


async def test_a_stream_ends_with_its_session_and_there_are_only_so_many(
    desk: Desk, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOKS_EVERY_S", 0.1)
    innovation = await cli.proposed()
    await desk.sign_in("auditor")
    address = f"{desk.address}/inovasi/{innovation}/langsung?sejak=1"
    streams = [asyncio.create_task(desk.page.request.get(address)) for _ in range(live.MOST)]

    async def all_open() -> bool:
        return max(live._open.values(), default=0) == live.MOST

    await until(all_open, "the streams to begin")
    assert (await desk.page.request.get(address)).status == 429
    await desk.page.request.post(f"{desk.address}/keluar", headers={"Origin": desk.address}, max_redirects=0)
    for stream in streams:
        assert "event: baru" not in await (await stream).text()
    assert not live._open


async def test_nobody_follows_who_is_not_signed_in(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    answer = await desk.page.request.get(f"{desk.address}/inovasi/{innovation}/langsung", max_redirects=0)
    assert answer.status == 303
