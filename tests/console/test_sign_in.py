"""Whoever signs in by the identity provider is who it says, in the browser that set out, once, and nobody else."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import structlog
from httpx import AsyncClient

from console import guard
from service import accounts, interventions, sessions, tokens
from service.reading import Reader
from service.tokens import Scope as TokenScope
from tests.console.browser import Browser
from tests.console.provider import LIES, Provider
from tests.console.served import connections, provider, serving
from tests.waiting import LIMIT_S
from wiring.connections import Connections
from wiring.rates import Rates

__all__ = ["connections", "provider"]


@pytest.fixture
async def address(connections: Connections) -> AsyncIterator[str]:
    """Where the pages are."""
    async with serving(connections) as address:
        yield address


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    """Speaks HTTP for all browsers."""
    async with AsyncClient(timeout=LIMIT_S) as client:
        yield client


@pytest.fixture
def browser(client: AsyncClient, address: str) -> Browser:
    """Somebody's browser."""
    return Browser(client, address)


async def as_(client: AsyncClient, connections: Connections, person: str) -> Browser:
    """A browser at which somebody is signed in already."""
    url = connections.settings.url
    assert url
    browser = Browser(client, url)
    browser.cookies["__Host-jejak"] = await sessions.begin(connections, person)
    return browser


@pytest.fixture
async def administrator(address: str, client: AsyncClient, connections: Connections) -> Browser:
    """An administrator's browser."""
    return await as_(client, connections, "administrator")


@pytest.fixture
async def account(
    browser: Browser, administrator: Browser, connections: Connections, provider: Provider
) -> AsyncIterator[str]:
    """Whoever is signed in at the provider is the proposer here."""
    assert (await browser.sign_in()).status_code == 403
    [request] = await waiting(connections, provider)
    reader = await Reader.on(connections, "administrator")
    await accounts.accept(reader, request.request_id, "pengusul")
    yield "pengusul"
    known = {each.person for each in await accounts.every(reader)}
    if "pengusul" in known:
        await accounts.end(reader, "pengusul")


async def waiting(connections: Connections, provider: Provider) -> list[accounts.AccountRequest]:
    """The requests of who is signed in at this test's provider; another's may have had the same address before."""
    reader = await Reader.on(connections, "administrator")
    found = await accounts.requests(reader)
    return [each for each in found if (each.issuer, each.subject) == (provider.issuer, provider.subject)]


async def test_who_is_unknown_waits_until_an_administrator_says_who_they_are(
    browser: Browser, administrator: Browser, connections: Connections, provider: Provider
) -> None:
    for _ in range(2):
        answer = await browser.sign_in()
        assert (answer.status_code, browser.session) == (403, None)
        assert "Ratih Rekaan" in answer.text
    [request] = await waiting(connections, provider)
    page = await administrator.get("/pengaturan/permintaan")
    assert "Ratih Rekaan" in page.text
    assert "ratih@example.go.id" in page.text
    given = {"permintaan": str(request.request_id), "orang": "pengusul", "tindakan": "terima"}
    assert (await administrator.post("/pengaturan/permintaan", **given)).status_code == 303
    assert await waiting(connections, provider) == []
    answer = await browser.sign_in("/inovasi")
    assert (answer.status_code, answer.headers["location"]) == (303, "/inovasi")
    page = await browser.get("/tugas")
    assert page.status_code == 200
    ended = await administrator.post("/pengaturan/permintaan", tindakan="akhiri", orang="pengusul")
    assert ended.status_code == 303
    assert (await browser.get("/tugas")).status_code == 303
    assert (await browser.sign_in()).status_code == 403
    done = await interventions.found(await Reader.on(connections, "administrator"), concerning=None, limit=2)
    assert [(each.what, each.about, each.person) for each in done] == [
        ("account_ended", "pengusul", "administrator"),
        ("account_accepted", "pengusul", "administrator"),
    ]


MORE_LIES = ["alg none", "alg HS256", "other key", "unknown key", "no id token", "mixed up", "denied"]


@pytest.mark.parametrize("lie", [*LIES, *MORE_LIES])
async def test_nothing_that_proves_nothing_signs_anybody_in(
    browser: Browser, account: str, provider: Provider, lie: str
) -> None:
    provider.lie = lie
    answer = await browser.sign_in()
    assert (answer.status_code, browser.session) == (400, None)
    assert 'href="/masuk"' in answer.text
    provider.lie = ""
    assert (await browser.sign_in()).status_code == 303


async def test_only_issuer_and_subject_say_who_it_is(browser: Browser, account: str, provider: Provider) -> None:
    provider.name, provider.email = "Orang Lain", "menteri@example.go.id"
    assert (await browser.sign_in()).status_code == 303
    provider.subject, provider.name, provider.email = str(uuid4()), "Ratih Rekaan", "ratih@example.go.id"
    assert (await browser.sign_in()).status_code == 403


async def test_what_came_back_counts_once(browser: Browser, account: str) -> None:
    back = await browser.sent_away()
    assert (await browser.get(back)).status_code == 303
    assert (await browser.get(back)).status_code == 400


async def test_what_comes_back_in_another_browser_signs_nobody_in(
    browser: Browser, account: str, client: AsyncClient, address: str
) -> None:
    """Else somebody could make others work in an account that isn't theirs."""
    back, other = await browser.sent_away(), Browser(client, address)
    await other.sent_away()
    assert ((await other.get(back)).status_code, other.session) == (400, None)
    assert (await browser.get(back)).status_code == 303


@pytest.mark.parametrize("query", ["", "?state=x", "?code=x", "?state=x&code=y", "?error=access_denied", "?state=%00"])
async def test_nobody_comes_back_who_never_set_out(browser: Browser, query: str) -> None:
    assert (await browser.get(f"/masuk/kembali{query}")).status_code in (400, 404)
    assert browser.session is None


async def test_a_second_tab_signs_in_as_well(browser: Browser, account: str) -> None:
    first, second = await browser.sent_away("/inovasi"), await browser.sent_away("/tugas")
    assert (await browser.get(second)).headers["location"] == "/tugas"
    assert (await browser.get(first)).headers["location"] == "/inovasi"
    assert (await browser.get("/tugas")).status_code == 200


async def test_each_sign_in_is_a_session_of_its_own_that_nobody_could_fix_before(
    browser: Browser, account: str
) -> None:
    browser.cookies["__Host-jejak"] = "fixed-by-somebody"
    await browser.sign_in()
    first = browser.session
    assert first != "fixed-by-somebody"
    await browser.sign_in()
    second, browser.cookies["__Host-jejak"] = browser.session, first or ""
    assert second != first
    assert (await browser.get("/tugas")).status_code == 303


@pytest.mark.parametrize("after", ["//evil.example", "https://evil.example", "/%5Cevil.example", "javascript:alert(1)"])
async def test_nobody_is_sent_to_another_site_after_it(browser: Browser, account: str, after: str) -> None:
    assert (await browser.sign_in(after)).headers["location"] == "/beranda"


@pytest.mark.parametrize("lie", ["down", "configuration"])
async def test_without_the_provider_nobody_signs_in_and_who_is_signed_in_goes_on(
    connections: Connections, client: AsyncClient, provider: Provider, address: str, lie: str
) -> None:
    provider.lie = lie
    browser = await as_(client, connections, "pengusul")
    answer = await browser.get("/masuk/penyedia")
    assert answer.status_code == 503
    assert provider.issuer in answer.text
    assert (await browser.get("/tugas")).status_code == 200
    provider.lie = ""
    assert (await browser.get("/masuk/penyedia")).status_code == 303


async def test_a_provider_that_fails_on_the_way_back_is_said_to_be_out_of_reach(
    browser: Browser, account: str, provider: Provider
) -> None:
    provider.lie = "down later"
    assert ((await browser.sign_in()).status_code, browser.session) == (503, None)


async def test_nobody_is_chosen_from_a_list_where_the_pages_are_served(browser: Browser) -> None:
    page = await browser.get("/masuk")
    assert (page.status_code, 'name="orang"' in page.text) == (200, False)
    answer = await browser.post("/masuk", orang="menteri", lanjut="/tugas")
    assert (answer.status_code, browser.session) == (409, None)


async def test_signing_out_everywhere_ends_all_sessions_and_tokens(
    browser: Browser, account: str, connections: Connections, client: AsyncClient
) -> None:
    await browser.sign_in()
    elsewhere = await as_(client, connections, "pengusul")
    issued = [
        await tokens.issue(connections, person, label="uji", scopes=[TokenScope.READ], lasts=tokens.LONGEST)
        for person in ("pengusul", "auditor")
    ]
    stolen = Browser(client, browser.address)
    stolen.cookies = dict(browser.cookies)
    await browser.post("/keluar", semua="1")
    for each in (elsewhere, stolen):
        assert (await each.get("/tugas")).status_code == 303
    assert [await tokens.find(connections, each) is not None for each in issued] == [False, True]


async def test_ending_an_account_ends_sessions_and_tokens(
    browser: Browser, account: str, administrator: Browser, connections: Connections
) -> None:
    await browser.sign_in()
    token = await tokens.issue(connections, account, label="uji", scopes=[TokenScope.ACT], lasts=tokens.LONGEST)
    await administrator.post("/pengaturan/permintaan", tindakan="akhiri", orang=account)
    assert (await browser.get("/tugas")).status_code == 303
    assert await tokens.find(connections, token) is None


@pytest.mark.parametrize("person", ["pengusul", "sekretariat", "auditor", "menteri"])
async def test_accounts_are_for_administrators_alone(
    address: str, client: AsyncClient, connections: Connections, person: str
) -> None:
    browser = await as_(client, connections, person)
    assert (await browser.get("/pengaturan/permintaan")).status_code == 403
    given = {"permintaan": str(uuid4()), "orang": "auditor", "tindakan": "terima"}
    assert (await browser.post("/pengaturan/permintaan", **given)).status_code == 403


@pytest.mark.parametrize(
    ("person", "status"), [("administrator", 409), ("nobody", 404), ("", 400), ("Budi S.", 400), ("pengusul", 409)]
)
async def test_a_request_is_accepted_for_another_who_is_somebody_and_has_no_account(
    browser: Browser,
    account: str,
    administrator: Browser,
    connections: Connections,
    provider: Provider,
    person: str,
    status: int,
) -> None:
    provider.subject = str(uuid4())
    await browser.sign_in()
    [request] = await waiting(connections, provider)
    given = {"permintaan": str(request.request_id), "orang": person, "tindakan": "terima"}
    answer = await administrator.post("/pengaturan/permintaan", **given)
    assert (answer.status_code, f'value="{person}"' in answer.text) == (status, True)
    assert (await browser.sign_in()).status_code == 403
    decline = given | {"tindakan": "tolak"}
    assert (await administrator.post("/pengaturan/permintaan", **decline)).status_code == 303
    assert (await administrator.post("/pengaturan/permintaan", **decline)).status_code == 409


async def test_what_a_provider_calls_people_is_shown_as_text(
    browser: Browser, administrator: Browser, provider: Provider
) -> None:
    provider.name, provider.email = "<script>alert(1)</script>\u202e\x00\n", "x" * 5000
    answer = await browser.sign_in()
    page = await administrator.get("/pengaturan/permintaan")
    for shown in (answer.text, page.text):
        assert "<script" not in shown
        assert "\u202e" not in shown
        assert "x" * 256 not in shown


@pytest.fixture
def lines() -> Iterator[list[Any]]:
    """What is logged."""
    with structlog.testing.capture_logs() as found:
        yield found


async def test_neither_codes_nor_tokens_are_logged(
    browser: Browser, account: str, provider: Provider, lines: list[Any]
) -> None:
    await browser.sign_in()
    provider.lie = "nonce"
    await browser.sign_in()
    logged = str(lines)
    assert "sign-in refused" in logged
    secret = [*provider.seen, *browser.cookies.values()]
    assert len(secret) > 4
    assert not [each for each in secret if each in logged]


async def test_who_asks_too_often_is_told_when_to_ask_again(
    connections: Connections, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "Rates", partial(Rates, clock=lambda: 0.0))
    async with serving(connections) as address:
        browser = Browser(client, address)
        answers = [await browser.get("/masuk/kembali") for _ in range(101)]
        assert {each.status_code for each in answers[:100]} == {400}
        last = answers[-1]
        assert (last.status_code, int(last.headers["retry-after"]) > 0) == (429, True)
        assert "content-security-policy" in last.headers
        assert (await browser.get("/masuk")).status_code == 200
        first, second = [await as_(client, connections, person) for person in ("pengusul", "auditor")]
        sent = [(await first.post("/bahasa", bahasa="id", lanjut="/tugas")).status_code for _ in range(61)]
        assert (set(sent[:60]), sent[60]) == ({303}, 429)
        assert (await second.post("/bahasa", bahasa="id", lanjut="/tugas")).status_code == 303
