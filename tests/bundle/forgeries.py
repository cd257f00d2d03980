"""The table of forgeries: what somebody records who may append, with the keys that they have, and what finds it."""

import json
from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from activities.command_keys import PrivateKey
from activities.contract import Envelope, RefusedCommand, Work
from activities.recording import Origin, Recorder
from domain import codec
from domain.commands import SYSTEM, Command
from domain.editions import content_hash
from domain.events import Event
from domain.events import innovation as e
from domain.events.administration import EditionPublished, KeyEnrolled, KeyPublished, RoleGranted, ServiceKeyRetired
from domain.events.amendments import AmendmentAccepted, AmendmentProposed
from domain.events.refusal import CommandRefused
from domain.grants import Grant, Post
from domain.keys import Assertion, Keys, ServiceKey
from domain.streams import AGENCIES, edition_stream, person_stream, refusals_stream
from domain.vocabulary import Capacity, Purpose, Role
from domain.waits import Wait, WaitKind
from engine.states import States
from ledger.model import NewEvent
from proof import ids
from proof.passkeys import ELIGIBLE, PRESENT, VERIFIED, challenge
from proof.streams import KEYS
from proof.strict_json import canonical
from tests.authenticator import Passkey
from tests.bundle.scene import EDITION, NOTE, Scene
from tests.domain.world import POST
from tests.forging import REASON, STRANGER, by, saying
from tests.furnished import BANDUNG, edition, key_of, now, sealed

SMALL_ORDER = "01" + "00" * 31
"""A public key under which one signature fits any text."""

Forge = Callable[[Scene], Awaitable[None]]


@dataclass(frozen=True)
class Forgery:
    """What was done, to which innovation, and why it is found."""

    name: str
    forge: Forge
    reason: str
    """With the rules: in the ledger, and by whoever decides again."""
    bare: str | None
    """Without them, in a bundle alone; None where it takes the rules."""
    of: str

    def __str__(self) -> str:
        return self.name


FORGERIES: list[Forgery] = []


def forgery(name: str, reason: str, bare: str | None = "", *, of: str = "judged") -> Callable[[Forge], Forge]:
    """Puts a row into the table; `bare` is the reason as well, unless it is said."""

    def put(forge: Forge) -> Forge:
        FORGERIES.append(Forgery(name, forge, reason, reason if bare == "" else bare, of))
        return forge

    return put


# ---- with the worker's login alone


@forgery("an event without a command", "no_act")
async def _(scene: Scene) -> None:
    await scene.forger.record(scene.judged, NewEvent(uuid4(), "NoteMade", 1, now(), b"{}", codec.encode(NOTE)))


@forgery("an event under an earlier command, as its next", "no_act")
async def _(scene: Scene) -> None:
    last = (await scene.forger.ledger.read(scene.judged))[-1]
    command = json.loads(last.metadata)["act"]["id"]
    metadata = canonical({"command_id": command, "n": 1})
    event_id = ids.event_id(UUID(command), 1)
    await scene.forger.record(scene.judged, NewEvent(event_id, "NoteMade", 1, now(), metadata, codec.encode(NOTE)))


@forgery("a decision of another innovation, copied", "other_stream", of="decided")
async def _(scene: Scene) -> None:
    last = (await scene.forger.ledger.read(scene.judged))[-1]
    fields = (last.event_id, last.type, last.schema_version, last.occurred_at, last.metadata, last.data)
    await scene.forger.record(scene.decided, NewEvent(*fields))


@forgery("a decision signed with a key that isn't the ledger's", "decided_by_other")
async def _(scene: Scene) -> None:
    await scene.noted(by_key=STRANGER)


@forgery("a genuine act under a false decision", "decision_false")
async def _(scene: Scene) -> None:
    await scene.noted(by_key=STRANGER, change=saying(worker=scene.recorder.key))


@forgery("metadata that isn't in its one writing", "no_act")
async def _(scene: Scene) -> None:
    await scene.noted(change=lambda event: replace(event, metadata=event.metadata.replace(b":", b": ", 1)))


@forgery("a decision whose last event was removed before it was sealed", "cut_off", of="decided")
async def _(scene: Scene) -> None:
    for evaluator in ("evaluator-1", "evaluator-2"):  # the second loses the quorum, which reopens the evaluation
        await scene.office.do(evaluator, scene.decided, "declare_conflict")
    *_, previous, last = await scene.forger.ledger.read(scene.decided)
    await scene.owner.execute("SET session_replication_role = replica")
    for table in ("events", "unsealed"):
        delete = f"DELETE FROM jejak.{table} WHERE stream_id = $1 AND version = $2"
        await scene.owner.execute(delete, scene.decided, last.version)
    head = "UPDATE jejak.streams SET version = $2, head = $3 WHERE stream_id = $1"
    await scene.owner.execute(head, scene.decided, previous.version, previous.chain)


# ---- with a worker's key as well


@forgery("another type of event than the act asks for", "decided_otherwise", None)
async def _(scene: Scene) -> None:
    await scene.noted(event=e.InnovationSuspended())


@forgery("another text than the act gives", "other_content", None)
async def _(scene: Scene) -> None:
    await scene.noted(event=e.NoteMade(text="y"))


@forgery("another reason than the act gives", "other_content", None)
async def _(scene: Scene) -> None:
    await scene.noted(event=NOTE.model_copy(update={**by("operator", Role.OPERATOR), "reason": "Sebab lain."}))


@forgery("an act by somebody without the role", "to_be_refused", None)
async def _(scene: Scene) -> None:
    command, envelope = scene.sealed("proposer", scene.judged, "note", text="x")
    await scene.record(scene.judged, command, envelope, NOTE)


@forgery("an act for another version of the stream", "to_be_refused", None)
async def _(scene: Scene) -> None:
    await scene.noted(on_version=1)


@forgery("an act of another innovation", "other_stream")
async def _(scene: Scene) -> None:
    command, envelope = scene.sealed("operator", scene.decided, "note", text="x")
    await scene.record(scene.judged, command, envelope, NOTE)


@forgery("an act of another ledger", "other_ledger")
async def _(scene: Scene) -> None:
    elsewhere = copy(scene.signer)
    elsewhere.genesis = "ab" * 32
    command, envelope = sealed(elsewhere, "operator", scene.judged, "note", {"text": "x"})
    await scene.record(scene.judged, command, envelope, NOTE)


@forgery("an act that is done a second time", "other_id")
async def _(scene: Scene) -> None:
    command, envelope = scene.sealed("operator", scene.judged, "note", text="x")
    for first_id in (None, uuid4()):
        await scene.record(scene.judged, command, envelope, NOTE, first_id=first_id)


@forgery("another actor than the act was received from", "receipt_false")
async def _(scene: Scene) -> None:
    def renamed(envelope: Envelope) -> Envelope:
        act = canonical({**json.loads(envelope.act), "actor": "minister"})
        return envelope.model_copy(update={"act": act.decode()})

    basis = await scene.basis("operator", person_stream("minister"))
    await scene.noted(signed=False, reseal=renamed, basis=basis)


@forgery("an act received with a key that isn't the service's", "received_by_other")
async def _(scene: Scene) -> None:
    def received(envelope: Envelope) -> Envelope:
        own, text = PrivateKey.generate(), envelope.act.encode()
        return own.receives(scene.signer.genesis, text, envelope.signatures, envelope.receipt.received)

    await scene.noted(reseal=received)


@forgery("an approval under a signed rejection", "decided_otherwise", None, of="decided")
async def _(scene: Scene) -> None:
    command, envelope = scene.sealed("deputy", scene.decided, "object")
    await scene.record(scene.decided, command, envelope, e.DecisionEndorsed(), role=Role.DECISION_MAKER)


@forgery("a decision that the rules don't give", "to_be_refused", None, of="decided")
async def _(scene: Scene) -> None:
    command, envelope = scene.sealed("minister", scene.decided, "endorse")
    await scene.record(scene.decided, command, envelope, e.DecisionEndorsed(), role=Role.DECISION_MAKER)


@forgery("a deadline that wasn't due", "not_due", None)
async def _(scene: Scene) -> None:
    at = now()
    cause = Command(id=ids.time_id(scene.judged, at), stream=scene.judged, type="time_reached", actor=SYSTEM, at=at)
    extended, basis = e.EvaluationExtended(), {KEYS: 1}
    await scene.forger.append(
        scene.judged, Origin.cause(cause), extended, command=cause, by=scene.recorder, basis=basis
    )


@forgery("a deadline that was left out", "left_out", None)
async def _(scene: Scene) -> None:
    await scene.office.do("operator", scene.judged, "note", text="x", at=now(), signed=False)
    at = await scene.delayed(scene.judged, timedelta(days=30))
    await scene.noted(at=at, signed=False)


@forgery("a milestone that never happened", "not_due", None, of="adopted")
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


@forgery("a milestone of another innovation's adoption", "not_due", None)
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


@forgery("a basis that names more than was read", "other_basis", None)
async def _(scene: Scene) -> None:
    await scene.noted(basis=await scene.basis("operator", scene.decided))


@forgery("a basis that leaves out what was read", "other_basis", None)
async def _(scene: Scene) -> None:
    basis = await scene.basis("operator")
    del basis["reference/calendar"]
    await scene.noted(basis=basis)


@forgery("a basis that names its own stream", "own_basis")
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


@forgery("a basis that was recorded only later", "basis_ahead", of="decided")
async def _(scene: Scene) -> None:
    stream = person_stream("operator")
    own, log = PrivateKey.generate(), "example.go.id/jejak"
    enrolment = {"key": own.key, "possession": own.possession(log, "operator")}
    await scene.office.do("administrator", stream, "enrol_key", at=now(), **enrolment)
    await scene.delayed(stream, timedelta(hours=2))
    command, envelope = scene.sealed("operator", scene.decided, "note", text="x", signed=False)
    said = NOTE.model_copy(update=by("operator", Role.OPERATOR, person_version=3))
    await scene.record(scene.decided, command, envelope, said)


@forgery("an act that was refused, and done later", "two_outcomes")
async def _(scene: Scene) -> None:
    command, envelope = scene.sealed("operator", scene.judged, "endorse")
    work = Work(stream=scene.judged, now=now(), envelope=envelope)
    refused = (await scene.office.handler.handle(work)).outcome
    assert isinstance(refused, RefusedCommand), refused
    await scene.record(scene.judged, command, envelope, NOTE)


@forgery("a refusal that says something else was asked", "other_content", None)
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


@forgery("a refusal after seeing what never was", "seen_otherwise")
async def _(scene: Scene) -> None:
    def blind(envelope: Envelope) -> Envelope:
        text = canonical({**json.loads(envelope.act), "seen": {"version": 1, "chain": "0" * 64}})
        return scene.received(envelope, key_of("operator").signs("operator", text), act=text)

    await scene.refused(scene.recorder, reseal=blind)


@forgery("an act signed after it was received", "signed_ahead")
async def _(scene: Scene) -> None:
    def early(envelope: Envelope) -> Envelope:
        act, received = envelope.act.encode(), envelope.receipt.received - 60 * 10**6
        return scene.signer.key.receives(scene.signer.genesis, act, envelope.signatures, received)

    await scene.noted(reseal=early)


@forgery("a command that was hoarded for two days", "expired")
async def _(scene: Scene) -> None:
    at = now() - timedelta(days=2)
    command, envelope = scene.sealed("operator", scene.judged, "note", text="x", at=at)
    last = (await scene.forger.ledger.read(scene.judged))[-1]
    await scene.record(scene.judged, command.received_at(last.occurred_at), envelope, NOTE)


@forgery("a command dated back", "other_instant")
async def _(scene: Scene) -> None:
    await scene.noted(at=now() - timedelta(hours=3), signed=False)


@forgery("a command from the future", "early")
async def _(scene: Scene) -> None:
    await scene.noted(at=now() + timedelta(hours=3))


@forgery("what somebody signed after seeing something else", "seen_otherwise")
async def _(scene: Scene) -> None:
    def blind(envelope: Envelope) -> Envelope:
        text = canonical({**json.loads(envelope.act), "seen": {"version": 1, "chain": "0" * 64}})
        return scene.received(envelope, key_of("operator").signs("operator", text), act=text)

    await scene.noted(reseal=blind)


@forgery("a basis of two hours ago", "stale")
async def _(scene: Scene) -> None:
    await scene.delayed(scene.judged, timedelta(hours=2))
    await scene.noted(basis={**await scene.basis("operator"), person_stream("operator"): 1}, signed=False)


@forgery("a basis that never was", "basis_missing")
async def _(scene: Scene) -> None:
    await scene.noted(basis={**await scene.basis("operator"), person_stream("operator"): 7})


@forgery("a refusal that the rules don't give", "to_be_accepted", None)
async def _(scene: Scene) -> None:
    await scene.refused(scene.recorder)


@forgery("a refusal signed with a key that isn't the ledger's", "decided_by_other")
async def _(scene: Scene) -> None:
    await scene.refused(STRANGER)


@forgery("a command that was done, and is refused as well", "two_outcomes")
async def _(scene: Scene) -> None:
    id = uuid4()
    await scene.office.do("operator", scene.judged, "note", id=id, text="x", at=now(), reason=REASON)
    await scene.refused(scene.recorder, id=id)


@forgery("a refusal for an id that was never used before", "not_reused", None)
async def _(scene: Scene) -> None:
    await scene.refused(scene.recorder, code="command_id_reused")


# ---- the same, of amendments


@forgery("an amendment accepted otherwise than it was proposed", "other_content", None)
async def _(scene: Scene) -> None:
    accepted = await scene.amended()
    other = accepted.statement.model_copy(update={"total": Decimal(99)})
    await scene.accepted(accepted.model_copy(update={"statement": other}))


@forgery("an amendment accepted by its own author", "to_be_refused", None, of="decided")
async def _(scene: Scene) -> None:
    await scene.office.do("deputy", scene.decided, "endorse", at=now())
    for name, hours in (("plan_waves", 10), ("amend_waves", 20)):
        waves = [{"opens_after": f"PT{hours}H", "adopters": [BANDUNG]}]
        await scene.office.do("operator", scene.decided, name, waves=waves, at=now())
    *_, (planned, planned_at), (proposed, at) = await scene.office.events(scene.decided)
    assert isinstance(proposed, AmendmentProposed)
    opens = (Wait(kind=WaitKind.WAVE_OPENS, subject="1", due_at=planned_at + timedelta(hours=20)),)
    said = AmendmentAccepted(
        number=1, proposed_by="operator", statement=proposed.statement, opens=opens, calendar=planned.calendar
    )
    command, envelope = scene.sealed("operator", scene.decided, "accept_amendment", amendment=1)
    await scene.record(scene.decided, command.received_at(max(command.at, at)), envelope, said)


@forgery("an amendment accepted in another capacity", "other_content", None)
async def _(scene: Scene) -> None:
    accepted = await scene.amended()
    acting = by("operator", Role.OPERATOR)
    judging = acting["by"].model_copy(update={"capacity": Capacity.JUDGING})
    await scene.accepted(accepted.model_copy(update={**acting, "by": judging}))


@forgery("an amendment accepted in another post than was chosen", "other_content", None)
async def _(scene: Scene) -> None:
    accepted, stream = await scene.amended(), person_stream("operator")
    another = {"role": "operator", "agency": "kemendagri", "post": POST}
    await scene.office.do("administrator", stream, "grant_role", **another, at=now())
    acting = by("operator", Role.OPERATOR, person_version=3)
    other = acting["by"].model_copy(update={"grant": "operator-2"})
    await scene.accepted(accepted.model_copy(update={**acting, "by": other}), grant="operator-1")


@forgery("an amendment accepted without the register of agencies", "other_basis", None)
async def _(scene: Scene) -> None:
    accepted = await scene.amended()
    basis = await scene.basis("operator")
    del basis[AGENCIES]
    await scene.accepted(accepted, basis=basis)


@forgery("an amendment accepted by a register of two hours ago", "stale")
async def _(scene: Scene) -> None:
    accepted = await scene.amended()
    basis = await scene.basis("operator")
    renamed = {"agency": "kemendagri", "to": "Kementerian Lain", "confirmed_by": "administrator-2"}
    await scene.office.do("administrator", AGENCIES, "rename_agency", **renamed, at=now())
    await scene.delayed(scene.judged, timedelta(hours=2))
    await scene.accepted(accepted, basis=basis)


# ---- with the service's key as well: what a person's own signature stops


@forgery("a score without the evaluator's own signature", "to_be_refused", None)
async def _(scene: Scene) -> None:
    await scene.scored(signed=False)


@forgery("a score signed by another evaluator", "other_signatory")
async def _(scene: Scene) -> None:
    other = "evaluator-2"
    await scene.scored(
        reseal=lambda envelope: scene.received(envelope, key_of(other).signs(other, envelope.act.encode()))
    )


@forgery("a score signed with a key that nobody enrolled", "to_be_refused", "signed_by_other")
async def _(scene: Scene) -> None:
    own = PrivateKey.generate()
    await scene.scored(
        reseal=lambda envelope: scene.received(envelope, own.signs("evaluator-1", envelope.act.encode()))
    )


@forgery("a score signed with a key that was retired", "to_be_refused", "signed_by_other")
async def _(scene: Scene) -> None:
    stream, key = person_stream("evaluator-1"), key_of("evaluator-1").key
    await scene.office.do("administrator", stream, "retire_key", key=key, at=now(), reason=REASON)
    await scene.scored()


@forgery("a signature over another text", "signature_false")
async def _(scene: Scene) -> None:
    await scene.scored(
        reseal=lambda envelope: scene.received(
            envelope, key_of("evaluator-1").signs("evaluator-1", envelope.act.encode() + b" ")
        )
    )


@forgery("a role granted without a signature, and what it was for", "to_be_refused", None)
async def _(scene: Scene) -> None:
    stream, payload = person_stream("penyusup"), {"role": "operator", "agency": "kemenpanrb", "post": POST}
    command, envelope = scene.sealed("administrator", stream, "grant_role", signed=False, **payload)
    grant = Grant(id="operator-1", role=Role.OPERATOR, agency="kemenpanrb", post=Post(**POST), valid_from=command.at)
    await scene.record(stream, command, envelope, RoleGranted(grant=grant), role=Role.ADMINISTRATOR)
    command, envelope = scene.sealed("penyusup", scene.judged, "note", text="x", signed=False)
    said = NOTE.model_copy(update=by("penyusup", Role.OPERATOR, person_version=1))
    await scene.record(scene.judged, command, envelope, said)


@forgery("a laxer edition, published by one person", "to_be_refused", None)
async def _(scene: Scene) -> None:
    stream, content = edition_stream(EDITION), edition(EDITION).replace("passing_grade = 85", "passing_grade = 5")
    command, both = scene.sealed("administrator", stream, "publish_edition", content=content)
    event = EditionPublished(name=EDITION, content=content, sha256=content_hash(content))
    alone = scene.received(both, both.signatures[0])
    await scene.record(stream, command, alone, event, role=Role.ADMINISTRATOR)
    await scene.office.do("operator", scene.judged, "note", text="x", at=now(), reason=REASON)


@forgery("a worker's key published by nobody, and what it decides", "not_due", None)
async def _(scene: Scene) -> None:
    key = PrivateKey.generate()
    possession = key.possession("example.go.id/jejak", Purpose.DECISIONS)
    published = KeyPublished(key=ServiceKey(purpose=Purpose.DECISIONS, key=key.key, possession=possession))
    cause = Command(id=uuid4(), stream=KEYS, type="time_reached", actor=SYSTEM, at=now())
    await scene.forger.append(KEYS, Origin.cause(cause), published, command=cause, by=scene.recorder)
    await scene.noted(by_key=Recorder(key))


@forgery("a weak key under which anything is signed", "to_be_refused", "not_possessed")
async def _(scene: Scene) -> None:
    weak = ServiceKey(purpose=Purpose.RECEIPTS, key=SMALL_ORDER, possession="AQ" + "A" * 84 + "==")
    command, envelope = scene.sealed("administrator", KEYS, "publish_key", **weak.model_dump(mode="json"))
    basis = await scene.basis("administrator", person_stream("administrator-2"))
    await scene.record(KEYS, command, envelope, KeyPublished(key=weak), role=Role.ADMINISTRATOR, basis=basis)
    await scene.noted()


@forgery("the last of the workers' keys retired", "to_be_refused", None)
async def _(scene: Scene) -> None:
    key = scene.recorder.key
    command, envelope = scene.sealed("administrator", KEYS, "retire_service_key", key=key)
    basis = await scene.basis("administrator", person_stream("administrator-2"))
    await scene.record(KEYS, command, envelope, ServiceKeyRetired(key=key), role=Role.ADMINISTRATOR, basis=basis)


# ---- the same, of passkeys

PASSKEY, OTHERS = Passkey(), Passkey()


async def enrolled(scene: Scene, person: str = "evaluator-1", passkey: Passkey = PASSKEY) -> None:
    """Two administrators enrol somebody's passkey."""
    enrolment = passkey.enrolment("example.go.id/jejak", person)
    await scene.office.do("administrator", person_stream(person), "enrol_key", at=now(), reason=REASON, **enrolment)


async def scored_by(scene: Scene, passkey: Passkey, **changed: Any) -> None:
    """Record a sheet under an evaluator's act, signed with a passkey; `changed` is what is otherwise in that."""
    await scene.scored(
        reseal=lambda envelope: scene.received(envelope, passkey.signs("evaluator-1", envelope.act.encode(), **changed))
    )


def signed_falsely(name: str, **changed: Any) -> None:
    """Puts a row into the table: a score under an assertion in which something is otherwise."""

    @forgery(f"a score under a passkey's assertion {name}", "signature_false")
    async def _(scene: Scene) -> None:
        await enrolled(scene)
        await scored_by(scene, PASSKEY, **changed)


signed_falsely("for another site", rp="evil.example")
signed_falsely("from another origin", origin="https://evil.example")
signed_falsely("within another site's page", crossOrigin=True)
signed_falsely("by somebody who wasn't verified", flags=PRESENT | ELIGIBLE)
signed_falsely("by nobody who was there", flags=VERIFIED | ELIGIBLE)
signed_falsely("that registers", type="webauthn.create")
signed_falsely("of another challenge", challenge=challenge("00" * 32, b"x"))


@forgery("a score under a passkey's assertion of another text", "signature_false")
async def _(scene: Scene) -> None:
    await enrolled(scene)
    await scene.scored(
        reseal=lambda envelope: scene.received(
            envelope, PASSKEY.signs("evaluator-1", envelope.act.encode().replace(b"90", b"91"))
        )
    )


@forgery("a score under a passkey's assertion with another nonce", "signature_false")
async def _(scene: Scene) -> None:
    await enrolled(scene)

    def replayed(envelope: Envelope) -> Envelope:
        own = PASSKEY.signs("evaluator-1", envelope.act.encode())
        assert isinstance(own.signature, Assertion)
        other = own.signature.model_copy(update={"nonce": "11" * 32})
        return scene.received(envelope, own.model_copy(update={"signature": other}))

    await scene.scored(reseal=replayed)


@forgery("a score under a passkey that says that it is another", "signature_false")
async def _(scene: Scene) -> None:
    await enrolled(scene)

    def renamed(envelope: Envelope) -> Envelope:
        own = OTHERS.signs("evaluator-1", envelope.act.encode())
        return scene.received(envelope, own.model_copy(update={"key": PASSKEY.key}))

    await scene.scored(reseal=renamed)


@forgery("a score signed with another evaluator's passkey", "to_be_refused", "signed_by_other")
async def _(scene: Scene) -> None:
    await enrolled(scene)
    await enrolled(scene, "evaluator-2", OTHERS)
    await scored_by(scene, OTHERS)


@forgery("a score signed with a passkey that was retired", "to_be_refused", "signed_by_other")
async def _(scene: Scene) -> None:
    await enrolled(scene)
    stream = person_stream("evaluator-1")
    await scene.office.do("administrator", stream, "retire_key", key=PASSKEY.key, at=now(), reason=REASON)
    await scored_by(scene, PASSKEY)


@forgery("a score signed with a passkey that was enrolled later", "to_be_refused", "signed_by_other")
async def _(scene: Scene) -> None:
    await scored_by(scene, PASSKEY)
    await enrolled(scene)


@forgery("a passkey enrolled that signed that it is another's", "to_be_refused", "not_possessed")
async def _(scene: Scene) -> None:
    stream, enrolment = person_stream("operator"), PASSKEY.enrolment("example.go.id/jejak", "evaluator-2")
    command, envelope = scene.sealed("administrator", stream, "enrol_key", **enrolment)
    basis = await scene.basis("administrator", person_stream("administrator-2"))
    event = KeyEnrolled.model_validate(enrolment)
    await scene.record(stream, command, envelope, event, role=Role.ADMINISTRATOR, basis=basis)
    await scene.noted(
        event=NOTE.model_copy(update=by("operator", Role.OPERATOR, person_version=3)),
        reseal=lambda envelope: scene.received(envelope, PASSKEY.signs("operator", envelope.act.encode())),
    )
