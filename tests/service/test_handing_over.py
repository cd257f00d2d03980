"""What is done after a handing over is for whoever might hand over."""

import pytest

from domain.refusals import Refused
from service.drafts import take_over
from service.handing_over import seats_of
from service.reading import Reader
from wiring.connections import Connections


@pytest.mark.parametrize("person", ["operator", "proposer", "auditor"])
async def test_nobody_else_moves_drafts_or_hears_of_a_seat(connections: Connections, person: str) -> None:
    reader = await Reader.on(connections, person)
    for asked in (take_over(reader, "proposer", ["proposer-1"]), seats_of(reader, "evaluator")):
        with pytest.raises(Refused) as refused:
            await asked
        assert refused.value.refusal.code == "role_missing"


async def test_a_post_that_nobody_held_moves_nothing(connections: Connections) -> None:
    assert await take_over(await Reader.on(connections, "administrator"), "proposer", ["proposer-99"]) == []
