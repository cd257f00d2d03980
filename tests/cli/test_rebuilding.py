"""Whoever runs Jejak can have the lists made anew."""

import asyncpg

from tests.cli.running import Cli
from wiring.settings import Settings


async def test_a_forged_list_is_repaired_and_reported(cli: Cli, stack: Settings) -> None:
    innovation = await cli.proposed()
    before = await cli.done("show", innovation)
    assert (await cli.done("rebuild"))["differences"] == []
    connection = await asyncpg.connect(stack.dsn())
    await connection.execute(
        "UPDATE jejak.rows SET body = body || '{\"title\": \"Palsu\"}' WHERE kind = 'innovation' AND stream_id = $1",
        f"innovation/{innovation}",
    )
    await connection.close()
    shown = await cli("rebuild")
    assert (shown.code, "Palsu" in shown.out, "1 put right" in shown.out) == (0, True, True)
    found = await cli.done("rebuild")
    assert (found["repaired"], found["unreadable"]) == (0, [])
    assert found["rows"] > found["streams"] / 2
    assert (
        next(each for each in await cli.done("list", "--limit", "1000") if each["id"] == innovation)["title"]
        == before["title"]
    )
