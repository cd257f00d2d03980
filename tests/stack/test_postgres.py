"""The embedded PostgreSQL comes up from whatever state its directory is in, and stops when asked to."""

import os
import re
import signal
import stat
from pathlib import Path

import asyncpg
import psutil
import pytest

from stack.errors import ServerFailed
from stack.postgres import SOCKET_DIRECTORY_MAX, EmbeddedPostgres
from tests.waiting import LIMIT_S


async def fetch(dsn: str, query: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_data_outlives_a_stop_and_the_dsn_stays_the_same(data: Path) -> None:
    async with EmbeddedPostgres(data) as server:
        dsn = server.dsn("kept")
        await server.ensure_database("kept")
        await server.ensure_database("kept")
        await fetch(dsn, "CREATE TABLE t AS SELECT 42 AS n")
        await server.stop()
        assert server.pid is None
        with pytest.raises((FileNotFoundError, ConnectionRefusedError)):
            await asyncpg.connect(dsn)
        await server.start()
        assert await fetch(dsn, "SELECT n FROM t") == 42
    async with EmbeddedPostgres(data) as server:
        assert await fetch(server.dsn("kept"), "SELECT n FROM t") == 42


async def test_writes_are_durable_and_text_sorts_alike_everywhere(postgres: EmbeddedPostgres) -> None:
    for setting, value in {"fsync": "on", "synchronous_commit": "on", "TimeZone": "UTC"}.items():
        assert await fetch(postgres.dsn(), f"SHOW {setting}") == value
    assert await fetch(postgres.dsn(), "SELECT 'Z' < 'a' AND upper('é') = 'É'")


async def test_a_killed_server_is_no_obstacle_to_the_next_start(data: Path) -> None:
    async with EmbeddedPostgres(data) as server:
        await fetch(server.dsn(), "CREATE TABLE t AS SELECT 42 AS n")
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        psutil.wait_procs([psutil.Process(server.pid)] if psutil.pid_exists(server.pid) else [], timeout=LIMIT_S)
        assert (server.directory / "postmaster.pid").exists()
    async with EmbeddedPostgres(data) as server:
        assert await fetch(server.dsn(), "SELECT n FROM t") == 42


async def test_only_the_servers_user_reaches_it_and_only_through_a_socket(postgres: EmbeddedPostgres) -> None:
    assert await fetch(postgres.dsn(), "SHOW listen_addresses") == ""
    directory = Path(str(await fetch(postgres.dsn(), "SHOW unix_socket_directories")))
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


async def test_the_sockets_path_stays_short_in_a_deep_directory(data: Path) -> None:
    deep = data / ("d" * 100) / ("e" * 100)
    async with EmbeddedPostgres(deep) as server:
        directory = Path(str(await fetch(server.dsn(), "SHOW unix_socket_directories")))
        assert len(os.fsencode(directory)) <= SOCKET_DIRECTORY_MAX
        assert data not in directory.parents
    assert not directory.exists()


async def test_a_directory_that_cannot_be_used_is_an_error_with_the_reason(data: Path) -> None:
    (data).mkdir()
    (data / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(ServerFailed, match="data") as failed:
        await EmbeddedPostgres(data).start()
    assert failed.value.code == "server_failed"
    assert re.search(r"postgresql\.conf|9\.6", str(failed.value.facts["detail"]))
