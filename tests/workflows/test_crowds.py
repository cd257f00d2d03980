"""Many at once: whatever a crowd sends while stages change is done or refused, each once."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import pytest

from activities.contract import Receipt, RefusedCommand
from domain.events import innovation as e
from proof import ids
from tests.furnished import CROWD
from tests.workflows.world import PANEL, World

pytestmark = pytest.mark.usefixtures("worker")

SENDERS = 24


async def test_a_crowd_across_stage_changes_loses_no_command_and_does_none_twice(world: World) -> None:
    innovation = await world.piloting()
    sent: dict[UUID, str] = {}

    async def note(number: int) -> Receipt:
        """Half of the crowd doesn't wait for the answer of its first attempt, and sends the same again."""
        id = uuid4()
        sent[id] = f"Catatan {number}"
        again = [world.do("operator", innovation, "note", id=id, text=sent[id]) for _ in range(1 + number % 2)]
        first, *others = await asyncio.gather(*again)
        assert all(other == first for other in others)
        return first

    async def stages() -> None:
        await world.do("operator", innovation, "close_pilots")
        await world.do("operator", innovation, "assign_panel", evaluators=list(PANEL))
        await world.scored(innovation)
        await world.do("minister", innovation, "decide", choice="repeat_pilot")

    receipts, _ = await asyncio.gather(asyncio.gather(*(note(number) for number in range(SENDERS))), stages())

    stored = await world.ledger.read(innovation)
    assert [event.version for event in stored] == list(range(1, len(stored) + 1))
    by_id = {event.event_id: event for event in stored}
    for receipt in receipts:
        (event_id,) = receipt.event_ids
        assert event_id == ids.event_id(receipt.command_id, 0)
        assert by_id[event_id].version == receipt.version
    noted = [event.text for event, _ in await world.those(innovation, e.NoteMade)]
    assert sorted(noted) == sorted(sent.values())
    assert (await world.types(innovation)).count("PilotRepeated") == 1
    await world.is_well(innovation)


async def test_signals_of_a_crowd_all_arrive(world: World) -> None:
    innovation = await world.piloting()
    commands = [world.sealed("operator", innovation, "note", text=f"Catatan {number}") for number in range(SENDERS)]
    closing = world.do("operator", innovation, "close_pilots")
    await asyncio.gather(*(world.sender.submit(command, envelope) for command, envelope in commands), closing)
    await world.recorded(innovation, "NoteMade", SENDERS)
    done = {event.event_id for event in await world.ledger.read(innovation)}
    assert {ids.event_id(command.id, 0) for command, _ in commands} <= done


async def test_adopters_that_act_at_once_while_waves_open_are_all_counted_once(world: World) -> None:
    half = len(CROWD) // 2
    waves: list[dict[str, Any]] = [{"adopters": CROWD[:half]}, {"opens_after": "PT1S", "adopters": CROWD[half:]}]
    innovation = await world.scaling(*CROWD, waves=waves)
    adoptions = await asyncio.gather(*(world.adopted(innovation, code) for code in CROWD))
    await world.recorded(innovation, "SustainingBegan")

    async def all_milestones() -> Counter[tuple[str, str]]:
        await world.recorded(innovation, "MilestoneReached", 2 * len(CROWD))
        milestones = await world.those(innovation, e.MilestoneReached)
        return Counter((event.adopter, event.milestone) for event, _ in milestones)

    milestones = await all_milestones()
    assert set(milestones) == {
        (each.rsplit("/", 1)[1], name) for each in adoptions for name in ("committed", "completed")
    }
    assert set(milestones.values()) == {1}
    for adoption in adoptions:
        assert await world.types(adoption) == ["AdoptionOffered", "AdoptionCommitted", "AdoptionCompleted"]


async def test_refusals_of_a_crowd_that_share_a_stream_are_all_recorded(world: World) -> None:
    innovation = await world.scaling(*CROWD)
    streams = [world.adoption(innovation, code) for code in CROWD]
    await asyncio.gather(*(world.offered(stream) for stream in streams))
    others = (*CROWD[1:], CROWD[0])
    outcomes = await asyncio.gather(
        *(world.ask(f"officer-{code}", stream, "commit_adoption") for code, stream in zip(others, streams, strict=True))
    )
    codes = {outcome.refusal.code for outcome in outcomes if isinstance(outcome, RefusedCommand)}
    assert codes == {"other_region"}
    assert len(await world.refusals(innovation)) == len(CROWD)
