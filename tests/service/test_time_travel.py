"""What had happened and what was known are two questions: a record may come late."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from pydantic import SecretStr

from domain.streams import correlation_of
from service.time_travel import Moment, replay
from tests.furnished import an_auditor
from tests.service.conftest import Doing, proposal
from wiring.connections import Connections
from wiring.settings import Settings


async def test_what_was_recorded_late_had_happened_and_was_not_known(do: Doing, database: str, keys: Settings) -> None:
    command_id, begun = uuid4(), datetime.now(UTC)
    stream, payload = proposal(command_id)
    await do("proposer", stream, "propose", payload, id=command_id, at=begun)
    await asyncio.sleep(0.05)
    between = datetime.now(UTC)
    await asyncio.sleep(0.05)
    await do("operator", stream, "return_proposal", {}, at=begun + timedelta(milliseconds=1))
    async with Connections(Settings(home=keys.home, database_url=SecretStr(database))) as connections:
        reader = await an_auditor(connections)

        async def version(moment: Moment) -> int:
            found: int = (await replay(reader, correlation_of(stream), moment))["innovation"]["version"]
            return found

        assert await version(Moment()) == 2
        assert await version(Moment(occurred_by=between)) == 2
        assert await version(Moment(known_by=between)) == 1
        assert await version(Moment(occurred_by=between, known_by=between)) == 1
        assert await version(Moment(occurred_by=begun)) == 1
