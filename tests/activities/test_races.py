"""Workers that race: whoever loses reads again, and everything is done once."""

import asyncio

import asyncpg
import pytest

from activities.contract import Receipt, RefusedCommand
from domain.refusals import Code
from ledger.db.connect import is_passing
from tests.activities.office import Office, new_id


async def test_handlers_that_race_on_a_stream_do_every_command_once(office: Office) -> None:
    innovation = await office.proposed()
    handlers = [office.another_handler() for _ in range(4)]
    texts = [f"Catatan {number}" for number in range(40)]
    receipts = await asyncio.gather(
        *(
            office.do("operator", innovation, "note", handler=handlers[number % 4], text=text)
            for number, text in enumerate(texts)
        )
    )
    assert sorted(receipt.version for receipt in receipts) == list(range(2, 42))
    stored = await office.ledger.read(innovation)
    assert [event.version for event in stored] == list(range(1, 42))
    times = [event.occurred_at for event in stored]
    assert times == sorted(times)


async def test_one_command_in_several_workers_at_once_is_done_once(office: Office) -> None:
    innovation = await office.proposed()
    _, envelope = office.sealed("operator", innovation, "admit")
    handlers = [office.another_handler() for _ in range(8)]
    handled = await asyncio.gather(
        *(office.work(innovation, handler=handler, envelope=envelope) for handler in handlers)
    )
    first = handled[0].outcome
    assert isinstance(first, Receipt)
    assert all(each.outcome == first for each in handled)
    assert await office.types(innovation) == ["InnovationProposed", "ProposalAdmitted"]


async def test_one_id_with_different_contents_at_once_is_done_once_and_refused_otherwise(office: Office) -> None:
    innovation = await office.proposed()
    id = new_id()
    handlers = [office.another_handler() for _ in range(6)]
    outcomes = await asyncio.gather(
        *(
            office.ask("operator", innovation, "note", id=id, handler=handler, text=f"Catatan {number}")
            for number, handler in enumerate(handlers)
        )
    )
    assert sum(isinstance(outcome, Receipt) for outcome in outcomes) == 1
    codes = [outcome.refusal.code for outcome in outcomes if isinstance(outcome, RefusedCommand)]
    assert codes == [Code.COMMAND_ID_REUSED] * 5
    assert (await office.types(innovation)).count("NoteMade") == 1
    assert len(await office.refusals(innovation)) == 5


async def test_refusals_that_race_for_one_stream_are_all_recorded(office: Office) -> None:
    innovation = await office.proposed()
    handlers = [office.another_handler() for _ in range(4)]
    codes = await asyncio.gather(
        *(office.refused("operator", innovation, "resume", handler=handlers[number % 4]) for number in range(40))
    )
    assert set(codes) == {Code.NOT_SUSPENDED}
    assert len(await office.refusals(innovation)) == 40


async def test_wake_ups_that_race_write_what_is_due_once(office: Office) -> None:
    innovation = await office.proposed()
    office.passes(days=1)
    await asyncio.gather(*(office.work(innovation, handler=office.another_handler()) for _ in range(6)))
    assert await office.types(innovation) == ["InnovationProposed", "Reminded", "Escalated"]


async def test_a_lost_connection_is_no_bug_and_is_left_to_the_next_attempt(office: Office, pool: asyncpg.Pool) -> None:
    innovation = await office.proposed()
    pool.terminate()
    with pytest.raises(Exception) as raised:  # noqa: PT011 - asyncpg has no common class for these
        await office.ask("operator", innovation, "admit")
    assert is_passing(raised.value)
