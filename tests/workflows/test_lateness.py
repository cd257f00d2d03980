"""A worker that comes late writes the record that a punctual one would have written."""

from datetime import timedelta

from domain.events import innovation as e
from tests.furnished import BANDUNG, CHECK_EVERY, CHECK_REPORT, sealed
from tests.workflows.world import LENGTHS, World, until_past


async def test_overdue_wake_ups_are_each_recorded_at_their_own_instant(world: World) -> None:
    async with world.worker():
        innovation = await world.sustaining(2 * CHECK_EVERY + CHECK_REPORT)  # two checks have opened, two were missed
        await world.recorded(innovation, "CheckUnanswered", 2)
    ((began, _),) = await world.those(innovation, e.SustainingBegan)
    opens_at = began.opens[0].due_at
    instants = [opens_at, opens_at + CHECK_EVERY]
    assert [at for _, at in await world.those(innovation, e.CheckOpened)] == instants
    assert [at - CHECK_REPORT for _, at in await world.those(innovation, e.CheckUnanswered)] == instants
    times = [at for _, at in await world.events(innovation)]
    assert times == sorted(times)


async def test_a_command_stamped_before_a_due_instant_is_in_time_though_it_is_handled_after(world: World) -> None:
    for lasts in LENGTHS:
        async with world.worker():
            innovation = await world.piloting(lasts=lasts)
        if "PilotsClosed" not in await world.types(innovation):
            break
    ((planned, _),) = await world.those(innovation, e.PilotsPlanned)
    ends_at = planned.pilots[0].ends_at  # the only report is due then
    stamp = ends_at - timedelta(milliseconds=1)
    fields = {"region": BANDUNG, "values": {"coverage": "40"}}
    officer = f"officer-{BANDUNG}"
    command, envelope = sealed(world.signer, officer, innovation, "report_measurement", fields, at=stamp)
    await until_past(ends_at)
    await world.sender.submit(command, envelope)
    async with world.worker():
        await world.recorded(innovation, "PilotsClosed")
    (_, reported_at), (closed, closed_at) = (await world.events(innovation))[-2:]
    assert (await world.types(innovation))[-2:] == ["MeasurementReported", "PilotsClosed"]
    assert (reported_at, closed_at) == (stamp, ends_at)
    assert isinstance(closed, e.PilotsClosed)
    assert closed.measurements == 1
