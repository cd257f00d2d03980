"""Overviews count what the rules' own rows say, and each number leads to the innovations that it counts."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.adoption.state import Status
from domain.adoption.view import view as adoption_view
from domain.innovation.state import Innovation
from domain.innovation.view import view
from domain.refusals import Refused
from domain.streams import adoption_stream, innovation_stream
from domain.vocabulary import Stage
from domain.waits import WaitKind
from engine.rows import ledger_rows
from ledger.db.connect import open_pool
from ledger.model import Sort
from ledger.store import Ledger
from service.coverage import adopted_in, coverage, province_of, tried_in
from service.cursors import cursor_of, written
from service.listing import Wanted, innovations
from service.reading import Reader
from service.recap import HALF, NEARLY_ALL, Spread, cases, recap
from tests.domain.histories import committed, lapsed_adoption, offered
from tests.domain.journeys import in_waves, piloting, proposed, until
from tests.domain.world import BANDUNG, MAKASSAR
from tests.ledger.builders import append
from wiring.errors import BadRequest


@pytest.fixture
async def ledger(database: str) -> AsyncIterator[Ledger]:
    async with await open_pool(database, role="jejak_worker", min_size=1, max_size=2, application_name="test") as pool:
        yield Ledger(pool)


async def stand(ledger: Ledger, state: Innovation) -> str:
    """An innovation stands like this."""
    own = replace(state, id=str(uuid4()))
    await ledger.append(append(innovation_stream(own.id), rows=ledger_rows(view(own))))
    return own.id


async def pilots_in(reader: Reader, code: str) -> int:
    """How many pilots are counted in a kabupaten or kota."""
    province = await province_of(reader, code[:2])
    return {each.region.code: each.pilots for each in province.places}[code]


def test_a_percentile_is_the_fewest_days_within_which_so_many_were_done() -> None:
    spread = Spread({3: 4, 10: 5, 400: 1})
    assert (spread.total, spread.percentile(HALF), spread.percentile(NEARLY_ALL)) == (10, 10, 10)
    assert Spread({7: 1}).percentile(NEARLY_ALL) == 7
    with pytest.raises(ValueError, match="no case"):
        Spread({}).percentile(HALF)


async def test_each_number_of_the_recap_is_how_long_its_list_is(ledger: Ledger, reader: Reader) -> None:
    late = until(proposed(), WaitKind.SCREENING).later(days=1)
    for life in (proposed(), late, piloting(), in_waves()):
        await stand(ledger, life.state)
    (found,) = [each for each in await recap(reader) if each.edition == "kipp-2025"]
    assert found.stages == {Stage.PROPOSAL: 2, Stage.PILOT: 1, Stage.SCALING: 1}
    assert found.overdue[Stage.PROPOSAL] == 1
    for stage, number in found.stages.items():
        wanted = Wanted(stage=stage, edition=found.edition)
        assert len(await innovations(reader, wanted, after=None, limit=9)) == number
    for stage, spread in found.took.items():
        assert len(await cases(reader, found.edition, stage, least=0, after=None, limit=9)) == spread.total
        slow = await cases(reader, found.edition, stage, least=spread.percentile(NEARLY_ALL), after=None, limit=9)
        assert slow
        assert all(each["days"] >= spread.percentile(NEARLY_ALL) for each in slow)
    assert found.took[Stage.PROPOSAL].total == 2
    assert Stage.SCALING not in found.took
    assert await cases(reader, "no-such", Stage.PILOT, least=0, after=None, limit=9) == []


async def test_cases_are_read_page_by_page_the_longest_first(ledger: Ledger, reader: Reader) -> None:
    state = piloting().state
    assert state.content is not None
    assert state.edition is not None
    edition = state.edition.model_copy(update={"name": "lain"})
    for days, title in ((9, "A"), (30, "B"), (400, "D"), (30, "C"), (30, "A"), (8, "A")):
        content = state.content.model_copy(update={"title": title})
        took = {Stage.PROPOSAL: timedelta(days=days)}
        await stand(ledger, replace(state, content=content, edition=edition, pilots={}, spent=took))
    for limit in range(1, 8):
        seen, after = list[tuple[int, str]](), None
        while page := await cases(reader, "lain", Stage.PROPOSAL, least=9, after=after, limit=limit):
            assert len(page) <= limit
            seen += [(each["days"], each["title"]) for each in page]
            assert len(seen) <= 5, "what was shown comes again"
            after = page[-1]["cursor"]
        assert seen == [(400, "D"), (30, "A"), (30, "B"), (30, "C"), (9, "A")]
    for wrong in ("x", written("30", "x"), written(30, "x"), written(30), cursor_of(("a", "b", ""), Sort.NAME)):
        with pytest.raises(BadRequest):
            await cases(reader, "lain", Stage.PROPOSAL, least=9, after=wrong, limit=1)


async def test_what_is_tried_and_adopted_counts_where_it_is(ledger: Ledger, reader: Reader) -> None:
    before = await pilots_in(reader, BANDUNG)
    piloted = await stand(ledger, piloting(BANDUNG, MAKASSAR).state)
    life = in_waves()
    scaled = await stand(ledger, life.state)
    for adoption in (committed(life), offered(in_waves(), MAKASSAR)):
        assert adoption.state.adopter is not None
        state = replace(adoption.state, innovation=scaled)
        stream = adoption_stream(scaled, adoption.state.adopter.id)
        await ledger.append(append(stream, rows=ledger_rows(adoption_view(state))))

    west, south = await province_of(reader, "32"), await province_of(reader, "73")
    assert (west.sum(Status.COMMITTED), west.sum(Status.OFFERED), west.covered) == (1, 0, 0)
    assert await pilots_in(reader, BANDUNG) == before + 2
    assert (south.sum(Status.COMMITTED), south.sum(Status.OFFERED)) == (0, 1)
    assert west.of == 27
    found = await coverage(reader)
    assert len(found.provinces) == 38
    assert found.waves[1] == {Status.COMMITTED: 1, Status.OFFERED: 1}

    bandung = await reader.region(BANDUNG)
    tried = await tried_in(reader, bandung.id, after=None, limit=9)
    assert len(tried) == before + 2
    assert {piloted, scaled} <= {each["id"] for each in tried}
    (adopted,) = await adopted_in(reader, bandung.id, after=None, limit=9)
    assert (adopted["innovation"], adopted["status"], adopted["title"]) == (scaled, "committed", "Kartu Insentif Anak")
    with pytest.raises(Refused):
        await province_of(reader, "99")


async def test_a_region_is_covered_once_an_adoption_is_complete_there(ledger: Ledger, reader: Reader) -> None:
    lapsed = lapsed_adoption().state
    assert lapsed.adopter is not None
    for nth, status in enumerate((Status.LAPSED, Status.COMPLETED, Status.COMPLETED)):
        assert (await province_of(reader, "32")).covered == (nth == 2)
        state = replace(lapsed, innovation=str(nth), status=status)
        rows = ledger_rows(adoption_view(state))
        await ledger.append(append(adoption_stream(str(nth), lapsed.adopter.id), rows=rows))
