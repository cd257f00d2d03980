"""A worker that comes late writes the record that a punctual one would have written."""

import asyncio
from datetime import datetime, timedelta

from domain.events import innovation as e
from tests.furnished import now
from tests.workflows.world import ANSWERS, World


async def first_check_opens(world: World, innovation: str) -> datetime:
    """When the first check of an innovation opens, in the future."""
    ((began, _),) = await world.those(innovation, e.SustainingBegan)
    return began.opens[0].due_at


async def until_past(instant: datetime) -> None:
    """Wait until an instant has passed."""
    await asyncio.sleep(max(0.0, (instant - now()).total_seconds()) + 0.1)


async def test_overdue_wake_ups_are_each_recorded_at_their_own_instant(world: World) -> None:
    async with world.worker():
        innovation = await world.sustaining()
        opens_at = await first_check_opens(world, innovation)
    await until_past(opens_at + timedelta(seconds=3))  # while no worker runs: two checks open, two are missed
    async with world.worker():
        await world.recorded(innovation, "CheckUnanswered", 2)
    opened = [at for _, at in await world.those(innovation, e.CheckOpened)]
    unanswered = [at for _, at in await world.those(innovation, e.CheckUnanswered)]
    assert opened[:2] == [opens_at, opens_at + timedelta(seconds=2)]
    assert unanswered[:2] == [opens_at + timedelta(seconds=1), opens_at + timedelta(seconds=3)]
    times = [at for _, at in await world.events(innovation)]
    assert times == sorted(times)


async def test_a_command_stamped_before_a_due_instant_is_in_time_though_it_is_handled_after(world: World) -> None:
    async with world.worker():
        innovation = await world.sustaining()
        opens_at = await first_check_opens(world, innovation)
    stamp = opens_at + timedelta(seconds=0.5)
    command, envelope = world.sender.seal(
        innovation, "report_check", {"check": 1, "answers": ANSWERS}, actor="proposer", at=stamp
    )
    await until_past(stamp)
    await world.sender.submit(command, envelope)
    await until_past(opens_at + timedelta(seconds=1))  # the report was due
    async with world.worker():
        await world.recorded(innovation, "CheckReported")
    types = await world.types(innovation)
    assert "CheckUnanswered" not in types[: types.index("CheckReported")]
    (_, reported_at), *_ = await world.those(innovation, e.CheckReported)
    assert reported_at == stamp
    unanswered = [event.number for event, _ in await world.those(innovation, e.CheckUnanswered)]
    assert 1 not in unanswered
