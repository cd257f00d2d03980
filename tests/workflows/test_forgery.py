"""Whoever only reaches Temporal's frontend can't act as anybody, change anything, or leave anything running."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import ActivityFailureError, WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.common import RawValue, RetryPolicy, WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from activities import contract
from activities.command_keys import PrivateKey
from activities.contract import Envelope, Outcome, Receipt, RefusedCommand, Work
from activities.starting import WORKFLOWS
from domain.commands import SYSTEM
from domain.refusals import Code
from domain.streams import innovation_stream
from proof import ids
from tests.furnished import BANDUNG, now
from tests.workflows.world import TIMEOUT, World

pytestmark = pytest.mark.usefixtures("worker")

Forge = Callable[[World, str], Envelope]


def unsigned(world: World, stream: str) -> Envelope:
    _, genuine = world.sealed("operator", stream, "admit")
    return genuine.model_copy(update={"receipt": genuine.receipt.model_copy(update={"signature": "A" * 86 + "=="})})


def altered(world: World, stream: str) -> Envelope:
    _, genuine = world.sealed("operator", stream, "return_proposal")
    return genuine.model_copy(update={"act": genuine.act.replace("return_proposal", "admit")})


def signed_by_a_stranger(world: World, stream: str) -> Envelope:
    _, genuine = world.sealed("operator", stream, "admit")
    act, received = genuine.act.encode(), genuine.receipt.received
    return PrivateKey.generate().receives(world.signer.genesis, act, genuine.signatures, received)


def under_a_borrowed_key_id(world: World, stream: str) -> Envelope:
    stranger = signed_by_a_stranger(world, stream)
    return stranger.model_copy(update={"receipt": stranger.receipt.model_copy(update={"key": world.signer.key.key})})


def garbage(world: World, stream: str) -> Envelope:
    _, genuine = world.sealed("operator", stream, "admit")
    return genuine.model_copy(update={"act": "\x00{" * 1000})


def signed_garbage(world: World, stream: str) -> Envelope:
    return world.signer.key.receives(world.signer.genesis, b'{"id":7}', (), 0)


FORGERIES: list[Forge] = [
    unsigned,
    altered,
    signed_by_a_stranger,
    under_a_borrowed_key_id,
    garbage,
    signed_garbage,
]
UNDECODABLE = [
    RawValue(Payload(metadata={"encoding": b"json/plain"}, data=b"{not json")),
    RawValue(Payload(metadata={"encoding": b"json/plain"}, data=b'"\\ud800"')),
    RawValue(Payload(metadata={"encoding": b"json/plain"}, data=b"[1, 2]")),
    RawValue(Payload(metadata={"encoding": b"binary/encrypted"}, data=b"\xff\xfe")),
    RawValue(Payload(metadata={"encoding": b"binary/plain"}, data=b"\xff\xfe")),
    RawValue(Payload(metadata={"encoding": b"binary/null"}, data=b"")),
    RawValue(Payload(metadata={"encoding": b"json/plain"}, data=b"null")),
    RawValue(Payload(metadata={}, data=b"")),
    RawValue(Payload(metadata={"encoding": b"json/plain"}, data=b'"' + b"x" * 1_950_000 + b'"')),
]


async def test_an_envelope_that_is_not_authentic_changes_nothing(world: World) -> None:
    innovation = await world.proposed()
    for forge in FORGERIES:
        outcome = await update(world, innovation, forge(world, innovation))
        assert isinstance(outcome, RefusedCommand), forge
        assert (outcome.command_id, outcome.refusal.code) == (None, Code.NOT_AUTHENTIC), forge
        await world.workflow(innovation).signal(contract.SUBMIT, forge(world, innovation))
    await untouched(world, innovation)


async def test_what_cannot_be_decoded_changes_nothing(world: World) -> None:
    innovation = await world.proposed()
    for raw in UNDECODABLE:
        for signal in (contract.SUBMIT, contract.ADOPTION_MOVED, "unknown_signal"):
            await world.workflow(innovation).signal(signal, raw)
        with pytest.raises(WorkflowUpdateFailedError):
            await update(world, innovation, raw)
    await untouched(world, innovation)


async def test_a_message_with_too_few_or_too_many_parts_changes_nothing(world: World) -> None:
    innovation = await world.proposed()
    _, envelope = world.sealed("operator", innovation, "admit")
    for parts in ([], [envelope, envelope], [envelope, "more", 7]):
        for signal in (contract.SUBMIT, contract.ADOPTION_MOVED):
            await world.workflow(innovation).signal(signal, args=parts)
        with pytest.raises(WorkflowUpdateFailedError):
            await world.workflow(innovation).execute_update(contract.EXECUTE, args=parts)
    await untouched(world, innovation)


async def test_a_milestone_that_never_happened_changes_nothing(world: World) -> None:
    innovation = await world.scaling()
    other = await world.scaling()
    committed = world.adoption(other, BANDUNG)
    await world.offered(committed)
    await world.do(f"officer-{BANDUNG}", committed, "commit_adoption")
    await world.recorded(other, "MilestoneReached")
    await world.offered(world.adoption(innovation, BANDUNG))
    before = await world.types(innovation)
    never = world.adoption(innovation, BANDUNG)
    names = (never, f"{never}x", committed, innovation, "adoption/x", "", "\x00", "x" * 100_000)
    for argument in (*names, 7, None, ["adoption"]):
        await world.workflow(innovation).signal(contract.ADOPTION_MOVED, argument)
    await world.do("operator", innovation, "note", text="Sesudahnya.")
    assert await world.types(innovation) == [*before, "NoteMade"]
    await world.is_well(innovation)


async def test_a_system_command_from_outside_is_refused(world: World) -> None:
    innovation = await world.proposed()
    for actor, name in ((SYSTEM, "time_reached"), ("operator", "time_reached"), (SYSTEM, "admit")):
        command, envelope = world.sealed(actor, innovation, name)
        outcome = await update(world, innovation, envelope)
        assert isinstance(outcome, RefusedCommand)
        assert (outcome.command_id, outcome.refusal.code) == (command.id, Code.SYSTEM_ONLY)
    await untouched(world, innovation)


async def test_the_answer_to_a_huge_name_of_a_command_ends_no_workflow(world: World) -> None:
    innovation = await world.proposed()
    _, envelope = world.sealed(SYSTEM, innovation, "t" * 1_850_000)
    outcome = await update(world, innovation, envelope)
    assert isinstance(outcome, RefusedCommand)
    assert len(str(outcome.refusal.facts)) < 3000
    await world.is_well(innovation)


async def test_a_signed_command_sent_to_another_stream_is_refused(world: World) -> None:
    innovation, other = await world.proposed(), await world.proposed()
    command, envelope = world.sealed("operator", other, "admit")
    outcome = await update(world, innovation, envelope)
    assert isinstance(outcome, RefusedCommand)
    assert (outcome.command_id, outcome.refusal.code) == (command.id, Code.WRONG_STREAM)
    await untouched(world, innovation)


@pytest.mark.parametrize("forge", [altered, signed_garbage, None], ids=["altered", "garbage", "of another stream"])
async def test_one_that_claims_the_id_of_a_real_one_before_and_after_it_takes_nothing_from_it(
    world: World, forge: Forge | None
) -> None:
    innovation, other = await world.proposed(), await world.proposed()
    command, envelope = world.sealed("operator", innovation, "note", text="Asli.")
    forged = forge(world, innovation) if forge else world.sealed("operator", other, "admit")[1]
    claimed = f"{command.id}-{envelope.digest()[:16]}"
    assert isinstance(await update(world, innovation, forged, id=claimed), RefusedCommand)
    outcome = await world.sender.execute(command, envelope, TIMEOUT)
    assert isinstance(outcome, Receipt)
    assert outcome.command_id == command.id
    await update(world, innovation, forged, id=claimed)
    assert await world.sender.execute(command, envelope, TIMEOUT) == outcome
    assert await world.types(innovation) == ["InnovationProposed", "NoteMade"]
    assert await world.types(other) == ["InnovationProposed"]


async def test_a_standalone_activity_is_refused(world: World) -> None:
    innovation = await world.proposed()
    _, envelope = world.sealed("operator", innovation, "admit")
    for name, argument in (
        (contract.HANDLE, Work(stream=innovation, now=now(), envelope=envelope)),
        (contract.HANDLE, Work(stream=innovation, now=now() + timedelta(days=4000))),
        (contract.LOAD, innovation),
        (contract.ENSURE_ADOPTIONS, innovation),
        (contract.SIGNAL_INNOVATION, world.adoption(innovation, BANDUNG)),
    ):
        with pytest.raises(ActivityFailureError):
            await world.client.execute_activity(
                name,
                argument,
                id=f"{innovation}-{uuid4()}",
                task_queue=world.settings.task_queue,
                start_to_close_timeout=timedelta(seconds=10),
                retry_policy=RetryPolicy(maximum_attempts=1),
            )
    await untouched(world, innovation)


async def test_nothing_runs_on_for_an_innovation_that_does_not_exist(world: World) -> None:
    for forge in FORGERIES:
        innovation = unknown()
        await signal_with_start(world, innovation, contract.SUBMIT, forge(world, innovation))
        await world.ends(innovation)
        assert isinstance(await update(world, innovation, forge(world, innovation)), RefusedCommand)
        await world.ends(innovation)
    for raw in UNDECODABLE:
        innovation = unknown()
        await signal_with_start(world, innovation, contract.SUBMIT, raw)
        await world.ends(innovation)
        with pytest.raises(WorkflowUpdateFailedError):
            await update(world, innovation, raw)
        await world.ends(innovation)

    innovation = unknown()
    adoption = world.adoption(innovation, BANDUNG)
    await signal_with_start(world, innovation, contract.ADOPTION_MOVED, adoption)
    await world.ends(innovation)
    assert await world.refused("operator", innovation, "admit") is Code.UNKNOWN_INNOVATION
    await world.ends(innovation)
    assert await world.refused(f"officer-{BANDUNG}", adoption, "commit_adoption") is Code.UNKNOWN_INNOVATION
    await world.ends(adoption)
    named_nowhere = world.adoption(await world.proposed(), BANDUNG)
    for stream in (adoption, named_nowhere):
        await signal_with_start(world, stream, contract.INNOVATION_MOVED)
        await world.ends(stream)
        assert not await world.types(stream)
    assert not await world.types(innovation)


def unknown() -> str:
    """The stream of an innovation that doesn't exist."""
    return innovation_stream(ids.innovation_id(uuid4()))


async def untouched(world: World, innovation: str) -> None:
    """Nothing was recorded since it was proposed, the workflow is well, and real people are still served."""
    assert await world.types(innovation) == ["InnovationProposed"]
    assert not await world.refusals(innovation)
    await world.is_well(innovation)
    await world.do("operator", innovation, "admit")
    assert await world.types(innovation) == ["InnovationProposed", "ProposalAdmitted"]


async def update(world: World, innovation: str, message: object, *, id: str | None = None) -> Outcome | None:
    """An update straight through Temporal's client, started if need be."""
    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        contract.INNOVATION_WORKFLOW,
        innovation,
        id=innovation,
        task_queue=world.settings.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )
    answer: Outcome | None = await world.client.execute_update_with_start_workflow(
        contract.EXECUTE,
        message,
        id=id or str(uuid4()),
        start_workflow_operation=start,
        result_type=cast(type, Outcome),
    )
    return answer


async def signal_with_start(world: World, stream: str, signal: str, *parts: object) -> None:
    """A signal straight through Temporal's client, started if need be."""
    await world.client.start_workflow(
        WORKFLOWS[stream.split("/")[0]],
        stream,
        id=stream,
        task_queue=world.settings.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        start_signal=signal,
        start_signal_args=parts,
    )
