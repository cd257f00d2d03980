"""The same forgeries, where a person signs with a passkey."""

from typing import Any

from activities.contract import Envelope
from domain.events.administration import KeyEnrolled
from domain.keys import Assertion
from domain.streams import person_stream
from domain.vocabulary import Role
from proof.passkeys import ELIGIBLE, PRESENT, VERIFIED, challenge
from tests.authenticator import Passkey
from tests.bundle.forgeries.table import Table
from tests.bundle.scene import NOTE, Scene
from tests.forging import REASON, by
from tests.furnished import now

FORGERIES = Table()


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

    @FORGERIES.row(f"a score under a passkey's assertion {name}", "signature_false")
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


@FORGERIES.row("a score under a passkey's assertion of another text", "signature_false")
async def _(scene: Scene) -> None:
    await enrolled(scene)
    await scene.scored(
        reseal=lambda envelope: scene.received(
            envelope, PASSKEY.signs("evaluator-1", envelope.act.encode().replace(b"90", b"91"))
        )
    )


@FORGERIES.row("a score under a passkey's assertion with another nonce", "signature_false")
async def _(scene: Scene) -> None:
    await enrolled(scene)

    def replayed(envelope: Envelope) -> Envelope:
        own = PASSKEY.signs("evaluator-1", envelope.act.encode())
        assert isinstance(own.signature, Assertion)
        other = own.signature.model_copy(update={"nonce": "11" * 32})
        return scene.received(envelope, own.model_copy(update={"signature": other}))

    await scene.scored(reseal=replayed)


@FORGERIES.row("a score under a passkey that says that it is another", "signature_false")
async def _(scene: Scene) -> None:
    await enrolled(scene)

    def renamed(envelope: Envelope) -> Envelope:
        own = OTHERS.signs("evaluator-1", envelope.act.encode())
        return scene.received(envelope, own.model_copy(update={"key": PASSKEY.key}))

    await scene.scored(reseal=renamed)


@FORGERIES.row("a score signed with another evaluator's passkey", "to_be_refused", "signed_by_other")
async def _(scene: Scene) -> None:
    await enrolled(scene)
    await enrolled(scene, "evaluator-2", OTHERS)
    await scored_by(scene, OTHERS)


@FORGERIES.row("a score signed with a passkey that was retired", "to_be_refused", "signed_by_other")
async def _(scene: Scene) -> None:
    await enrolled(scene)
    stream = person_stream("evaluator-1")
    await scene.office.do("administrator", stream, "retire_key", key=PASSKEY.key, at=now(), reason=REASON)
    await scored_by(scene, PASSKEY)


@FORGERIES.row("a score signed with a passkey that was enrolled later", "to_be_refused", "signed_by_other")
async def _(scene: Scene) -> None:
    await scored_by(scene, PASSKEY)
    await enrolled(scene)


@FORGERIES.row("a passkey enrolled that signed that it is another's", "to_be_refused", "not_possessed")
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
