"""`jejak serve` is a process of its own: it begins with what it needs, is reached by its name, and ends gracefully."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from domain.vocabulary import Purpose
from ledger.db.migrate import migrate
from tests.waiting import LIMIT_S, until
from wiring.keys import new_key
from wiring.settings import load_settings

ROOT = Path(__file__).parents[2]
SERVE = [sys.executable, "starter.py", "serve"]
URL = "https://jejak.example.go.id"


@pytest.fixture
def environment(database: str, temporal_address: str, tmp_path: Path) -> dict[str, str]:
    """Everything that it needs. Its identity provider is out of reach."""
    new_key(load_settings(home=tmp_path), Purpose.RECEIPTS)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JEJAK_", "TEMPORAL_"))}
    return kept | {
        "JEJAK_HOME": str(tmp_path),
        "JEJAK_DATABASE_URL": database,
        "TEMPORAL_ADDRESS": temporal_address,
        "JEJAK_URL": URL,
        "JEJAK_SERVE_PORT": "0",
        "JEJAK_OIDC_ISSUER": "http://127.0.0.1:1",
        "JEJAK_OIDC_CLIENT_ID": "jejak",
        "JEJAK_OIDC_CLIENT_SECRET": "rahasia-uji",
    }


@pytest.fixture
async def serving(environment: dict[str, str], database: str) -> AsyncIterator[dict[str, str]]:
    """A process that serves: the line that it logged about where; ended gracefully."""
    await migrate(database)
    process = await create_subprocess_exec(*SERVE, cwd=ROOT, env=environment, stderr=PIPE)
    assert process.stderr
    lines = []
    async with asyncio.timeout(LIMIT_S):
        while line := await process.stderr.readline():
            lines.append(line.decode())
            if "the pages are served" in lines[-1]:
                break
    assert lines, "it ended"
    yield json.loads(lines[-1])
    process.send_signal(signal.SIGTERM)
    rest = (await process.stderr.read()).decode()
    assert await process.wait() == 0
    assert "rahasia-uji" not in rest + "".join(lines)


async def test_it_is_reached_by_its_own_name_alone_and_says_how_it_is(serving: dict[str, str]) -> None:
    name = {"Host": "jejak.example.go.id"}
    async with httpx.AsyncClient(base_url=serving["address"], timeout=LIMIT_S) as client:
        page = await client.get("/masuk", headers=name)
        assert (page.status_code, "/masuk/penyedia" in page.text) == (200, True)
        assert "server" not in page.headers
        assert (await client.get("/publik", headers=name)).status_code == 200
        for other in ({}, {"Host": "localhost"}, {"Host": "evil.example"}):
            assert (await client.get("/masuk", headers=other)).status_code == 400
        assert (await client.get("/masuk/penyedia", headers=name)).status_code == 503
        assert (await client.get("/tugas", headers=name)).status_code == 303
    async with httpx.AsyncClient(base_url=serving["health"], timeout=LIMIT_S) as client:

        async def well() -> bool:
            health = await client.get("/health")
            return (health.status_code, health.json()["problems"]) == (200, {})

        await until(well, "it to be well")
        assert (await client.get("/metrics")).status_code == 200


@pytest.mark.parametrize("missing", ["JEJAK_URL", "JEJAK_OIDC_ISSUER", "JEJAK_OIDC_CLIENT_ID", "key"])
def test_without_what_it_needs_it_does_not_begin(environment: dict[str, str], missing: str, tmp_path: Path) -> None:
    if missing == "key":
        (tmp_path / "keys" / "signing.pem").unlink()
    environment.pop(missing, None)
    ended = subprocess.run([*SERVE, "--json"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 2, ended.stderr
    assert json.loads(ended.stdout)["code"] == "bad_settings"
    assert missing in ended.stdout or missing == "key"
