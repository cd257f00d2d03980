"""The embedded stack is one per directory, is found by others while it runs, and ends with its owner."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import asyncpg
import psutil
import pytest
from temporalio.client import Client

from stack import embedded
from stack.embedded import EmbeddedStack
from stack.errors import AlreadyRunning, DirectoryRefused, ServerFailed, ServerMissing
from stack.postgres import SYSTEM_USER
from stack.state import StackState, is_locked, read_state
from stack.temporal import EmbeddedTemporal, find_program
from tests.waiting import LIMIT_S, until

OWNER = """
import asyncio, signal, sys
from pathlib import Path
from stack.embedded import EmbeddedStack

async def main():
    async with EmbeddedStack(Path(sys.argv[1]), ui=False):
        print("up", flush=True)
        await asyncio.Event().wait()

signal.signal(signal.SIGINT, signal.default_int_handler)  # which whoever runs tests in the background ignores
asyncio.run(main())
"""


def start_owner(data: Path) -> subprocess.Popen[str]:
    """A process that runs a stack on `data`, once that is up."""
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(data)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "up\n"
    owner.stdout.close()
    return owner


def running(state: StackState) -> list[int]:
    """Those of the stack's servers that run."""
    return [
        pid
        for pid in (state.postgres_pid, state.temporal_pid)
        if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    ]


async def test_a_running_stack_is_found_and_a_stopped_one_leaves_nothing_running(data: Path) -> None:
    async with EmbeddedStack(data) as stack:
        assert read_state(data) == stack.state
        assert stack.state.temporal_ui is not None
        assert stat.S_IMODE((data / "stack.json").stat().st_mode) == 0o600
        assert len(running(stack.state)) == 2
    assert read_state(data) is None
    assert running(stack.state) == []


def open_to(who: int, data: Path) -> list[str]:
    """What in the directory these users may do anything with (as bits of a mode); a link opens nothing."""
    found = []
    for each in data.rglob("*"):
        with suppress(FileNotFoundError):  # a server's, for a moment
            mode = each.lstat().st_mode
            if mode & who and not stat.S_ISLNK(mode):
                found.append(str(each))
    return found


def assert_private(data: Path) -> None:
    """Nobody but its owner gets in; if that is root, the server's user gets through, since PostgreSQL refuses root."""
    assert open_to(0o077, data) == []
    mode = stat.S_IMODE(data.stat().st_mode)
    if os.geteuid() == 0:
        assert mode == 0o710
        assert data.group() == SYSTEM_USER
    else:
        assert mode == 0o700


async def test_nobody_else_gets_at_anything_in_the_directory(data: Path) -> None:
    before = os.umask(0)  # the least careful that a user can be
    try:
        async with EmbeddedStack(data) as stack:
            await stack.postgres.ensure_database("more")
            (data / "anything").write_text("made meanwhile")
            assert_private(data)
        assert_private(data)
    finally:
        assert os.umask(before) == 0


async def test_a_directory_that_was_left_open_is_closed(data: Path) -> None:
    async with EmbeddedStack(data, ui=False):
        pass
    (data / "keys").mkdir(mode=0o755)
    (data / "keys" / "signing.pem").write_text("a key")
    elsewhere = data.with_name("elsewhere")
    elsewhere.write_text("another's")
    (data / "link").symlink_to(elsewhere)
    for each in (data, data / "keys" / "signing.pem", data / "temporal.db", data / "temporal.log", elsewhere):
        each.chmod(each.stat().st_mode | 0o055)
    async with EmbeddedStack(data, ui=False):
        assert_private(data)
    assert elsewhere.stat().st_mode & 0o055 == 0o055


async def test_an_empty_directory_is_taken_and_closed(data: Path) -> None:
    data.mkdir()
    data.chmod(0o777)
    async with EmbeddedStack(data, ui=False):
        assert_private(data)


async def test_a_directory_that_is_somebody_else_s_is_refused_and_left_as_it_is(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data.mkdir()
    (data / "thesis").write_text("mine")
    data.chmod(0o755)
    with pytest.raises(DirectoryRefused, match="reason='open'"):
        await EmbeddedStack(data).__aenter__()
    assert ([each.name for each in data.iterdir()], stat.S_IMODE(data.stat().st_mode)) == (["thesis"], 0o755)
    monkeypatch.setattr(os, "geteuid", lambda: data.stat().st_uid + 1)
    with pytest.raises(DirectoryRefused, match="reason='owner'"):
        await EmbeddedStack(data).__aenter__()


async def test_a_second_stack_on_the_same_directory_is_refused(data: Path) -> None:
    owner = await asyncio.to_thread(start_owner, data)
    with pytest.raises(AlreadyRunning, match=str(owner.pid)):
        await EmbeddedStack(data).__aenter__()
    owner.send_signal(signal.SIGINT)  # asyncio.run leaves the stack in order; after SIGTERM its servers outlive it
    owner.wait()
    assert not is_locked(data)


async def test_the_servers_of_a_killed_owner_end_and_the_next_stack_takes_over(data: Path) -> None:
    owner = await asyncio.to_thread(start_owner, data)
    left = read_state(data)
    assert left is not None
    owner.kill()
    owner.wait()
    assert read_state(data) is None
    async with EmbeddedStack(data, ui=False) as stack:
        assert running(left) == []
        assert len(running(stack.state)) == 2


async def test_a_server_that_fails_leaves_the_other_stopped_and_the_directory_free(data: Path) -> None:
    data.mkdir(mode=0o700)
    (data / "temporal.db").mkdir()
    with pytest.raises(Exception, match="server='Temporal'"):
        await EmbeddedStack(data, ui=False).__aenter__()
    (data / "temporal.db").rmdir()
    async with EmbeddedStack(data, ui=False):
        pass


@asynccontextmanager
async def kept_up(data: Path) -> AsyncIterator[EmbeddedStack]:
    """A stack whose servers are started again when they end."""
    async with EmbeddedStack(data, ui=False) as stack, asyncio.TaskGroup() as tasks:
        keeping = tasks.create_task(stack.keep_up())
        yield stack
        keeping.cancel()


async def both_answer(stack: EmbeddedStack, before: StackState) -> bool:
    """Whether the servers are others than before, as others are told, and work."""
    now = read_state(stack.data)
    if now is None or {now.postgres_pid, now.temporal_pid} & {before.postgres_pid, before.temporal_pid}:
        return False
    connection = await asyncpg.connect(now.database_url)
    await connection.close()
    return await (await Client.connect(now.temporal_address)).service_client.check_health()


async def test_servers_that_die_are_started_again_where_they_were(data: Path) -> None:
    async with kept_up(data) as stack:
        before = stack.state
        connection = await asyncpg.connect(before.database_url)
        await connection.execute("CREATE TABLE t AS SELECT 42 AS n")
        await connection.close()
        for pid in (before.postgres_pid, before.temporal_pid):
            os.kill(pid, signal.SIGKILL)
        await until(partial(both_answer, stack, before), "both servers")
        assert (stack.state.database_url, stack.state.temporal_address) == (
            before.database_url,
            before.temporal_address,
        )
        connection = await asyncpg.connect(stack.state.database_url)
        assert await connection.fetchval("SELECT n FROM t") == 42
        await connection.close()
    assert running(stack.state) == []
    assert running(before) == []


async def test_servers_whose_guards_are_killed_are_started_again(data: Path) -> None:
    async with kept_up(data) as stack:
        before = stack.state
        for pid in (before.postgres_pid, before.temporal_pid):
            psutil.Process(pid).parent().kill()  # type: ignore[union-attr]
        await until(partial(both_answer, stack, before), "both servers")
        assert running(before) == []


async def test_a_server_that_cannot_be_started_again_is_an_error_that_shows_its_log(data: Path) -> None:
    async with EmbeddedStack(data, ui=False) as stack:
        os.kill(stack.state.temporal_pid, signal.SIGKILL)
        for file in data.glob("temporal.db*"):
            file.unlink()
        (data / "temporal.db").mkdir()
        with pytest.raises(ServerFailed) as failed:
            await stack.keep_up()
    assert failed.value.facts["server"] == "Temporal"
    assert failed.value.facts["detail"]


async def test_a_server_that_ends_again_and_again_is_an_error(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "RESTARTS_WITHIN_S", 10 * LIMIT_S)
    async with EmbeddedStack(data, ui=False) as stack:
        keeping = asyncio.create_task(stack.keep_up())
        killed = set[int]()
        while not keeping.done():
            if (pid := stack.state.temporal_pid) not in killed:
                killed.add(pid)
                os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(0.02)
        with pytest.raises(ServerFailed, match="server='Temporal'"):
            await keeping
    assert len(killed) > embedded.RESTARTS_AT_MOST


async def test_what_a_killed_owner_and_its_killed_guards_left_is_named(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "TAKE_OVER_TIMEOUT_S", 0.1)
    owner = await asyncio.to_thread(start_owner, data)
    left = read_state(data)
    assert left is not None
    guards = [psutil.Process(pid).parent() for pid in (left.postgres_pid, left.temporal_pid)]
    for each in (*guards, owner):
        assert each is not None
        each.kill()
        each.wait()
    servers = [psutil.Process(pid) for pid in (left.postgres_pid, left.temporal_pid)]
    with pytest.raises(AlreadyRunning) as refused:
        await EmbeddedStack(data).__aenter__()
    assert (refused.value.facts["reason"], refused.value.facts["pids"]) == ("left", [each.pid for each in servers])
    for each in servers:
        each.terminate()
    psutil.wait_procs(servers, timeout=LIMIT_S)
    monkeypatch.undo()
    async with EmbeddedStack(data, ui=False):
        pass


async def test_temporal_keeps_its_port_through_a_restart(data: Path) -> None:
    async with EmbeddedTemporal(log=data) as temporal:
        address = temporal.address
        assert address.startswith("127.0.0.1:")
        assert temporal.ui_url is None
        assert temporal.pid is not None
        os.kill(temporal.pid, signal.SIGKILL)
        await temporal.stop()
        await temporal.start()
        assert temporal.address == address


def test_a_missing_program_is_an_error_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(ServerMissing) as missing:
        find_program()
    assert missing.value.facts == {"server": "Temporal", "setting": "TEMPORAL_ADDRESS"}
