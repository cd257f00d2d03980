"""Ends and losses: what has ended stays so, what Temporal loses goes on."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy

from activities import contract
from domain.events import innovation as e
from domain.progress import Progress
from domain.refusals import Code
from tests.furnished import BANDUNG, CROWD
from tests.workflows.world import LENGTHS, World

pytestmark = pytest.mark.usefixtures("worker")


async def test_an_ended_innovation_accepts_nothing_and_nothing_runs_for_it(world: World) -> None:
    innovation = await world.proposed()
    await world.do("operator", innovation, "reject")
    await world.ends(innovation)
    for actor, name in (("operator", "admit"), ("proposer", "withdraw"), ("minister", "revoke")):
        assert await world.refused(actor, innovation, name) is Code.ENDED
        await world.ends(innovation)
    assert await world.types(innovation) == ["InnovationProposed", "InnovationRejected"]
    assert len(await world.refusals(innovation)) == 3


async def test_a_discontinued_innovation_can_be_revoked_years_later_and_nothing_runs_on(world: World) -> None:
    innovation = await world.scaling()
    await world.do("minister", innovation, "discontinue")
    await world.ends(innovation)
    await world.do("minister", innovation, "revoke")
    await world.ends(innovation)
    assert await world.refused("minister", innovation, "revoke") is Code.SAME_REVOKER
    await world.do("deputy", innovation, "revoke")
    await world.ends(innovation)
    assert (await world.types(innovation))[-3:] == [
        "InnovationDiscontinued",
        "RevocationProposed",
        "InnovationRevoked",
    ]
    assert await world.refused("deputy", innovation, "revoke") is Code.ENDED


async def test_who_adopts_an_institutionalised_innovation_does_not_change_it(world: World) -> None:
    innovation = await world.sustaining()
    await world.good_check(innovation)
    await world.do("minister", innovation, "institutionalise", instrument="Perpres 1/2027")
    await world.ends(innovation)
    before = await world.types(innovation)
    code = CROWD[0]
    adoption = world.adoption(innovation, code)
    await world.do(f"officer-{code}", adoption, "adopt", region=code)
    await world.do(f"officer-{code}", adoption, "report_adoption", phase="prepare")
    await world.do(f"officer-{code}", adoption, "complete_adoption")
    await world.ends(adoption)
    assert await world.types(adoption) == ["AdoptionVolunteered", "AdoptionReported", "AdoptionCompleted"]
    assert await world.types(innovation) == before
    assert await world.status(innovation) is WorkflowExecutionStatus.COMPLETED


async def test_a_lost_workflow_goes_on_with_the_next_command(world: World) -> None:
    innovation = await world.piloting()
    await world.lost(innovation)
    await world.do(f"officer-{BANDUNG}", innovation, "report_measurement", region=BANDUNG, values={"coverage": "40"})
    await world.is_well(innovation)
    progress = await world.workflow(innovation).query("progress", result_type=Progress)
    assert (progress.stage, progress.version) == ("pilot", 4)


async def test_a_reset_loses_nothing_and_repeats_nothing(world: World) -> None:
    innovation = await world.piloting()
    for number in range(3):
        await world.do("operator", innovation, "note", text=f"Catatan {number}")
    before = await world.types(innovation)
    handle = world.workflow(innovation)
    run_id = (await handle.describe()).run_id
    first_task = next(
        event.event_id
        for event in (await handle.fetch_history()).events
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    )
    await world.client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=world.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=innovation, run_id=run_id),
            reason="a test",
            request_id=run_id,
            workflow_task_finish_event_id=first_task,
        )
    )
    await world.do("operator", innovation, "note", text="Sesudah reset.")
    assert await world.types(innovation) == [*before, "NoteMade"]
    assert (await handle.describe()).run_id != run_id
    await world.is_well(innovation)


async def test_a_second_start_changes_nothing(world: World) -> None:
    innovation, ended = await world.proposed(), await world.proposed()
    await world.do("operator", ended, "reject")
    await world.ends(ended)
    for stream in (innovation, ended):
        before = await world.types(stream)
        for _ in range(2):
            await world.client.start_workflow(
                contract.INNOVATION_WORKFLOW,
                stream,
                id=stream,
                task_queue=world.settings.task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            )
        assert await world.types(stream) == before
    await world.ends(ended)
    await world.is_well(innovation)
    await world.do("operator", innovation, "admit")


async def test_time_moves_nothing_that_is_suspended(world: World) -> None:
    for lasts in LENGTHS:
        innovation = await world.piloting(lasts=lasts)
        await world.do("operator", innovation, "suspend")
        if "PilotsClosed" not in await world.types(innovation):
            break
    progress = await world.workflow(innovation).query("progress", result_type=Progress)
    assert (progress.wake_at, progress.awaiting, progress.open) == (None, (), True)
    await asyncio.sleep(0.5)
    await world.do("operator", innovation, "resume")
    await world.recorded(innovation, "PilotsClosed")
    ((resumed, _),) = await world.those(innovation, e.InnovationResumed)
    ((planned, _),) = await world.those(innovation, e.PilotsPlanned)
    ((_, closed_at),) = await world.those(innovation, e.PilotsClosed)
    pause = timedelta(microseconds=int(resumed.paused_seconds * 1_000_000))
    assert closed_at == planned.pilots[0].ends_at + pause
