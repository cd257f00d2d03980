"""Forgeries of whoever has a worker's key as well."""

import json
from copy import copy
from datetime import timedelta
from uuid import UUID, uuid4

from activities.command_keys import PrivateKey
from activities.contract import Envelope, RefusedCommand, Work
from activities.recording import Origin
from domain import codec
from domain.commands import SYSTEM, Command
from domain.events import Event
from domain.events import innovation as e
from domain.events.refusal import CommandRefused
from domain.keys import Keys
from domain.streams import person_stream, refusals_stream
from domain.vocabulary import Role
from engine.states import States
from proof import ids
from proof.streams import KEYS
from proof.strict_json import canonical
from tests.bundle.forgeries.table import Table
from tests.bundle.scene import NOTE, Scene
from tests.forging import REASON, STRANGER, by
from tests.furnished import key_of, now, sealed

FORGERIES = Table()


@FORGERIES.row("another type of event than the act asks for", "decided_otherwise", None)
async def _(scene: Scene) -> None:
    await scene.noted(event=e.InnovationSuspended())


@FORGERIES.row("another text than the act gives", "other_content", None)
async def _(scene: Scene) -> None:
    await scene.noted(event=e.NoteMade(text="y"))


@FORGERIES.row("another reason than the act gives", "other_content", None)
async def _(scene: Scene) -> None:
    await scene.noted(event=NOTE.model_copy(update={**by("operator", Role.OPERATOR), "reason": "Sebab lain."}))


@FORGERIES.row("an act by somebody without the role", "to_be_refused", None)
async def _(scene: Scene) -> None:
    command, envelope = scene.sealed("proposer", scene.judged, "note", text="x")
    await scene.record(scene.judged, command, envelope, NOTE)


@FORGERIES.row("an act for another version of the stream", "to_be_refused", None)
async def _(scene: Scene) -> None:
    await scene.noted(on_version=1)


@FORGERIES.row("an act of another innovation", "other_stream")
async def _(scene: Scene) -> None:
    command, envelope = scene.sealed("operator", scene.decided, "note", text="x")
    await scene.record(scene.judged, command, envelope, NOTE)


@FORGERIES.row("an act of another ledger", "other_ledger")
async def _(scene: Scene) -> None:
    elsewhere = copy(scene.signer)
    elsewhere.genesis = "ab" * 32
    command, envelope = sealed(elsewhere, "operator", scene.judged, "note", {"text": "x"})
    await scene.record(scene.judged, command, envelope, NOTE)


@FORGERIES.row("an act that is done a second time", "other_id")
async def _(scene: Scene) -> None:
    command, envelope = scene.sealed("operator", scene.judged, "note", text="x")
    for first_id in (None, uuid4()):
        await scene.record(scene.judged, command, envelope, NOTE, first_id=first_id)


@FORGERIES.row("another actor than the act was received from", "receipt_false")
async def _(scene: Scene) -> None:
    def renamed(envelope: Envelope) -> Envelope:
        act = canonical({**json.loads(envelope.act), "actor": "minister"})
        return envelope.model_copy(update={"act": act.decode()})

    basis = await scene.basis("operator", person_stream("minister"))
    await scene.noted(signed=False, reseal=renamed, basis=basis)


@FORGERIES.row("an act received with a key that isn't the service's", "received_by_other")
async def _(scene: Scene) -> None:
    def received(envelope: Envelope) -> Envelope:
        own, text = PrivateKey.generate(), envelope.act.encode()
        return own.receives(scene.signer.genesis, text, envelope.signatures, envelope.receipt.received)

    await scene.noted(reseal=received)


@FORGERIES.row("an approval under a signed rejection", "decided_otherwise", None, of="decided")
async def _(scene: Scene) -> None:
    command, envelope = scene.sealed("deputy", scene.decided, "object")
    await scene.record(scene.decided, command, envelope, e.DecisionEndorsed(), role=Role.DECISION_MAKER)


@FORGERIES.row("a decision that the rules don't give", "to_be_refused", None, of="decided")
async def _(scene: Scene) -> None:
    command, envelope = scene.sealed("minister", scene.decided, "endorse")
    await scene.record(scene.decided, command, envelope, e.DecisionEndorsed(), role=Role.DECISION_MAKER)


@FORGERIES.row("a deadline that wasn't due", "not_due", None)
async def _(scene: Scene) -> None:
    at = now()
    cause = Command(id=ids.time_id(scene.judged, at), stream=scene.judged, type="time_reached", actor=SYSTEM, at=at)
    extended, basis = e.EvaluationExtended(), {KEYS: 1}
    await scene.forger.append(
        scene.judged, Origin.cause(cause), extended, command=cause, by=scene.recorder, basis=basis
    )


@FORGERIES.row("a deadline that was left out", "left_out", None)
async def _(scene: Scene) -> None:
    await scene.office.do("operator", scene.judged, "note", text="x", at=now(), signed=False)
    at = await scene.delayed(scene.judged, timedelta(days=30))
    await scene.noted(at=at, signed=False)


@FORGERIES.row("a milestone that never happened", "not_due", None, of="adopted")
async def _(scene: Scene) -> None:
    head = await scene.forger.ledger.head(scene.adoption)
    assert head is not None
    cause = Command(
        id=ids.milestone_id(scene.adoption, head.version + 1),
        stream=scene.adopted,
        type="time_reached",
        actor=SYSTEM,
        at=now(),
    )
    reached = e.MilestoneReached(adopter="x", milestone="completed", adoption_version=head.version + 1)
    basis = {KEYS: 1, scene.adoption: head.version}
    await scene.forger.append(
        scene.adopted, Origin.cause(cause), reached, command=cause, by=scene.recorder, basis=basis
    )


@FORGERIES.row("a milestone of another innovation's adoption", "not_due", None)
async def _(scene: Scene) -> None:
    found = await scene.forger.ledger.read(scene.adopted)
    milestone = next(each for each in found if each.type == "MilestoneReached")
    genuine = json.loads(milestone.metadata)["cause"]
    cause = Command.model_validate({**genuine, "stream": scene.judged})
    reached = codec.decode(milestone.type, milestone.schema_version, milestone.data)
    head = await scene.forger.ledger.head(scene.adoption)
    assert head is not None
    last = (await scene.forger.ledger.read(scene.judged))[-1].occurred_at
    await scene.forger.append(
        scene.judged,
        Origin.cause(cause),
        reached,
        command=cause.received_at(max(cause.at, last)),
        by=scene.recorder,
        basis={KEYS: 1, scene.adoption: head.version},
    )


@FORGERIES.row("a basis that names more than was read", "other_basis", None)
async def _(scene: Scene) -> None:
    await scene.noted(basis=await scene.basis("operator", scene.decided))


@FORGERIES.row("a basis that leaves out what was read", "other_basis", None)
async def _(scene: Scene) -> None:
    basis = await scene.basis("operator")
    del basis["reference/calendar"]
    await scene.noted(basis=basis)


@FORGERIES.row("a basis that names its own stream", "own_basis")
async def _(scene: Scene) -> None:
    head = await scene.forger.ledger.head(scene.judged)
    assert head is not None
    named = {**await scene.basis("operator"), scene.judged: head.version}
    command, envelope = scene.sealed("operator", scene.judged, "note", text="x")
    said = NOTE.model_copy(update=by("operator", Role.OPERATOR))
    keys = await States(scene.forger.ledger).get(Keys, KEYS)
    drafts: list[tuple[UUID, Event]] = [(ids.event_id(command.id, 0), said)]
    new = scene.recorder.events(
        scene.judged, head.version, head.chain, keys, drafts, command, Origin.act(envelope), named
    )
    await scene.forger.record(scene.judged, *new)


@FORGERIES.row("a basis that was recorded only later", "basis_ahead", of="decided")
async def _(scene: Scene) -> None:
    stream = person_stream("operator")
    own, log = PrivateKey.generate(), "example.go.id/jejak"
    enrolment = {"key": own.key, "possession": own.possession(log, "operator")}
    await scene.office.do("administrator", stream, "enrol_key", at=now(), **enrolment)
    await scene.delayed(stream, timedelta(hours=2))
    command, envelope = scene.sealed("operator", scene.decided, "note", text="x", signed=False)
    said = NOTE.model_copy(update=by("operator", Role.OPERATOR, person_version=3))
    await scene.record(scene.decided, command, envelope, said)


@FORGERIES.row("an act that was refused, and done later", "two_outcomes")
async def _(scene: Scene) -> None:
    command, envelope = scene.sealed("operator", scene.judged, "endorse")
    work = Work(stream=scene.judged, now=now(), envelope=envelope)
    refused = (await scene.office.handler.handle(work)).outcome
    assert isinstance(refused, RefusedCommand), refused
    await scene.record(scene.judged, command, envelope, NOTE)


@FORGERIES.row("a refusal that says something else was asked", "other_content", None)
async def _(scene: Scene) -> None:
    head = await scene.forger.ledger.head(scene.judged)
    assert head is not None
    command, envelope = scene.sealed("proposer", scene.judged, "note", text="x")
    facts = {"person": "proposer", "roles": ["operator"]}
    said = CommandRefused(
        command_type="decide", actor="proposer", reason=REASON, code="role_missing", facts=facts,
        stream_version=head.version,
    )  # fmt: skip
    await scene.forger.append(
        refusals_stream(scene.judged),
        Origin.act(envelope),
        said,
        command=command,
        by=scene.recorder,
        basis=await scene.basis("proposer"),
        first_id=ids.refusal_id(command.id),
    )


@FORGERIES.row("a refusal after seeing what never was", "seen_otherwise")
async def _(scene: Scene) -> None:
    def blind(envelope: Envelope) -> Envelope:
        text = canonical({**json.loads(envelope.act), "seen": {"version": 1, "chain": "0" * 64}})
        return scene.received(envelope, key_of("operator").signs("operator", text), act=text)

    await scene.refused(scene.recorder, reseal=blind)


@FORGERIES.row("an act signed after it was received", "signed_ahead")
async def _(scene: Scene) -> None:
    def early(envelope: Envelope) -> Envelope:
        act, received = envelope.act.encode(), envelope.receipt.received - 60 * 10**6
        return scene.signer.key.receives(scene.signer.genesis, act, envelope.signatures, received)

    await scene.noted(reseal=early)


@FORGERIES.row("a command that was hoarded for two days", "expired")
async def _(scene: Scene) -> None:
    at = now() - timedelta(days=2)
    command, envelope = scene.sealed("operator", scene.judged, "note", text="x", at=at)
    last = (await scene.forger.ledger.read(scene.judged))[-1]
    await scene.record(scene.judged, command.received_at(last.occurred_at), envelope, NOTE)


@FORGERIES.row("a command dated back", "other_instant")
async def _(scene: Scene) -> None:
    await scene.noted(at=now() - timedelta(hours=3), signed=False)


@FORGERIES.row("a command from the future", "early")
async def _(scene: Scene) -> None:
    await scene.noted(at=now() + timedelta(hours=3))


@FORGERIES.row("what somebody signed after seeing something else", "seen_otherwise")
async def _(scene: Scene) -> None:
    def blind(envelope: Envelope) -> Envelope:
        text = canonical({**json.loads(envelope.act), "seen": {"version": 1, "chain": "0" * 64}})
        return scene.received(envelope, key_of("operator").signs("operator", text), act=text)

    await scene.noted(reseal=blind)


@FORGERIES.row("a basis of two hours ago", "stale")
async def _(scene: Scene) -> None:
    await scene.delayed(scene.judged, timedelta(hours=2))
    await scene.noted(basis={**await scene.basis("operator"), person_stream("operator"): 1}, signed=False)


@FORGERIES.row("a basis that never was", "basis_missing")
async def _(scene: Scene) -> None:
    await scene.noted(basis={**await scene.basis("operator"), person_stream("operator"): 7})


@FORGERIES.row("a refusal that the rules don't give", "to_be_accepted", None)
async def _(scene: Scene) -> None:
    await scene.refused(scene.recorder)


@FORGERIES.row("a refusal signed with a key that isn't the ledger's", "decided_by_other")
async def _(scene: Scene) -> None:
    await scene.refused(STRANGER)


@FORGERIES.row("a command that was done, and is refused as well", "two_outcomes")
async def _(scene: Scene) -> None:
    id = uuid4()
    await scene.office.do("operator", scene.judged, "note", id=id, text="x", at=now(), reason=REASON)
    await scene.refused(scene.recorder, id=id)


@FORGERIES.row("a refusal for an id that was never used before", "not_reused", None)
async def _(scene: Scene) -> None:
    await scene.refused(scene.recorder, code="command_id_reused")
