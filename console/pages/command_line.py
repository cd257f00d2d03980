"""Letting the command line in: a page for who is signed in, and what the command line itself asks."""

import re
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from console.visit import Visit, connections_of
from service import command_line
from service.command_line import DEVICE, PKCE


async def show(visit: Visit) -> Response:
    """Asks whether the command line on this machine may act for who is signed in."""
    asked = _asked(visit.request.query_params)
    return await visit.page("sign_in/command_line", asked=asked, status=200 if asked else 400)


async def allow(visit: Visit) -> Response:
    """Lets it in, by a code that the browser brings to its port."""
    async with visit.request.form() as form:
        asked = _asked(form)
    if not asked:
        return await visit.page("sign_in/command_line", asked=None, status=400)
    code = await command_line.allow(visit.connections, visit.person, asked["tantangan"], asked["nama"])
    query = urlencode({"code": code, "state": asked["keadaan"]})
    return RedirectResponse(f"http://127.0.0.1:{asked['port']}/?{query}", 303)


async def show_device(visit: Visit) -> Response:
    """Asks for the code that a command line elsewhere shows, and whether that may act for who is signed in."""
    code = visit.request.query_params.get("kode", "")
    label = await command_line.waiting(visit.connections, code) if code else None
    return await visit.page("sign_in/device", code=code, label=label, unknown=bool(code) and label is None, done=None)


async def allow_device(visit: Visit) -> Response:
    """Lets it in, or doesn't."""
    async with visit.request.form() as form:
        code, allowed = str(form.get("kode", "")), form.get("jawaban") == "izinkan"
    known = await command_line.allow_device(visit.connections, visit.person, code, allowed=allowed)
    done = ("allowed" if allowed else "denied") if known else None
    return await visit.page("sign_in/device", code=code, label=None, unknown=not known, done=done)


async def begin_device(request: Request) -> Response:
    """What a command line without a browser shows and waits with (as RFC 8628 has it)."""
    async with request.form() as form:
        label = str(form.get("nama", ""))[:100]
    connections = connections_of(request)
    device = await command_line.begin_device(connections, label)
    at = (connections.settings.url or str(request.base_url).rstrip("/")) + "/masuk/perangkat"
    return JSONResponse(
        {
            "device_code": device.device_code,
            "user_code": device.user_code,
            "verification_uri": at,
            "verification_uri_complete": f"{at}?kode={device.user_code}",
            "expires_in": int(command_line.CODES_LAST.total_seconds()),
            "interval": command_line.EVERY_S,
        }
    )


async def token(request: Request) -> Response:
    """The token for a code (as RFC 6749 has it)."""
    connections = connections_of(request)
    async with request.form() as form:
        given = {name: str(value) for name, value in form.items() if isinstance(value, str)}
    found, error = None, "unsupported_grant_type"
    if given.get("grant_type") == PKCE:
        found = await command_line.redeem(connections, given.get("code", ""), given.get("code_verifier", ""))
        error = "invalid_grant"
    elif given.get("grant_type") == DEVICE:
        found, answered = await command_line.redeem_device(connections, given.get("device_code", ""))
        error = "access_denied" if answered else "authorization_pending"
    if found is None:
        return JSONResponse({"error": error}, 400)
    lasts = int(command_line.LASTS.total_seconds())
    return JSONResponse({"access_token": found, "token_type": "Bearer", "expires_in": lasts})


async def revoke(request: Request) -> Response:
    """Revokes a token of whoever has it (as RFC 7009 has it)."""
    async with request.form() as form:
        await command_line.revoke(connections_of(request), str(form.get("token", "")))
    return JSONResponse({})


def _asked(given: Any) -> dict[str, str] | None:
    """What the command line asks with; None where it isn't what one asks."""
    found = {name: str(given.get(name, "")) for name in ("port", "tantangan", "keadaan", "nama")}
    fit = re.fullmatch(r"[1-9]\d{0,4}", found["port"]) and int(found["port"]) < 65536
    fit = fit and all(re.fullmatch(r"[A-Za-z0-9_-]{43}", found[name]) for name in ("tantangan", "keadaan"))
    return found if fit and found["nama"].isprintable() and len(found["nama"]) <= 100 else None
