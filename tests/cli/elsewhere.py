"""Commands where none of the servers is, which are reached by their address with a token."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from processes.worker_file import served_addresses
from service import tokens
from service.tokens import Scope
from tests.cli.running import Ran, captured
from wiring.connections import Connections


class Elsewhere:
    """Runs commands where none of the servers is."""

    def __init__(self, connections: Connections, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
        self._connections = connections
        self._monkeypatch = monkeypatch
        self.home = home
        monkeypatch.setenv("JEJAK_URL", served_addresses(connections.settings.home)["console"])
        monkeypatch.setenv("JEJAK_HOME", str(home))
        monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
        monkeypatch.delenv("JEJAK_PERSON")

    async def of(self, person: str, *scopes: Scope) -> "Elsewhere":
        """The same, as somebody by a token of theirs."""
        given = scopes or (Scope.READ, Scope.ACT)
        lasts = timedelta(days=1)
        token = await tokens.issue(self._connections, person, label="uji", scopes=given, lasts=lasts)
        self._monkeypatch.setenv("JEJAK_TOKEN", token)
        return self

    async def __call__(self, *arguments: str | Path) -> Ran:
        with captured() as (out, err):
            code = await main([*map(str, arguments), "--lang", "en"])
        return Ran(code, out.getvalue(), err.getvalue())

    async def done(self, *arguments: str | Path) -> Any:
        """Run one command, which must succeed; its JSON."""
        ran = await self(*arguments, "--json")
        assert ran.code == 0, ran
        return json.loads(ran.out)

    async def refused(self, code: int, why: str, *arguments: str | Path) -> None:
        """Run one command, which must end so."""
        ran = await self(*arguments, "--json")
        assert (ran.code, json.loads(ran.out)["code"]) == (code, why), ran

    def bring_key(self, person: str) -> None:
        """Have somebody's own key here, and no other."""
        keys = self.home / "identities"
        keys.mkdir(mode=0o700, exist_ok=True)
        for each in keys.iterdir():
            each.unlink()
        key = keys / f"{person}.pem"
        key.touch(mode=0o600)
        key.write_bytes((self._connections.settings.identities_directory / key.name).read_bytes())
