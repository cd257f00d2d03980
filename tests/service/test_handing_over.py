"""What is done after a handing over is for whoever might hand over."""

import pytest

from domain.refusals import Refused
from service.drafts import Desk, take_over
from service.handing_over import seats_of
from service.reading import Reader
from tests.domain.world import POST
from tests.service.conftest import Doing
from wiring.connections import Connections


@pytest.mark.parametrize("person", ["operator", "proposer", "auditor"])
async def test_nobody_else_moves_drafts_or_hears_of_a_seat(connections: Connections, person: str) -> None:
    reader = await Reader.on(connections, person)
    for asked in (take_over(reader, "proposer", ["proposer-1"]), seats_of(reader, "evaluator")):
        with pytest.raises(Refused) as refused:
            await asked
        assert refused.value.refusal.code == "role_missing"


async def test_an_agencys_administrator_moves_and_hears_nothing_of_another_agency(
    connections: Connections, do: Doing
) -> None:
    for person, role, agency in (
        ("admin-bandung", "local_administrator", "kota-bandung"),
        ("admin-surakarta", "local_administrator", "kota-surakarta"),
        ("lama", "proposer", "kota-surakarta"),
        ("baru", "proposer", "kota-surakarta"),
    ):
        await do("administrator", f"person/{person}", "grant_role", {"role": role, "agency": agency, "post": POST})
    draft = await (await Desk.of(connections, "lama")).save({"title": "Kartu Anak"}, None)
    await do("administrator", "person/lama", "end_role", {"role": "proposer", "successor": "baru"}, reason="Mutasi")
    with pytest.raises(Refused) as refused:
        await seats_of(await Reader.on(connections, "admin-bandung"), "lama")
    assert refused.value.refusal.code == "others_people"
    for who, moved in (("admin-bandung", []), ("admin-surakarta", [draft.draft_id])):
        assert await take_over(await Reader.on(connections, who), "lama", ["proposer-1"]) == moved


async def test_a_post_that_nobody_held_moves_nothing(connections: Connections) -> None:
    assert await take_over(await Reader.on(connections, "administrator"), "proposer", ["proposer-99"]) == []
