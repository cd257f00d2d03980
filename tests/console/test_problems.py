"""A page that isn't there says so to whoever is signed in, with their menu, and to everybody else without."""

import pytest

from tests.console.desk import Desk


@pytest.mark.parametrize("path", ["/inovasi/tidak-ada", "/pengaturan/instansi/tidak-ada", "/daerah/99"])
async def test_whoever_is_signed_in_finds_the_way_back(desk: Desk, path: str) -> None:
    await desk.sign_in("sekretariat")
    assert (await desk.open(path)).status == 404
    assert await desk.page.locator('header a[href="/tugas"]').count() == 1
    assert await desk.page.locator('header a[href="/masuk"]').count() == 0


async def test_whoever_isnt_signed_in_is_told_too(desk: Desk) -> None:
    await desk.open("/masuk")
    assert (await desk.open("/publik/tidak-ada")).status == 404
    assert await desk.page.locator('header a[href="/masuk"]').count() == 1
    assert await desk.page.locator('main a[href="/publik"]').count() == 1  # no tasks, for which one would sign in
    assert "tugas" not in await desk.text()
