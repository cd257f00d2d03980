"""Forgeries with the service's key as well: what a person's own signature stops."""

from uuid import uuid4

from activities.command_keys import PrivateKey
from activities.recording import Origin, Recorder
from domain.commands import SYSTEM, Command
from domain.editions import content_hash
from domain.events.administration import EditionPublished, KeyPublished, RoleGranted, ServiceKeyRetired
from domain.grants import Grant, Post
from domain.keys import ServiceKey
from domain.streams import edition_stream, person_stream
from domain.vocabulary import Purpose, Role
from proof.streams import KEYS
from tests.bundle.forgeries.table import Table
from tests.bundle.scene import EDITION, NOTE, Scene
from tests.domain.world import POST
from tests.forging import REASON, by
from tests.furnished import edition, key_of, now

SMALL_ORDER = "01" + "00" * 31
"""A public key under which one signature fits any text."""

FORGERIES = Table()


@FORGERIES.row("a score without the evaluator's own signature", "to_be_refused", None)
async def _(scene: Scene) -> None:
    await scene.scored(signed=False)


@FORGERIES.row("a score signed by another evaluator", "other_signatory")
async def _(scene: Scene) -> None:
    other = "evaluator-2"
    await scene.scored(
        reseal=lambda envelope: scene.received(envelope, key_of(other).signs(other, envelope.act.encode()))
    )


@FORGERIES.row("a score signed with a key that nobody enrolled", "to_be_refused", "signed_by_other")
async def _(scene: Scene) -> None:
    own = PrivateKey.generate()
    await scene.scored(
        reseal=lambda envelope: scene.received(envelope, own.signs("evaluator-1", envelope.act.encode()))
    )


@FORGERIES.row("a score signed with a key that was retired", "to_be_refused", "signed_by_other")
async def _(scene: Scene) -> None:
    stream, key = person_stream("evaluator-1"), key_of("evaluator-1").key
    await scene.office.do("administrator", stream, "retire_key", key=key, at=now(), reason=REASON)
    await scene.scored()


@FORGERIES.row("a signature over another text", "signature_false")
async def _(scene: Scene) -> None:
    await scene.scored(
        reseal=lambda envelope: scene.received(
            envelope, key_of("evaluator-1").signs("evaluator-1", envelope.act.encode() + b" ")
        )
    )


@FORGERIES.row("a role granted without a signature, and what it was for", "to_be_refused", None)
async def _(scene: Scene) -> None:
    stream, payload = person_stream("penyusup"), {"role": "operator", "agency": "kemenpanrb", "post": POST}
    command, envelope = scene.sealed("administrator", stream, "grant_role", signed=False, **payload)
    grant = Grant(id="operator-1", role=Role.OPERATOR, agency="kemenpanrb", post=Post(**POST), valid_from=command.at)
    await scene.record(stream, command, envelope, RoleGranted(grant=grant), role=Role.ADMINISTRATOR)
    command, envelope = scene.sealed("penyusup", scene.judged, "note", text="x", signed=False)
    said = NOTE.model_copy(update=by("penyusup", Role.OPERATOR, person_version=1))
    await scene.record(scene.judged, command, envelope, said)


@FORGERIES.row("a laxer edition, published by one person", "to_be_refused", None)
async def _(scene: Scene) -> None:
    stream, content = edition_stream(EDITION), edition(EDITION).replace("passing_grade = 85", "passing_grade = 5")
    command, both = scene.sealed("administrator", stream, "publish_edition", content=content)
    event = EditionPublished(name=EDITION, content=content, sha256=content_hash(content))
    alone = scene.received(both, both.signatures[0])
    await scene.record(stream, command, alone, event, role=Role.ADMINISTRATOR)
    await scene.office.do("operator", scene.judged, "note", text="x", at=now(), reason=REASON)


@FORGERIES.row("a worker's key published by nobody, and what it decides", "not_due", None)
async def _(scene: Scene) -> None:
    key = PrivateKey.generate()
    possession = key.possession("example.go.id/jejak", Purpose.DECISIONS)
    published = KeyPublished(key=ServiceKey(purpose=Purpose.DECISIONS, key=key.key, possession=possession))
    cause = Command(id=uuid4(), stream=KEYS, type="time_reached", actor=SYSTEM, at=now())
    await scene.forger.append(KEYS, Origin.cause(cause), published, command=cause, by=scene.recorder)
    await scene.noted(by_key=Recorder(key))


@FORGERIES.row("a weak key under which anything is signed", "to_be_refused", "not_possessed")
async def _(scene: Scene) -> None:
    weak = ServiceKey(purpose=Purpose.RECEIPTS, key=SMALL_ORDER, possession="AQ" + "A" * 84 + "==")
    command, envelope = scene.sealed("administrator", KEYS, "publish_key", **weak.model_dump(mode="json"))
    basis = await scene.basis("administrator", person_stream("administrator-2"))
    await scene.record(KEYS, command, envelope, KeyPublished(key=weak), role=Role.ADMINISTRATOR, basis=basis)
    await scene.noted()


@FORGERIES.row("the last of the workers' keys retired", "to_be_refused", None)
async def _(scene: Scene) -> None:
    key = scene.recorder.key
    command, envelope = scene.sealed("administrator", KEYS, "retire_service_key", key=key)
    basis = await scene.basis("administrator", person_stream("administrator-2"))
    await scene.record(KEYS, command, envelope, ServiceKeyRetired(key=key), role=Role.ADMINISTRATOR, basis=basis)
