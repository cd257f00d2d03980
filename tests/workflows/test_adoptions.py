"""Adoptions and their innovation: each follows the other, through its own workflow, once."""

import asyncio

import pytest
from temporalio.client import WorkflowExecutionStatus

from activities import contract
from domain.commands.innovation import AdoptionMoved
from domain.events import adoption as ae
from domain.events import innovation as e
from domain.innovation.decider import policy_of
from domain.refusals import Code
from domain.vocabulary import Stage
from tests.furnished import BANDUNG, CROWD, MAKASSAR
from tests.workflows.bugs import bug
from tests.workflows.world import World

pytestmark = pytest.mark.usefixtures("worker")


async def committed(world: World) -> tuple[str, str, str]:
    """An innovation, an adoption that its region committed to, and one that it hasn't answered."""
    innovation = await world.scaling()
    one, other = world.adoption(innovation, BANDUNG), world.adoption(innovation, MAKASSAR)
    await world.offered(one)
    await world.offered(other)
    await world.do(f"officer-{BANDUNG}", one, "commit_adoption")
    return innovation, one, other


async def test_suspension_freezes_adoptions_and_resuming_gives_them_their_remaining_time(world: World) -> None:
    innovation, one, other = await committed(world)
    await world.do("operator", innovation, "suspend")
    for adoption in (one, other):
        await world.recorded(adoption, "AdoptionFrozen")
        progress = await world.known(adoption)
        assert (progress.wake_at, progress.open) == (None, True)
    assert await world.refused(f"officer-{BANDUNG}", one, "complete_adoption") is Code.SUSPENDED
    await world.do("operator", innovation, "resume")
    ((_, resumed_at),) = await world.those(innovation, e.InnovationResumed)
    for adoption in (one, other):
        await world.recorded(adoption, "AdoptionThawed")
        ((_, thawed_at),) = await world.those(adoption, ae.AdoptionThawed)
        assert thawed_at == resumed_at
        progress = await world.known(adoption)
        assert progress.wake_at is not None
        assert progress.wake_at > resumed_at
    await world.do(f"officer-{BANDUNG}", one, "complete_adoption")


async def test_discontinuation_releases_adoptions_and_their_workflows_end(world: World) -> None:
    innovation, one, other = await committed(world)
    await world.do("minister", innovation, "discontinue")
    for adoption in (one, other):
        await world.recorded(adoption, "AdoptionReleased")
        await world.ends(adoption)
    await world.ends(innovation)
    assert await world.refused(f"officer-{BANDUNG}", one, "complete_adoption") is Code.ADOPTION_RELEASED
    await world.ends(one)


async def test_an_end_that_comes_in_a_crowd_of_commands_still_releases_every_adoption(world: World) -> None:
    innovation = await world.scaling(*CROWD[:6])
    adoptions = [world.adoption(innovation, code) for code in CROWD[:6]]
    await asyncio.gather(*(world.offered(adoption) for adoption in adoptions))
    notes = [world.ask("operator", innovation, "note", text=f"Catatan {number}") for number in range(20)]
    await asyncio.gather(*notes[:10], world.do("minister", innovation, "discontinue"), *notes[10:])
    for adoption in adoptions:
        await world.recorded(adoption, "AdoptionReleased")
        await world.ends(adoption)
    await world.ends(innovation)


async def test_a_milestone_is_recorded_once_however_often_it_is_signalled(world: World) -> None:
    innovation, one, _ = await committed(world)
    await world.recorded(innovation, "MilestoneReached")
    for _ in range(5):
        await world.workflow(innovation).signal(contract.ADOPTION_MOVED, one)
        await world.workflow(one).signal(contract.INNOVATION_MOVED)
    await world.do("operator", innovation, "note", text="Sesudahnya.")
    assert (await world.types(innovation)).count("MilestoneReached") == 1


async def test_a_milestone_that_met_a_bug_is_reported_again_when_the_innovation_moves(world: World) -> None:
    innovation, one, other = await committed(world)
    await world.recorded(innovation, "MilestoneReached")
    with bug(policy_of(Stage.SCALING).rules, AdoptionMoved):
        await world.do(f"officer-{BANDUNG}", one, "complete_adoption")
        await world.ends(one)
        await world.do(f"officer-{MAKASSAR}", other, "commit_adoption")
        await world.do("operator", innovation, "note", text="Yang lain berjalan.")
        assert (await world.types(innovation)).count("MilestoneReached") == 1
    await world.do("operator", innovation, "suspend")
    await world.recorded(innovation, "MilestoneReached", 3)
    milestones = {(event.adopter, event.milestone) for event, _ in await world.those(innovation, e.MilestoneReached)}
    names = [each.rsplit("/", 1)[1] for each in (one, other)]
    assert milestones == {(names[0], "committed"), (names[0], "completed"), (names[1], "committed")}


async def test_a_lost_adoption_goes_on_when_its_innovation_moves(world: World) -> None:
    innovation, one, other = await committed(world)
    await world.lost(one)
    await world.lost(other)
    await world.do("operator", innovation, "suspend")
    for adoption in (one, other):
        await world.recorded(adoption, "AdoptionFrozen")
        assert await world.status(adoption) is WorkflowExecutionStatus.RUNNING
