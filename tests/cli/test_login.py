"""The command line signs in by a browser, here or elsewhere, keeps a token of its own, and gives it back."""

import asyncio
import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli import signing_in
from cli.main import main as give
from processes.worker_file import served_addresses
from service import command_line, tokens
from service.tokens import Scope
from tests.cli.running import Cli, captured
from tests.console.browser import Browser
from tests.waiting import LIMIT_S
from wiring.connections import Connections
from wiring.credentials import credentials_path, keep_token, kept_token
from wiring.errors import NotPossible
from wiring.settings import OpenKey, Settings, SettingsError


@pytest.fixture
def url(stack: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Where the servers are; what is kept for them is in a directory of this test's."""
    address = served_addresses(stack.home)["console"]
    monkeypatch.setenv("JEJAK_URL", address)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return address


async def at_the_pages(client: httpx.AsyncClient, url: str, person: str = "pengusul") -> Browser:
    """A browser at which somebody is signed in."""
    browser = Browser(client, url)
    assert (await browser.post("/masuk", orang=person, lanjut="/tugas")).status_code == 303
    return browser


async def allowed_by(client: httpx.AsyncClient, browser: Browser, address: str) -> httpx.Response:
    """Allow the command line in, and bring it the code."""
    page = await browser.get(address)
    assert page.status_code == 200
    query = dict(httpx.URL(address).params)
    away = await browser.post("/masuk/perintah", **query)
    assert away.status_code == 303
    assert "http://127.0.0.1:*" in away.headers["content-security-policy"]
    brought = await client.get(away.headers["location"])
    assert brought.status_code == 200
    return away


async def test_whoever_allows_it_in_the_browser_lets_the_command_line_act_for_them(
    stack: Settings, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: asyncio.Queue[str] = asyncio.Queue()
    real = signing_in.by_browser

    async def watched(at: str, show: Any, said: str) -> str:
        return await real(at, shown.put_nowait, said)

    monkeypatch.setattr(signing_in, "by_browser", watched)
    async with httpx.AsyncClient(timeout=LIMIT_S) as client, Connections(stack) as connections:
        browser = await at_the_pages(client, url)
        with captured() as (out, _):
            login = asyncio.create_task(give(["login", "--json"]))
            away = await allowed_by(client, browser, await shown.get())
            assert await login == 0
        assert json.loads(out.getvalue()) == {"url": url}
        token = kept_token(url)
        assert token
        found = await tokens.find(connections, token)
        assert found is not None
        assert (found.person, set(found.scopes)) == ("pengusul", {Scope.READ, Scope.ACT})
        assert stat.S_IMODE(credentials_path().stat().st_mode) == 0o600
        code = dict(httpx.URL(away.headers["location"]).params)["code"]
        given = {"grant_type": "authorization_code", "code": code, "code_verifier": "x"}
        again = await client.post(f"{url}/masuk/token", data=given, headers={"Origin": url})
        assert again.json() == {"error": "invalid_grant"}
        with captured() as (out, _):
            assert await give(["logout", "--json"]) == 0
        assert kept_token(url) is None
        assert await tokens.find(connections, token) is None


async def test_a_code_is_nothing_to_who_did_not_begin(url: str, stack: Settings) -> None:
    async with httpx.AsyncClient(timeout=LIMIT_S) as client:
        browser = await at_the_pages(client, url)
        asked = {"port": "9", "tantangan": "a" * 43, "keadaan": "b" * 43, "nama": "uji"}
        away = await browser.post("/masuk/perintah", **asked)
        code = dict(httpx.URL(away.headers["location"]).params)["code"]
        given = {"grant_type": "authorization_code", "code": code, "code_verifier": "guessed"}
        answer = await client.post(f"{url}/masuk/token", data=given, headers={"Origin": url})
        assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


@pytest.mark.parametrize(
    "wrong",
    [{"port": "0"}, {"port": "80@evil.example"}, {"port": "70000"}, {"tantangan": "short"}, {"nama": "x" * 200}],
)
async def test_a_browser_is_sent_to_a_port_of_its_own_machine_and_nowhere_else(url: str, wrong: dict[str, str]) -> None:
    asked = {"port": "9", "tantangan": "a" * 43, "keadaan": "b" * 43, "nama": "uji"} | wrong
    async with httpx.AsyncClient(timeout=LIMIT_S) as client:
        browser = await at_the_pages(client, url)
        answer = await browser.post("/masuk/perintah", **asked)
        assert (answer.status_code, "location" in answer.headers) == (400, False)


@pytest.mark.parametrize("answer", ["izinkan", "tolak"])
async def test_a_code_that_is_typed_elsewhere_lets_in_who_waits(
    stack: Settings, url: str, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr("service.command_line.EVERY_S", 0)
    shown: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
    async with httpx.AsyncClient(timeout=LIMIT_S) as client, Connections(stack) as connections:
        browser = await at_the_pages(client, url, "sekretariat")
        login = asyncio.create_task(signing_in.by_device(url, lambda *told: shown.put_nowait(told)))
        address, code = await shown.get()
        assert address == f"{url}/masuk/perangkat"
        page = await browser.get(f"/masuk/perangkat?kode={code.lower().replace('-', ' ')}")
        assert 'value="izinkan"' in page.text
        done = await browser.post("/masuk/perangkat", kode=code, jawaban=answer)
        assert done.status_code == 200
        if answer == "izinkan":
            found = await tokens.find(connections, await login)
            assert found is not None
            assert found.person == "sekretariat"
        else:
            with pytest.raises(NotPossible, match="not_allowed"):
                await login
        again = await browser.post("/masuk/perangkat", kode=code, jawaban="izinkan")
        assert 'role="alert"' in again.text


async def test_what_was_let_in_gets_no_token_after_signing_out_everywhere(stack: Settings, url: str) -> None:
    async with httpx.AsyncClient(timeout=LIMIT_S) as client, Connections(stack) as connections:
        for everywhere in ({}, {"semua": "1"}):
            browser = await at_the_pages(client, url, "evaluator-4")
            device = await command_line.begin_device(connections, "uji")
            await browser.post("/masuk/perangkat", kode=device.user_code, jawaban="izinkan")
            await browser.post("/keluar", **everywhere)
            token, _ = await command_line.redeem_device(connections, device.device_code)
            assert (token is None) is bool(everywhere)


async def test_looking_at_a_code_makes_it_last_no_longer(
    stack: Settings, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Connections(stack) as connections:
        monkeypatch.setattr(command_line, "CODES_LAST", timedelta(seconds=2))
        device = await command_line.begin_device(connections, "kantor\u202egnap\n")
        monkeypatch.undo()
        seen = [await command_line.waiting(connections, device.user_code)]
        async with asyncio.timeout(LIMIT_S):
            while seen[-1] is not None:
                seen.append(await command_line.waiting(connections, device.user_code))
        assert set(seen[:-1]) <= {"kantor gnap"}


async def test_only_who_is_signed_in_lets_anything_in(url: str) -> None:
    async with httpx.AsyncClient(timeout=LIMIT_S) as client:
        browser = Browser(client, url)
        for path in ("/masuk/perangkat", "/masuk/perintah"):
            assert (await browser.get(path)).status_code == 303
            assert (await browser.post(path, kode="BCDFGHJK", jawaban="izinkan")).status_code == 401


async def test_without_an_address_or_servers_it_says_so(
    url: str, monkeypatch: pytest.MonkeyPatch, nobody: None
) -> None:
    monkeypatch.setenv("JEJAK_URL", "http://127.0.0.1:1")
    with captured() as (out, _):
        assert await give(["login", "--device", "--json"]) == 3
    assert json.loads(out.getvalue())["code"] == "unavailable"
    monkeypatch.delenv("JEJAK_URL")
    with captured() as (out, _):
        assert await give(["login", "--json"]) == 2
    assert json.loads(out.getvalue())["code"] == "url_needed"


def test_tokens_are_kept_by_address_in_a_file_that_nobody_else_reads(url: str) -> None:
    keep_token(url, "one")
    keep_token("https://other.example", "two")
    keep_token(url, "three")
    assert (kept_token(url), kept_token("https://other.example")) == ("three", "two")
    credentials_path().chmod(0o644)
    with pytest.raises(OpenKey):
        kept_token(url)
    credentials_path().chmod(0o600)
    credentials_path().write_text("[")
    with pytest.raises(SettingsError, match="tokens_unreadable"):
        kept_token(url)


async def test_administrators_let_people_in_by_their_own_key(cli: Cli, stack: Settings) -> None:
    from service import accounts
    from service.provider import Identity

    issuer = "https://penyedia.example"
    async with Connections(stack) as connections:
        assert await accounts.person_of(connections, Identity(issuer, "wulan", "Wulan", "w@example.go.id")) is None
    admin = ("--as", "administrator")
    listed = await cli.done("accounts", "list", *admin)
    [request] = [each["request"] for each in listed if each["issuer"] == issuer]
    await cli.refused("own_account", "accounts", "accept", request, "administrator", *admin)
    await cli.refused("no_identity", "accounts", "accept", request, "deputi", "--as", "nobody")
    await cli.refused("not_open", "accounts", "list", "--as", "pengusul")
    await cli.done("accounts", "accept", request, "deputi", *admin)
    await cli.refused("no_request", "accounts", "decline", request, *admin)
    listed = await cli.done("accounts", "list", *admin)
    assert [each["person"] for each in listed if each["issuer"] == issuer] == ["deputi"]
    await cli.done("accounts", "end", "deputi", *admin)
    await cli.refused("no_account", "accounts", "end", "deputi", *admin)
