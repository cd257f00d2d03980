"""The same command again, and bugs in the rules: what was answered once stays so, what failed is tried anew."""

from datetime import timedelta
from uuid import uuid4

import pytest

import workflows.stream
from activities.handling import ATTEMPTS
from domain.commands.innovation import Note
from domain.events import innovation as e
from domain.events.refusal import CommandRefused
from domain.innovation.decider import policy_of
from domain.innovation.steps import steps
from domain.refusals import Code
from domain.vocabulary import Stage
from domain.waits import WaitKind
from tests.waiting import until
from tests.workflows.bugs import bug
from tests.workflows.world import World


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workflows back off from a fifth of a second instead of a minute."""
    monkeypatch.setattr(workflows.stream, "BACK_OFF", (timedelta(seconds=0.2), timedelta(seconds=0.4)))


@pytest.mark.usefixtures("worker")
async def test_the_same_command_again_gets_the_first_receipt_and_nothing_new(world: World) -> None:
    innovation = await world.proposed()
    id = uuid4()
    first = await world.do("operator", innovation, "admit", id=id)
    await world.do("operator", innovation, "note", text="Sementara itu.")
    assert await world.do("operator", innovation, "admit", id=id) == first
    command, envelope = world.sealed("operator", innovation, "admit", id=id)
    await world.sender.submit(command, envelope)
    await world.do("operator", innovation, "note", text="Sesudahnya.")
    assert await world.types(innovation) == ["InnovationProposed", "ProposalAdmitted", "NoteMade", "NoteMade"]
    assert not await world.refusals(innovation)


@pytest.mark.usefixtures("worker")
async def test_the_same_id_with_other_content_is_refused_and_recorded_once(world: World) -> None:
    innovation = await world.proposed()
    id = uuid4()
    first = await world.do("operator", innovation, "note", id=id, text="Asli.")
    for _ in range(2):
        assert await world.refused("operator", innovation, "note", id=id, text="Lain.") is Code.COMMAND_ID_REUSED
    assert await world.do("operator", innovation, "note", id=id, text="Asli.") == first
    (refusal,) = await world.refusals(innovation)
    assert isinstance(refusal, CommandRefused)
    assert (refusal.command_type, refusal.actor, refusal.code) == ("note", "operator", Code.COMMAND_ID_REUSED)
    assert await world.types(innovation) == ["InnovationProposed", "NoteMade"]


@pytest.mark.usefixtures("worker")
async def test_a_refused_command_gets_the_same_refusal_again_even_when_it_would_be_right_now(world: World) -> None:
    innovation = await world.proposed()
    id = uuid4()
    assert await world.refused("operator", innovation, "resume", id=id) is Code.NOT_SUSPENDED
    await world.do("operator", innovation, "suspend")
    assert await world.refused("operator", innovation, "resume", id=id) is Code.NOT_SUSPENDED
    await world.do("operator", innovation, "resume")
    assert len(await world.refusals(innovation)) == 1


@pytest.mark.usefixtures("worker")
async def test_after_a_bug_in_a_decision_the_next_command_works_and_the_same_one_runs_again(world: World) -> None:
    innovation = await world.piloting()
    before = await world.types(innovation)
    id = uuid4()
    with bug(policy_of(Stage.PILOT).rules, Note):
        assert await world.refused("operator", innovation, "note", id=id, text="Uji.") is Code.INTERNAL_ERROR
        assert await world.types(innovation) == before
        assert not await world.refusals(innovation)
        await world.do("operator", innovation, "attach_evidence", title="Berita acara")
    await world.do("operator", innovation, "note", id=id, text="Uji.")
    assert await world.types(innovation) == [*before, "EvidenceAttached", "NoteMade"]
    await world.is_well(innovation)


@pytest.mark.usefixtures("worker", "short_pauses")
async def test_a_wake_up_that_meets_a_bug_is_repeated_until_the_bug_is_gone(world: World) -> None:
    with bug(policy_of(Stage.PILOT).dues, WaitKind.PILOTS_END) as failures:
        innovation = await world.piloting(lasts="PT1S")

        async def repeated() -> bool:
            return len(failures) > ATTEMPTS

        await until(repeated, "a second wake-up")
        assert "PilotsClosed" not in await world.types(innovation)
    await world.recorded(innovation, "PilotsClosed")
    ((planned, _),) = await world.those(innovation, e.PilotsPlanned)
    ((_, closed_at),) = await world.those(innovation, e.PilotsClosed)
    assert closed_at == planned.pilots[0].ends_at


@pytest.mark.usefixtures("short_pauses")
async def test_while_the_rules_fail_on_a_stream_its_workflow_waits_and_answers(world: World) -> None:
    async with world.worker():
        innovation = await world.proposed()
    await world.lost(innovation)
    async with world.worker():
        with bug(steps._by_type, e.InnovationProposed):
            for _ in range(2):
                assert await world.refused("operator", innovation, "admit") is Code.INTERNAL_ERROR
        await world.do("operator", innovation, "admit")
        await world.is_well(innovation)
    assert await world.types(innovation) == ["InnovationProposed", "ProposalAdmitted"]
