"""The command line's side of signing in: what it asks the servers, and the port to which a browser brings a code."""

import asyncio
import contextlib
import os
import platform
import secrets
import sys
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from service.command_line import DEVICE, PKCE, challenge_of
from wiring.errors import NotPossible, Unavailable

PATIENCE_S = 600.0
"""How long a person may take."""

ANSWER = (
    "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
    "Content-Length: {length}\r\nConnection: close\r\n\r\n"
)
PAGE = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Jejak</title><p>{said}</p>'


async def by_browser(url: str, show: Callable[[str], None], said: str) -> str:
    """A token that a browser on this machine brings the code for; `show` is given the address to open, and the browser
    shows what is `said`.

    Raises:
        NotPossible: nobody allowed it in time, or the code isn't taken.
        Unavailable: the servers don't answer.
    """
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(32)
    brought: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, ValueError, asyncio.LimitOverrunError, IndexError):
            line = (await reader.readline()).decode(errors="replace")
            query = parse_qs(urlsplit(line.split()[1]).query)
            ours = secrets.compare_digest(query.get("state", [""])[0].encode(), state.encode())
            body = PAGE.format(said=escape(said)).encode() if ours else b""
            status = "200 OK" if ours else "400 Bad Request"
            writer.write(ANSWER.format(status=status, length=len(body)).encode() + body)
            await writer.drain()
            if ours and not brought.done():
                brought.set_result(query.get("code", [""])[0])
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        asked = {"port": port, "tantangan": challenge_of(verifier), "keadaan": state, "nama": platform.node()[:100]}
        show(f"{url}/masuk/perintah?{urlencode(asked)}")
        try:
            async with asyncio.timeout(PATIENCE_S):
                code = await brought
        except TimeoutError:
            raise NotPossible("not_allowed") from None
    given = {"grant_type": PKCE, "code": code, "code_verifier": verifier}
    answered = await _asked(url, "/masuk/token", given)
    if "access_token" not in answered:
        raise NotPossible("not_allowed")
    return str(answered["access_token"])


async def by_device(url: str, show: Callable[[str, str], None]) -> str:
    """A token for which somebody types a code into the pages; `show` is given their address and the code. Raises as
    `by_browser`.
    """
    begun = await _asked(url, "/masuk/perangkat/mulai", {"nama": platform.node()[:100]})
    show(begun["verification_uri"], begun["user_code"])
    given = {"grant_type": DEVICE, "device_code": begun["device_code"]}
    try:
        async with asyncio.timeout(begun["expires_in"]):
            while (answered := await _asked(url, "/masuk/token", given)).get("error") == "authorization_pending":
                await asyncio.sleep(begun["interval"])
    except TimeoutError:
        raise NotPossible("not_allowed") from None
    if "access_token" not in answered:
        raise NotPossible("not_allowed")
    return str(answered["access_token"])


async def revoke(url: str, token: str) -> None:
    """Revoke a token at the servers. Raises Unavailable: they don't answer, and it counts until it expires."""
    await _asked(url, "/masuk/token/cabut", {"token": token})


def can_show_pages() -> bool:
    """Whether a browser of this machine's would open where its user sees it."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


async def _asked(url: str, path: str, data: dict[str, str]) -> dict[str, Any]:
    """What the servers answer. Raises Unavailable."""
    try:
        async with httpx.AsyncClient(timeout=30) as client:
            answer = await client.post(url + path, data=data, headers={"Origin": url})
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Unavailable(reason="url", url=url, detail=type(error).__name__) from error
    if answer.status_code not in (200, 400) or not isinstance(found, dict):
        raise Unavailable(reason="url", url=url, detail=str(answer.status_code))
    return found
