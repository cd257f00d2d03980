"""The embedded stack is one per directory, is found by others while it runs, and ends with its owner."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from stack.embedded import EmbeddedStack
from stack.errors import AlreadyRunning, ServerMissing
from stack.state import StackState, is_locked, read_state
from stack.temporal import EmbeddedTemporal, find_program

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
    data.mkdir()
    (data / "temporal.db").mkdir()
    with pytest.raises(Exception, match="server='Temporal'"):
        await EmbeddedStack(data, ui=False).__aenter__()
    (data / "temporal.db").rmdir()
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
