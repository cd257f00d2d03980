"""The sweep, which finds what should have woken by itself and didn't."""

from datetime import timedelta

from processes.sweep import sweep
from processes.worker import RunningWorker
from tests.furnished import now
from tests.workflows.world import World


async def test_a_lost_workflow_whose_wake_up_is_late_is_started_by_the_sweep(
    world: World, worker: RunningWorker
) -> None:
    innovation = await world.sustaining()
    adopting = await world.scaling(by_edition="ringkas")
    await world.lost(innovation)
    later = now() + timedelta(minutes=2)
    await sweep(worker.pool, world.client, world.settings.task_queue, later)
    await world.recorded(innovation, "CheckUnanswered")
    await world.is_well(innovation)
    await world.is_well(adopting)  # it ran, and was left alone
