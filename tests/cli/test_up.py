"""The health that `up` serves while it runs."""

import json
from collections.abc import Awaitable, Callable

import asyncpg
import httpx

from processes.worker_file import WORKER_FILE
from tests.cli.running import Cli
from tests.waiting import until
from wiring.settings import Settings


async def test_its_health_reports_a_sealer_that_refuses_to_sign(cli: Cli, stack: Settings) -> None:
    address = json.loads((stack.home / WORKER_FILE).read_text())["health"]
    unsigned = stack.checkpoints_directory / f"{9 * 10**18:020}.checkpoint"
    connection = await asyncpg.connect(stack.dsn())

    def answering(status: int, *parts: str) -> Callable[[], Awaitable[bool]]:
        async def answered() -> bool:
            await connection.execute("NOTIFY jejak_close")  # the sealer signs at once, or refuses
            async with httpx.AsyncClient() as client:
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
