"""Whoever follows an innovation is sent each event once it is recorded, for as long as they may see it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from api.routes.events import STREAMS
from processes.health import served
from processes.web import web
from service import tokens
from service.reading import BYTES_OF_A_READ
from tests.api.calling import Office, problem
from tests.cli.running import Cli
from tests.waiting import LIMIT_S
from wiring.connections import Connections
from wiring.rates import Rates


class Followed:
    """A stream of events as it comes."""

    def __init__(self, answer: httpx.Response) -> None:
        self.lines = answer.aiter_lines()
        self.events: list[dict[str, Any]] = []

    async def until(self, there: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next event that is looked for."""
        async with asyncio.timeout(LIMIT_S):
            async for line in self.lines:
                if line.startswith("data: "):
                    self.events.append(json.loads(line.removeprefix("data: ")))
                    if there(self.events[-1]):
                        return self.events[-1]
        raise AssertionError(f"the stream ended after {len(self.events)} events")

    async def end(self) -> None:
        """The end of the stream."""
        async with asyncio.timeout(LIMIT_S):
            async for _ in self.lines:
                pass


@asynccontextmanager
async def following(client: httpx.AsyncClient, innovation: str, **headers: str) -> AsyncIterator[Followed]:
    async with client.stream("GET", f"/innovations/{innovation}/events", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Followed(answer)


def of_type(name: str) -> Callable[[dict[str, Any]], bool]:
    return lambda event: event["type"] == name


async def test_events_come_as_they_are_recorded_and_go_on_after_a_break(office: Office, cli: Cli) -> None:
    innovation = await cli.proposed()
    async with office.served("auditor") as client:
        async with following(client, innovation) as stream:
            first = await stream.until(of_type("InnovationProposed"))
            await cli.done("admit", innovation, "--as", "sekretariat")
            await stream.until(of_type("ProposalAdmitted"))
        history = await cli.done("history", innovation, "--as", "auditor")
        sent = [each["event_id"] for each in stream.events]
        assert sent == [each["event_id"] for each in history][: len(sent)]
        async with following(client, innovation, **{"Last-Event-ID": first["event_id"]}) as stream:
            await stream.until(of_type("ProposalAdmitted"))
    assert first["event_id"] not in [each["event_id"] for each in stream.events]


async def test_it_ends_when_the_token_is_revoked(office: Office, cli: Cli) -> None:
    innovation = await cli.proposed()
    token = await office.token("auditor")
    client = httpx.AsyncClient(base_url=f"{office.address}/api/v1", timeout=LIMIT_S)
    async with client, following(client, innovation, Authorization=f"Bearer {token}") as stream:
        await stream.until(of_type("InnovationProposed"))
        found = await tokens.find(office.connections, token)
        assert found is not None
        await (await office.of("administrator")).delete(f"/tokens/{found.token_id}")
        await stream.end()


async def test_what_is_not_open_is_not_sent(office: Office, cli: Cli) -> None:
    innovation = await cli.in_evaluation()
    await cli.done("score", innovation, "--file", "examples/score.yaml", "--as", "evaluator-1")
    async with office.served("evaluator-2") as client, following(client, innovation) as stream:
        scored = await stream.until(of_type("ScoreSubmitted"))
    assert "scores" in scored["not_open"]
    assert "scores" not in scored["data"]


async def test_streams_end_with_the_server(office: Office, cli: Cli) -> None:
    innovation = await cli.proposed()
    bearer = {"Authorization": f"Bearer {await office.token('auditor')}"}
    begun, ended = asyncio.Event(), asyncio.Event()

    async def follow(address: str) -> None:
        client = httpx.AsyncClient(base_url=f"{address}/api/v1", headers=bearer, timeout=LIMIT_S)
        async with client, following(client, innovation) as stream:
            await stream.until(of_type("InnovationProposed"))
            begun.set()
            await stream.end()
            ended.set()

    async with (
        asyncio.timeout(LIMIT_S),
        Connections(office.connections.settings, vouched=True) as connections,
        asyncio.TaskGroup() as tasks,
    ):
        async with served(web(connections), "127.0.0.1", 0, grace_s=60) as address:
            tasks.create_task(follow(address.replace("127.0.0.1", "localhost")))
            await begun.wait()
        await ended.wait()


async def test_a_stream_ends_once_no_more_is_recorded_of_whoever_follows_who_is_then_told_why(
    office: Office, cli: Cli
) -> None:
    innovation = await cli.proposed()
    bearer = {"Authorization": f"Bearer {await office.token('auditor')}"}
    async with Connections(office.connections.settings, vouched=True) as connections:
        connections.reads = Rates(BYTES_OF_A_READ, 1.0, clock=lambda: 0.0)
        async with served(web(connections), "127.0.0.1", 0) as address:
            at = f"{address.replace('127.0.0.1', 'localhost')}/api/v1"
            async with httpx.AsyncClient(base_url=at, headers=bearer, timeout=LIMIT_S) as client:
                with capture_logs() as lines:
                    async with following(client, innovation) as stream:
                        await stream.until(of_type("InnovationProposed"))
                        await stream.end()
                problem(await client.get(f"/innovations/{innovation}/events"), 429, "share_used")
    assert "api failed" not in [each["event"] for each in lines]


@pytest.mark.parametrize("last", ["x", "-1"])
async def test_an_event_that_is_none_is_refused(office: Office, cli: Cli, last: str) -> None:
    innovation = await cli.proposed()
    answer = await (await office.of("auditor")).get(
        f"/innovations/{innovation}/events", headers={"Last-Event-ID": last}
    )
    problem(answer, 422, "invalid_request")


async def test_nobody_follows_more_at_once_than_a_person_reads(office: Office, cli: Cli) -> None:
    innovation = await cli.proposed()
    async with office.served("evaluator-4") as client, office.served("auditor") as auditor:
        async with AsyncExitStack() as open:
            for _ in range(STREAMS.most):
                await open.enter_async_context(following(client, innovation))
            answer = await client.get(f"/innovations/{innovation}/events")
            problem(answer, 429, "too_often")
            assert int(answer.headers["retry-after"]) > 0
            async with following(auditor, innovation) as another:
                await another.until(of_type("InnovationProposed"))
        async with asyncio.timeout(LIMIT_S):
            while await _refused(client, innovation):
                pass


async def _refused(client: httpx.AsyncClient, innovation: str) -> bool:
    async with client.stream("GET", f"/innovations/{innovation}/events") as answer:
        return answer.is_error
