"""A whole life on real servers: one run per stage, few events, and what Temporal shows of it."""

import json
import os
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import WorkflowExecution, WorkflowExecutionStatus, WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from domain.progress import Progress
from processes.worker import RUNNER, WORKFLOWS
from tests.furnished import BANDUNG, CHECK_EVERY, MAKASSAR, PATIENT
from tests.waiting import until
from tests.workflows.counting import PER_COMMAND, PER_REARMING_COMMAND, PER_RUN, count
from tests.workflows.world import World
from workflows import search

GOLDEN = Path(__file__).parent / "golden"
RECORD = "JEJAK_RECORD_GOLDEN"
"""Set in the environment, it makes this test write its life's histories into `golden/`."""


@pytest.mark.usefixtures("worker")
async def test_a_whole_life_takes_a_run_per_stage_and_check_few_events_and_replays(world: World) -> None:
    innovation = await world.sustaining(CHECK_EVERY - timedelta(seconds=5))
    await world.good_check(innovation)
    await world.do("minister", innovation, "institutionalise", instrument="Perpres 1/2027")
    await world.ends(innovation)

    runs = await world.runs(innovation)
    continued = [run.status is WorkflowExecutionStatus.CONTINUED_AS_NEW for run in runs]
    assert continued == [True] * (len(runs) - 1) + [False]
    led_to = [await chapter_after(world, run) for run in runs]
    checks = ["sustaining 0", "sustaining 1"]
    if checks[0] not in led_to:  # so slow was the machine that the check was due when sustaining began
        del checks[0]
    assert led_to == ["pilot 1", "evaluation 1", "decision 1", "scaling 1", *checks, "institutionalised 1"]
    assert runs[-1].typed_search_attributes.get(search.STAGE) == "institutionalised"
    assert all(run.typed_search_attributes.get(search.REGION) == "33.72" for run in runs)
    assert all(run.typed_search_attributes.get(search.EDITION) == PATIENT for run in runs)

    histories = await histories_of(world, runs)
    counted = count([list(history.events) for history in histories])
    print(
        f"{counted.total} Temporal events in {len(runs)} runs; per command that stays in its stage {counted.staying},"
        f" per one that moves the wake-up besides {counted.rearming}; per run opened and closed {counted.runs}"
    )
    assert max(counted.staying) <= PER_COMMAND
    assert max(counted.rearming) <= PER_REARMING_COMMAND
    assert max(counted.runs) <= PER_RUN

    adopting = [
        history
        for code in (BANDUNG, MAKASSAR)
        for history in await histories_of(world, await world.runs(world.adoption(innovation, code)))
    ]
    await replays([*histories, *adopting])
    if RECORD in os.environ:
        record([*histories, *adopting])


@pytest.mark.usefixtures("worker")
async def test_temporal_shows_in_words_what_an_innovation_waits_for(world: World) -> None:
    innovation = await world.piloting()
    progress = await world.workflow(innovation).query("progress", result_type=Progress)
    assert (progress.stage, progress.version, progress.open) == ("pilot", 3, True)
    attributes = (await world.workflow(innovation).describe()).typed_search_attributes
    assert attributes.get(search.STAGE) == "pilot"
    assert attributes.get(search.AWAITING_ROLE) == ["regional_officer"]
    assert attributes.get(search.DUE_AT) == progress.wake_at
    metadata = await world.workflow(innovation).query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    assert metadata.current_details.startswith("pilot 1: waits for regional_officer; next wake-up 20")

    listing = f'Stage = "pilot" AND AwaitingRole = "regional_officer" AND WorkflowId = "{innovation}"'

    async def listed() -> bool:
        return (await world.client.count_workflows(f'{listing} AND ExecutionStatus = "Running"')).count == 1

    await until(listed, listing)
    await world.do("operator", innovation, "suspend")
    attributes = (await world.workflow(innovation).describe()).typed_search_attributes
    assert attributes.get(search.AWAITING_ROLE) is None
    assert attributes.get(search.DUE_AT) is None


async def test_histories_recorded_by_earlier_releases_replay() -> None:
    files = sorted(GOLDEN.glob("*.json"))
    assert files
    await replays([history_in(file) for file in files])


async def chapter_after(world: World, run: WorkflowExecution) -> str:
    """Which chapter a run led to."""
    handle = world.client.get_workflow_handle(run.id, run_id=run.run_id)
    progress: Progress = await handle.query("progress", result_type=Progress)
    return progress.chapter


async def histories_of(world: World, runs: Sequence[WorkflowExecution]) -> list[WorkflowHistory]:
    """The histories of runs."""
    return [await world.client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history() for run in runs]


def history_in(file: Path) -> WorkflowHistory:
    """A recorded history, under the id that the workflow had."""
    history = WorkflowHistory.from_json("", file.read_text())
    started = history.events[0].workflow_execution_started_event_attributes
    return WorkflowHistory(started.workflow_id, history.events)


async def replays(histories: Sequence[WorkflowHistory]) -> None:
    """Every history replays without a difference by the workflows of today."""
    replayer = Replayer(workflows=WORKFLOWS, workflow_runner=RUNNER, data_converter=pydantic_data_converter)
    for history in histories:
        await replayer.replay_workflow(history)


def record(histories: Sequence[WorkflowHistory]) -> None:
    """Keep histories for the releases to come, in the order of the life; the worker's name is nobody's business."""
    for earlier in GOLDEN.glob("*.json"):
        earlier.unlink()
    for number, history in enumerate(histories, start=1):
        text = re.sub(r'"[0-9]+@[^"]*"', '"worker"', history.to_json())
        kind = history.workflow_id.split("/")[0]
        (GOLDEN / f"{number:02}-{kind}.json").write_text(json.dumps(json.loads(text), indent=1) + "\n")
