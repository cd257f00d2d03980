"""People, editions and reference data through their own workflows, which do what came and end."""

import asyncio

import pytest

from activities.contract import Receipt, RefusedCommand
from domain.refusals import Code
from tests.agencies import register
from tests.domain.world import POST
from tests.furnished import edition
from tests.workflows.world import World

pytestmark = pytest.mark.usefixtures("worker")


async def test_a_person_is_granted_roles_and_nothing_runs_on(world: World) -> None:
    person = f"person/baru-{world.cached}"
    await world.do("administrator", person, "grant_role", role="operator", agency="kemenpanrb", post=POST)
    await world.ends(person)
    await world.do("administrator", person, "end_role", role="operator")
    await world.ends(person)
    assert await world.types(person) == ["RoleGranted", "RoleEnded"]
    assert (
        await world.refused("operator", person, "grant_role", role="operator", agency="x", post=POST)
        is Code.ROLE_MISSING
    )
    await world.ends(person)


async def test_an_edition_is_published_and_its_text_comes_back_by_its_hash(world: World) -> None:
    name = f"baru-{world.cached}"
    text = edition("ringkas").replace('name = "ringkas"', f'name = "{name}"')
    await world.do("administrator", f"edition/{name}", "publish_edition", content=text)
    await world.ends(f"edition/{name}")
    innovation = await world.proposed(name)
    await world.do("operator", innovation, "admit")
    assert await world.refused("administrator", f"edition/{name}", "publish_edition", content="x") is (
        Code.EDITION_INVALID
    )


async def test_many_commands_to_one_persons_stream_are_each_handled_once(world: World) -> None:
    person = f"person/ramai-{world.cached}"
    outcomes = await asyncio.gather(
        *(
            world.ask("administrator", person, "grant_role", role="evaluator", agency=agency, post=POST)
            for agency in 2 * sorted(register().agencies)[:10]
        )
    )
    codes = [outcome.refusal.code for outcome in outcomes if isinstance(outcome, RefusedCommand)]
    assert codes == [Code.ROLE_HELD] * 10
    assert sum(isinstance(outcome, Receipt) for outcome in outcomes) == 10
    assert await world.types(person) == ["RoleGranted"] * 10
    await world.ends(person)
