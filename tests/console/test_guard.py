"""What keeps others out: sessions, what other sites make a browser send, and what browsers are told to keep to."""

import re
from collections.abc import AsyncIterator
from functools import partial

import pytest
from httpx import ASGITransport, AsyncClient, Response
from pydantic import SecretStr
from starlette.responses import PlainTextResponse

from console import guard
from console.app import console
from console.visit import SESSION
from processes.worker_file import served_addresses
from service import sessions
from service.choosing import present
from tests.waiting import LIMIT_S
from wiring.connections import Connections
from wiring.errors import NotPossible
from wiring.rates import Rates
from wiring.settings import Settings

HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def address(stack: Settings) -> str:
    """Where the pages are."""
    return served_addresses(stack.home)["console"]


@pytest.fixture
async def client(address: str) -> AsyncIterator[AsyncClient]:
    """Somebody who isn't signed in, and keeps no cookies by themselves."""
    async with AsyncClient(base_url=address, timeout=LIMIT_S) as client:
        yield client


async def signed_in(client: AsyncClient, person: str = "pengusul") -> str:
    """A new session's token."""
    answer = await client.post("/masuk", data={"orang": person, "lanjut": "/tugas"}, headers=HERE)
    assert answer.status_code == 303
    client.cookies.clear()
    return answer.headers["set-cookie"].split("=", 1)[1].split(";")[0]


async def as_(client: AsyncClient, token: str, path: str = "/tugas") -> Response:
    """A page, asked for with a session's token."""
    return await client.get(path, headers={"Cookie": f"{SESSION}={token}"})


@pytest.mark.parametrize(
    "path", ["/beranda", "/tugas", "/rancangan", "/inovasi", "/inovasi/baru", "/inovasi/x", "/inovasi/x/riwayat"]
)
async def test_who_is_not_signed_in_sees_nothing_and_is_brought_back_after_it(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/masuk?lanjut={path}")
    assert (await as_(client, "guessed", path)).status_code == 303


@pytest.mark.parametrize("path", ["/masuk", "/keluar", "/bahasa", "/inovasi/x/tindakan/admit"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
async def test_nothing_is_done_that_another_site_makes_a_browser_send(
    client: AsyncClient, path: str, headers: dict[str, str]
) -> None:
    token = await signed_in(client)
    answer = await client.post(path, headers={**headers, "Cookie": f"{SESSION}={token}"}, data={"orang": "menteri"})
    assert answer.status_code == 403
    assert (await as_(client, token)).status_code == 200


async def test_a_browser_that_only_says_its_origin_is_let_through(client: AsyncClient, address: str) -> None:
    answer = await client.post("/bahasa", headers={"Origin": address}, data={"bahasa": "en", "lanjut": "/masuk"})
    assert answer.status_code == 303


async def test_a_session_is_a_cookie_that_no_script_and_no_other_host_reads(client: AsyncClient) -> None:
    answer = await client.post("/masuk", data={"orang": "pengusul"}, headers=HERE)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


async def test_signing_out_ends_the_session_and_everywhere_all_of_ones_own(client: AsyncClient) -> None:
    here, elsewhere, another = await signed_in(client), await signed_in(client), await signed_in(client, "menteri")

    async def leave(token: str, **data: str) -> None:
        await client.post("/keluar", headers={**HERE, "Cookie": f"{SESSION}={token}"}, data=data)

    await leave(here)
    assert [(await as_(client, each)).status_code for each in (here, elsewhere, another)] == [303, 200, 200]
    more = await signed_in(client)
    await leave(more, semua="1")
    assert [(await as_(client, each)).status_code for each in (more, elsewhere, another)] == [303, 303, 200]


async def test_signing_in_anew_ends_what_the_browser_held(client: AsyncClient) -> None:
    token = await signed_in(client)
    await client.post("/masuk", headers={**HERE, "Cookie": f"{SESSION}={token}"}, data={"orang": "menteri"})
    assert (await as_(client, token)).status_code == 303


async def test_nobody_is_signed_in_with_a_session_that_another_put_there(client: AsyncClient) -> None:
    planted = "p" * len(await signed_in(client))
    answer = await client.post("/masuk", headers={**HERE, "Cookie": f"{SESSION}={planted}"}, data={"orang": "menteri"})
    assert planted not in answer.headers["set-cookie"]
    assert (await as_(client, planted)).status_code == 303


@pytest.mark.parametrize("person", ["nobody", "system", "", "x" * 5000])
async def test_nobody_signs_in_as_who_holds_no_role(client: AsyncClient, person: str) -> None:
    answer = await client.post("/masuk", data={"orang": person}, headers=HERE)
    assert (answer.headers["location"], "set-cookie" in answer.headers) == ("/masuk", False)


@pytest.mark.parametrize(
    "after", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"]
)
async def test_nobody_is_brought_to_another_site(client: AsyncClient, after: str) -> None:
    for path, data in (("/masuk", {"orang": "pengusul"}), ("/bahasa", {"bahasa": "en"})):
        answer = await client.post(path, data={**data, "lanjut": after}, headers=HERE)
        assert answer.headers["location"] in ("/beranda", "/")
    assert "evil" not in (await client.get("/masuk", params={"lanjut": after})).text.split("<main")[1]


@pytest.mark.parametrize("path", ["/masuk", "/tugas", "/none", "/statis/jejak.css", "/statis/../app.py"])
async def test_every_answer_tells_browsers_what_to_keep_to(client: AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; connect-src 'self'")
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")
    assert ("no-store" in headers["cache-control"]) == (not path.endswith("jejak.css"))


async def test_by_another_name_the_pages_are_not_reached(client: AsyncClient) -> None:
    """Else a page on the internet could point its own name at this machine."""
    assert (await client.get("/masuk", headers={"Host": "evil.example"})).status_code == 400


async def test_a_session_that_nobody_uses_or_that_lasts_too_long_is_over(
    stack: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Connections(stack) as connections:
        token = await sessions.begin(connections, "pengusul")
        assert await sessions.person_of(connections, token) == "pengusul"
        for limit in ("IDLE", "LONGEST"):
            with monkeypatch.context() as shorter:
                shorter.setattr(sessions, limit, sessions.IDLE * 0)
                assert await sessions.person_of(connections, token) is None
        assert await sessions.person_of(connections, token) == "pengusul"


async def test_elsewhere_than_in_the_embedded_stack_nobody_is_chosen_from_a_list(database: str) -> None:
    async with Connections(Settings(database_url=SecretStr(database))) as connections:
        with pytest.raises(NotPossible, match="not_embedded"):
            await present(connections)
        assert console(connections).state.connections is connections


async def test_a_first_visit_takes_no_more_than_sixty_kilobytes(client: AsyncClient) -> None:
    token = await signed_in(client)
    page = await as_(client, token)
    size = len(page.content)
    for file in re.findall(r'"(/statis/[^"]+)"', page.text):
        async with client.stream("GET", file) as answer:
            assert answer.headers["cache-control"].endswith("immutable")
            size += len(b"".join([part async for part in answer.aiter_raw()]))
    assert size <= 60_000
    plain = await client.get("/statis/jejak.css", headers={"Accept-Encoding": "identity"})
    assert plain.text.startswith("/* Colours")


@pytest.mark.parametrize("path", ["/publik/%00", "/inovasi/%00/riwayat", "/tugas?sesudah=%00", "/masuk?lanjut=%00"])
async def test_what_no_page_of_ours_asks_for_is_no_page(client: AsyncClient, path: str) -> None:
    assert (await as_(client, await signed_in(client), path)).status_code == 404


async def test_an_address_that_is_none_is_no_error_of_ours(client: AsyncClient) -> None:
    assert (await client.get("/masuk", params={"lanjut": "//["})).status_code == 200
    answer = await client.post("/masuk", headers={"Origin": "http://["}, data={"orang": "pengusul"})
    assert (answer.status_code, "content-security-policy" in answer.headers) == (403, True)


async def test_nobody_fills_the_memory_or_the_disk_with_one_request(client: AsyncClient) -> None:
    async def unending() -> AsyncIterator[bytes]:
        yield b"orang=pengusul"

    assert (await client.post("/masuk", headers=HERE, content=b"&" * 200_000)).status_code == 413
    assert (await client.post("/masuk", headers=HERE, content=unending())).status_code == 411
    at = "/inovasi/x/tindakan/note"
    assert (await client.post(at, headers=HERE, content=b"&" * 25_000_001)).status_code == 413
    form = {f"text{number}": "<" * 10_000 for number in range(40)}
    answer = await client.post(at, headers=HERE, data=form)
    assert (answer.status_code, len(answer.content) < 10_000) == (401, True)


async def test_what_is_in_an_address_is_not_taken_for_what_was_recorded(client: AsyncClient) -> None:
    token = await signed_in(client)
    listed = (await as_(client, token, "/inovasi")).text
    innovation = next(iter(re.findall(r'href="/inovasi/([0-9a-f-]{36})"', listed)), "none")
    page = (await as_(client, token, f"/inovasi/{innovation}?tercatat=revoke")).text
    assert "Sudah tercatat" not in page


async def test_a_form_with_more_fields_than_any_of_ours_is_not_read(client: AsyncClient) -> None:
    headers = {**HERE, "Cookie": f"{SESSION}={await signed_in(client)}"}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    for fields, status in ((1000, 303), (50_000, 413)):
        answer = await client.post("/bahasa", headers=headers, content=b"bahasa=id" + b"&" * fields)
        assert answer.status_code == status


async def test_who_has_much_made_waits_and_no_other_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "Rates", partial(Rates, clock=lambda: 0.0))
    transport = ASGITransport(guard.Guard(PlainTextResponse("made")))
    async with AsyncClient(transport=transport, base_url="http://localhost") as client:
        asked = [(await as_(client, "many", path)).status_code for path in ["/x/ringkasan.pdf", "/inovasi.xlsx"] * 11]
        assert asked == [200] * 20 + [429] * 2
        assert (await as_(client, "other", "/inovasi.xlsx")).status_code == 200
        assert (await as_(client, "many", "/tugas")).status_code == 200


async def test_no_session_keeps_the_others_waiting_by_turning_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "Rates", partial(Rates, clock=lambda: 0.0))
    monkeypatch.setattr(guard, "SHOWN_AT_ONCE", 3)
    transport = ASGITransport(guard.Guard(PlainTextResponse("shown")))
    async with AsyncClient(transport=transport, base_url="http://localhost") as client:
        assert [(await as_(client, "many")).status_code for _ in range(4)] == [200] * 3 + [429]
        assert (await as_(client, "other")).status_code == 200
        changed = await client.post("/x", headers={**HERE, "Cookie": f"{SESSION}=many"}, data={})
        assert changed.status_code == 200


async def test_whoever_has_a_whole_network_is_one_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "Rates", partial(Rates, clock=lambda: 0.0))
    app = guard.Guard(PlainTextResponse("shown"))

    async def asked(address: str) -> int:
        transport = ASGITransport(app, client=(address, 1))
        async with AsyncClient(transport=transport, base_url="http://localhost") as client:
            return (await client.get("/masuk/penyedia")).status_code

    assert {await asked(f"2001:db8::{number:x}") for number in range(100)} == {200}
    assert await asked("2001:db8::ffff") == 429
    assert await asked("2001:db8:0:1::1") == 200
