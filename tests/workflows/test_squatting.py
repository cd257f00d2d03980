"""What workflows tell each other reaches the other, whatever has taken its id."""

import pytest

from tests.furnished import BANDUNG, MAKASSAR
from tests.squatting import elsewhere, of_kind
from tests.workflows.world import World

pytestmark = pytest.mark.usefixtures("worker")


async def test_an_adoption_whose_id_is_taken_is_offered(world: World) -> None:
    innovation = await world.evaluating()
    await world.scored(innovation)
    codes = [BANDUNG, MAKASSAR]
    await world.do("minister", innovation, "decide", choice="scale_regions", adopters=codes, instrument="SK 1/2026")
    await world.do("deputy", innovation, "endorse")
    for code, squat in zip(codes, (elsewhere, of_kind("Foreign")), strict=True):
        await squat(world.client, world.adoption(innovation, code), world.settings.task_queue)
    await world.do("operator", innovation, "plan_waves", waves=[{"adopters": codes}])
    for code in codes:
        await world.offered(world.adoption(innovation, code))


async def test_a_milestone_reaches_an_innovation_whose_id_is_taken(world: World) -> None:
    innovation = await world.scaling()
    adoption = world.adoption(innovation, BANDUNG)
    await world.offered(adoption)
    await elsewhere(world.client, innovation, world.settings.task_queue)
    await world.do(f"officer-{BANDUNG}", adoption, "commit_adoption")
    await world.recorded(innovation, "MilestoneReached")
    await world.is_well(innovation)
