"""A decision made again goes by what was known when it was made, not by what is known today."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
from pydantic import SecretStr

from activities.recording import Recorder
from domain.streams import correlation_of
from domain.vocabulary import Stage
from service.what_if import Comparison, what_if
from tests.activities.office import Office
from tests.domain.world import POST
from tests.furnished import BANDUNG, PATIENT, ROOT, Service, an_auditor, edition, region_id
from tests.service.conftest import Doing, proposal
from tests.workflows.world import aspects
from wiring.connections import Connections
from wiring.settings import Settings


async def compared(database: str, keys: Settings, stream: str, edition: str) -> Comparison:
    """What an auditor of that database sees."""
    async with Connections(Settings(home=keys.home, database_url=SecretStr(database))) as connections:
        return await what_if(await an_auditor(connections), correlation_of(stream), edition)


async def test_reference_data_and_roles_are_those_of_the_time(do: Doing, database: str, keys: Settings) -> None:
    temporary = {"role": "operator", "agency": "kemenpanrb", "post": POST}
    await do("administrator", "person/temporary", "grant_role", temporary)
    command_id, begun = uuid4(), datetime.now(UTC)
    stream, payload = proposal(command_id, "kipp-2025")
    await do("proposer", stream, "propose", payload, id=command_id)
    content = (ROOT / "reference/holidays.csv").read_text()
    for number in range(5):  # as many days off more in the weeks of the screening
        day = f"{begun + timedelta(days=7 * number + 1):%Y-%m-%d}"
        if day not in content:
            content += f"{day},Libur tambahan,libur_nasional\n"
    await do(
        "administrator",
        "reference/calendar",
        "publish_reference",
        {"kind": "calendar", "content": content, "source": "Keputusan bersama"},
    )
    await do("temporary", stream, "return_proposal", {}, signed=False)
    await do("proposer", stream, "revise", {"title": "Judul baru"})
    await do("administrator", "person/temporary", "end_role", {"role": "operator"})
    found = await compared(database, keys, stream, "kipp-2025")
    assert found.deviation is None
    assert found.first_difference is None


async def test_what_would_have_fallen_due_comes_before_the_command_it_precedes(
    do: Doing, database: str, keys: Settings
) -> None:
    command_id = uuid4()
    stream, payload = proposal(command_id, "kipp-2025")
    await do("proposer", stream, "propose", payload, id=command_id)
    await do("operator", stream, "note", {"text": "Dua hari kemudian"}, at=datetime.now(UTC) + timedelta(days=2))
    found = await compared(database, keys, stream, "ringkas")
    assert found.deviation is None
    assert found.first_difference is not None
    assert found.first_difference.one is None
    assert found.recorded.state.stage is found.otherwise.state.stage is Stage.PROPOSAL
    assert found.otherwise.state.version == found.recorded.state.version + 2  # reminded, and escalated


async def test_a_proposal_answers_the_questions_that_it_was_asked_whatever_another_edition_asks(
    do: Doing, database: str, keys: Settings
) -> None:
    content = edition("kipp-2025").replace('name = "kipp-2025"', 'name = "lain"', 1)
    content = content.replace('key = "novelty"\naspect', 'key = "newness"\naspect')
    await do("administrator", "edition/lain", "publish_edition", {"content": content})
    command_id = uuid4()
    stream, payload = proposal(command_id, "kipp-2025")
    await do("proposer", stream, "propose", payload, id=command_id)
    found = await compared(database, keys, stream, "lain")
    assert (found.deviation, found.first_difference) == (None, None)
    await do("operator", stream, "move_edition", {"edition": "lain"})
    await do("operator", stream, "return_proposal", {})
    await do("proposer", stream, "revise", {"answers": {"newness": "Belum ada di tempat lain."}})
    for other in ("kipp-2025", "lain"):
        found = await compared(database, keys, stream, other)
        assert found.deviation is None
        assert found.otherwise.state.content == found.recorded.state.content


async def test_what_an_adoption_reported_is_taken_as_reported_though_it_would_have_lapsed(
    pool: asyncpg.Pool, signer: Service, database: str, keys: Settings, recorder: Recorder
) -> None:
    office = Office(pool, recorder, signer)
    innovation, adoption = await office.offered(aspects(PATIENT), PATIENT)
    office.passes(seconds=25)  # "ringkas" gives fifteen to commit, and ends the wave after twenty
    await office.do(f"officer-{BANDUNG}", adoption, "commit_adoption")
    await office.report(innovation, adoption)
    found = await compared(database, keys, innovation, "ringkas")
    assert found.deviation is None
    [moved] = [pair for pair in found.pairs if pair.one and pair.one.asked and pair.one.asked.type == "adoption_moved"]
    assert moved.same
    assert moved.other is not None
    assert moved.other.at == office.present
    first = found.first_difference
    assert first is not None
    assert first.other is not None
    assert (first.one, first.other.at) == (None, office.present - timedelta(seconds=5))
    told_of = {region_id(BANDUNG): (2, "committed")}
    assert found.otherwise.state.adoptions == found.recorded.state.adoptions == told_of
    steps = found.recorded.steps + found.otherwise.steps
    assert {step.asked.stream for step in steps if step.asked} == {innovation}  # an adoption decides nothing again
