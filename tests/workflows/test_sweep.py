"""The sweep, which finds what should have woken by itself and didn't."""

from datetime import timedelta

from domain.events import innovation as e
from processes.sweep import Sweep
from processes.worker import RunningWorker
from tests.furnished import now
from tests.workflows.world import LENGTHS, World, until_past


async def test_a_lost_workflow_whose_wake_up_is_late_is_started_by_the_sweep(
    world: World, worker: RunningWorker
) -> None:
    for lasts in LENGTHS:
        innovation = await world.piloting(lasts=lasts)
        await world.lost(innovation)
        if "PilotsClosed" not in await world.types(innovation):
            break
    adopting = await world.scaling()
    ((planned, _),) = await world.those(innovation, e.PilotsPlanned)
    await until_past(planned.pilots[0].ends_at)
    sweep = Sweep(worker.pool, world.client, worker.activities.handler, world.settings.task_queue)
    await sweep.look(now() + timedelta(days=1))
    await world.recorded(innovation, "PilotsClosed")
    await world.is_well(innovation)
    await world.is_well(adopting)  # it ran, as late as it looked, and was left alone
