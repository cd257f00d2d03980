"""A page of an innovation says when there are new events, for as long as its reader is signed in."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.responses import Response

from console.pages import live
from console.visit import SESSION, Visit
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
    streams = [asyncio.create_task(desk.page.request.get(address)) for _ in range(live.STREAMS.most)]

    async def all_open() -> bool:
        return max(live.STREAMS._open.values(), default=0) == live.STREAMS.most

    await until(all_open, "the streams to begin")
    assert (await desk.page.request.get(address)).status == 429
    await desk.page.request.post(f"{desk.address}/keluar", headers={"Origin": desk.address}, max_redirects=0)
    for stream in streams:
        assert "event: baru" not in await (await stream).text()

    async def none_open() -> bool:
        return not live.STREAMS._open

    await until(none_open, "the streams to be counted no more")


async def test_nobody_follows_who_is_not_signed_in(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    answer = await desk.page.request.get(f"{desk.address}/inovasi/{innovation}/langsung", max_redirects=0)
    assert answer.status == 303


def asked(token: str, person: str = "wulan") -> Visit:
    """A request for what is new of an innovation, in that session of that person's."""

    async def standing(innovation: str) -> Any:
        return SimpleNamespace(innovation=SimpleNamespace(id=innovation))

    request = SimpleNamespace(path_params={"innovation": "x"}, query_params={"sejak": "1"}, cookies={SESSION: token})
    return cast(Visit, SimpleNamespace(request=request, person=person, reader=SimpleNamespace(standing=standing)))


async def broken_off(stream: Response) -> None:
    """The answer is wanted no more, before anything of it was sent."""

    async def gone(*_: Any) -> Any:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await stream({"type": "http", "asgi": {"spec_version": "2.4"}}, gone, gone)


async def test_streams_count_from_when_they_are_asked_for_and_no_longer_than_their_answers() -> None:
    first = [await live.show(asked("a")) for _ in range(live.STREAMS.most + 1)]
    assert [each.status_code for each in first] == [200] * live.STREAMS.most + [429]
    other = await live.show(asked("b"))
    assert other.status_code == 200
    for stream in (*first[:-1], other):
        await broken_off(stream)
    again = await live.show(asked("a"))
    assert again.status_code == 200
    await broken_off(again)
    assert not live.STREAMS._open


async def test_a_persons_streams_are_counted_together_however_many_sessions_they_have() -> None:
    opened = [await live.show(asked(str(number))) for number in range(live.OF_PERSON.most + 1)]
    assert [each.status_code for each in opened] == [200] * live.OF_PERSON.most + [429]
    other = await live.show(asked("other", "made"))
    assert other.status_code == 200
    for stream in (*opened[:-1], other):
        await broken_off(stream)
    assert not live.STREAMS._open
    assert not live.OF_PERSON._open
