"""What can't be reached is said so, with the way out, and exit code 3; bad settings are usage errors."""

import asyncio
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from cli.main import main
from stack.state import read_state
from tests.cli.running import OPERATOR, UNKNOWN, Cli, Ran, captured
from wiring.settings import Settings

CLOSED = "localhost:1"


async def run(*arguments: str) -> Ran:
    """Run one command with nothing but the environment to say where servers are."""
    with captured() as (out, err):
        code = await main([*arguments, "--json", "--lang", "en"])
    return Ran(code, out.getvalue(), err.getvalue())


def unavailable(ran: Ran, word: str) -> None:
    assert (ran.code, ran.json["code"]) == (3, "unavailable"), ran
    assert word in ran.json["message"]
    assert ran.json["hint"]


@pytest.mark.parametrize("command", [("list",), ("verify",), ("inbox", *OPERATOR), ("admit", UNKNOWN, *OPERATOR)])
async def test_where_no_stack_runs_every_command_says_how_to_start_one(
    tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JEJAK_DATABASE_URL", raising=False)
    ran = await run(*command, "--data", str(tmp_path))
    unavailable(ran, str(tmp_path))
    assert "jejak up" in ran.json["hint"]


async def test_a_database_that_is_down_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JEJAK_DATABASE_URL", f"postgresql://{CLOSED}/jejak")
    unavailable(await run("list"), "PostgreSQL")


async def test_a_server_that_says_nothing_is_waited_for_no_longer_than_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asyncio.Event()

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asked.wait()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("JEJAK_DATABASE_URL", f"postgresql://127.0.0.1:{port}/jejak")
        ran = await run("list", "--timeout", "0.3")
        asked.set()
        unavailable(ran, "0.3 seconds")


async def test_a_temporal_that_is_down_is_named(stack: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JEJAK_DATABASE_URL", stack.dsn())
    monkeypatch.setenv("JEJAK_SIGNING_KEY_FILE", str(stack.signing_key_path))
    monkeypatch.setenv("TEMPORAL_ADDRESS", CLOSED)
    unavailable(await run("admit", UNKNOWN, *OPERATOR), CLOSED)
    assert (await run("list")).code == 0


async def test_a_database_without_our_schema_asks_to_be_migrated(
    stack: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"empty_{uuid4().hex}"
    connection = await asyncpg.connect(stack.dsn())
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    monkeypatch.setenv("JEJAK_DATABASE_URL", stack.dsn().replace("/jejak?", f"/{name}?"))
    ran = await run("list")
    assert (ran.code, ran.json["code"]) == (3, "database_not_ready")
    assert "migrate" in ran.json["hint"]


async def test_a_login_without_the_role_gets_an_error_that_says_so(
    stack: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = await asyncpg.connect(stack.dsn())
    await connection.execute("CREATE ROLE onlooker LOGIN")
    await connection.close()
    monkeypatch.setenv("JEJAK_DATABASE_URL", stack.dsn().replace("postgres@", "onlooker@"))
    ran = await run("list")
    assert (ran.code, ran.json["code"]) == (1, "not_permitted")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("JEJAK_DATABASE_URL", "mysql://localhost/jejak"),
        ("JEJAK_DATABASE_URL", "postgresql://db.example/jejak"),
        ("JEJAK_SIGNING_KEY_FILE", "/nowhere"),
        ("JEJAK_SIGNING_KEY", "garbage"),
    ],
)
async def test_settings_that_cannot_be_right_are_usage_errors(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    state = read_state(cli.home)
    assert state is not None
    monkeypatch.setenv("JEJAK_DATABASE_URL", state.database_url)
    monkeypatch.setenv("TEMPORAL_ADDRESS", state.temporal_address)
    monkeypatch.setenv(variable, value)
    ran = await run("admit", UNKNOWN, *OPERATOR)
    assert (ran.code, ran.json["code"]) in ((2, "bad_settings"), (2, "bad_key")), ran
