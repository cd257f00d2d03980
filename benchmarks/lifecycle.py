"""How many events Temporal keeps of the golden case, the demo's whole life: small histories are cheap to replay."""

import asyncio
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

from cli.demo.life import life
from cli.demo.story import Story
from domain.streams import adoption_stream, innovation_stream
from processes.embedded import living
from service.reading import Reader
from tests.workflows.counting import count
from wiring.connections import AUDITOR, Connections
from wiring.settings import load_settings

LISTED_WITHIN_S = 10


async def main() -> None:
    """Lives through it, and prints the counts."""
    print("Golden case: Temporal's history of one life")
    with TemporaryDirectory(prefix="jejak-bench-") as directory:
        settings = load_settings(home=Path(directory) / "data", database_url=None)
        async with living(settings), Connections(settings) as connections:
            story = Story(await Reader.on(connections, "auditor", AUDITOR), "en")
            with redirect_stdout(StringIO()):
                await life(story)
            client = await connections.client()
            innovation = await histories(client, f"WorkflowId = '{innovation_stream(story.innovation)}'")
            prefix = adoption_stream(story.innovation, "")
            adoptions = await histories(client, f"WorkflowId STARTS_WITH '{prefix}'")
    counted = count(innovation)
    staying = mean(counted.staying + counted.rearming)
    print(f"  events of the innovation, in {len(innovation)} runs    {counted.total:9}")
    print(f"  per command that stays in its stage        {staying:9.1f}    (goal: at most 8)")
    print(f"  per run opened and closed                  {mean(counted.runs):9.1f}    (goal: at most 15)")
    print(f"  events of its adoptions, in {len(adoptions)} runs       {sum(map(len, adoptions)):9}")


async def histories(client: Client, which: str) -> list[list[HistoryEvent]]:
    """The events of each run that Temporal lists, once its lists have caught up: none is running any more."""
    async with asyncio.timeout(LISTED_WITHIN_S):
        while (await client.count_workflows(f"{which} AND ExecutionStatus = 'Running'")).count:
            await asyncio.sleep(0.2)
    return [
        [event async for event in client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history_events()]
        async for run in client.list_workflows(which)
    ]
