"""The health that `up` serves while it runs."""

import json
import os
import signal
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import httpx

from processes.worker_file import WORKER_FILE
from stack.state import read_state
from tests.cli.running import PROPOSAL, PROPOSER, ROOT, Cli
from tests.waiting import LIMIT_S, until
from wiring.settings import Settings


async def test_its_health_reports_a_sealer_that_refuses_to_sign(cli: Cli, stack: Settings) -> None:
    address = json.loads((stack.home / WORKER_FILE).read_text())["health"]
    unsigned = stack.checkpoints_directory / f"{9 * 10**18:020}.checkpoint"
    connection = await asyncpg.connect(stack.dsn())

    def answering(status: int, *parts: str) -> Callable[[], Awaitable[bool]]:
        async def answered() -> bool:
            await connection.execute("NOTIFY jejak_close")  # the sealer signs at once, or refuses
            async with httpx.AsyncClient(timeout=LIMIT_S) as client:
                answer = await client.get(f"{address}/health")
            return (answer.status_code, set(answer.json()["problems"])) == (status, set(parts))

        return answered

    try:
        await cli.proposed()
        await until(answering(200), "health without a problem")
        unsigned.write_text("nobody signed this\n")
        await until(answering(503, "checkpoint"), "the refusal in the health")
        unsigned.unlink()
        await until(answering(200), "health without a problem again")
    finally:
        unsigned.unlink(missing_ok=True)
        await connection.close()


async def test_servers_that_die_are_started_again_and_commands_go_on() -> None:
    with TemporaryDirectory(prefix="jejak-test-") as parent:  # a short path, for a socket in it
        home, said = Path(parent) / "data", Path(parent) / "said"
        with said.open("wb") as errors:  # and no pipe, which would fill up while nobody reads it
            up = await create_subprocess_exec(
                *(sys.executable, "starter.py", "up", "--data", str(home), "--empty", "--json"),
                cwd=ROOT,
                stdout=PIPE,
                stderr=errors,
            )
        try:
            assert up.stdout is not None
            while await up.stdout.readline() not in (b"}\n", b""):
                pass
            before = read_state(home)
            assert before is not None
            cli = Cli(home)
            first = await cli.proposed()
            for pid in (before.temporal_pid, before.postgres_pid):
                os.kill(pid, signal.SIGKILL)

            async def both_again() -> bool:
                now = read_state(home)
                assert now is not None
                return not {now.postgres_pid, now.temporal_pid} & {before.postgres_pid, before.temporal_pid}

            await until(both_again, "both servers")
            command = (
                "propose",
                PROPOSAL,
                *PROPOSER,
                "--json",
                "--force",
                "--command-id",
                "00000000-0000-4000-8000-00000000000a",
            )

            async def recorded() -> bool:
                return (await cli(*command)).code == 0

            await until(recorded, "another proposal")
            assert len(await cli.done("list")) == 2
            assert (await cli("show", first)).code == 0
        finally:
            up.send_signal(signal.SIGINT)
            await up.communicate()
        assert up.returncode == 0
        assert "started again" in said.read_text()
