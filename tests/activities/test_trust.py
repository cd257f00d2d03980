"""What a worker trusts: receipts by the ledger's keys over acts that their persons signed, and nothing else."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import ValidationError

from activities.command_keys import BadKey, PrivateKey
from activities.contract import LARGEST_ENVELOPE, AdoptionStream, Envelope, RefusedCommand
from activities.handling import UntrustedWorker
from activities.recording import Recorder
from domain.progress import Progress
from domain.refusals import Code
from tests.activities.office import PROPOSAL, Office
from tests.domain.world import POST
from tests.forms import sheet
from tests.furnished import key_of

Change = Callable[[dict[str, Any]], None]


def forged(envelope: Envelope, **changes: Any) -> Envelope:
    """An envelope with other parts."""
    return Envelope.model_validate({**envelope.model_dump(), **changes})


def receipt_of(envelope: Envelope, **changes: Any) -> dict[str, Any]:
    return {**envelope.receipt.model_dump(), **changes}


async def answer(office: Office, stream: str, envelope: Envelope) -> tuple[Code, Any]:
    handled = await office.work(stream, envelope=envelope)
    assert handled.outcome is not None
    assert handled.outcome.kind == "refusal", handled.outcome
    return handled.outcome.refusal.code, handled.outcome.command_id


async def test_no_part_of_an_act_can_be_changed(office: Office) -> None:
    stream = await office.proposed()
    _, envelope = office.sealed("operator", stream, "admit")
    _, other = office.sealed("operator", stream, "note", text="Lain.")
    act = json.loads(envelope.act)
    own = envelope.signatures[0].model_dump()
    attempts = [
        forged(envelope, act=other.act),
        forged(envelope, act=envelope.act.replace("admit", "reject")),
        forged(envelope, act=" " + envelope.act),
        forged(envelope, act=json.dumps(act)),
        forged(envelope, act=envelope.act.replace('"actor"', '"actor":"x","actor"')),
        forged(envelope, receipt=other.receipt.model_dump()),
        forged(envelope, receipt=receipt_of(envelope, received=envelope.receipt.received - 1)),
        forged(envelope, receipt=receipt_of(envelope, key=key_of("operator").key)),
        forged(envelope, signatures=()),
        forged(envelope, signatures=[{**own, "person": "minister"}]),
        forged(envelope, signatures=[{**own, "key": key_of("minister").key}]),
        forged(envelope, signatures=[own, own]),
        forged(envelope, signatures=[own, {**own, "person": "minister"}]),
    ]
    for attempt in attempts:
        assert await answer(office, stream, attempt) == (Code.NOT_AUTHENTIC, None), attempt
    assert len(await office.events(stream)) == 1
    assert await office.refusals(stream) == []


async def test_an_act_for_another_ledger_is_not_authentic(office: Office) -> None:
    stream = await office.proposed()
    office.signer.genesis = "0" * 64
    try:
        _, envelope = office.sealed("operator", stream, "admit")
    finally:
        office.signer.genesis = (await office.handler.states.read(["keys/service"]))["keys/service"].state.genesis
    assert await answer(office, stream, envelope) == (Code.NOT_AUTHENTIC, None)


async def test_only_a_key_of_the_ledgers_own_receives_acts(office: Office) -> None:
    stream, genuine = await office.proposed(), office.signer.key
    office.signer.key = PrivateKey.generate()
    try:
        _, envelope = office.sealed("operator", stream, "admit")
    finally:
        office.signer.key = genuine
    assert await answer(office, stream, envelope) == (Code.NOT_AUTHENTIC, None)


async def test_what_an_edition_has_people_sign_is_refused_without_their_signature(office: Office) -> None:
    stream = await office.evaluating()
    assert await office.refused("evaluator-1", stream, "score", signed=False, scores=[]) != Code.SIGNATURE_REQUIRED
    await office.do("operator", stream, "note", signed=False, text="Tanpa tanda tangan.")
    given = sheet(_aspects())
    assert await office.refused("evaluator-1", stream, "score", signed=False, **given) == Code.SIGNATURE_REQUIRED
    await office.do("evaluator-1", stream, "score", **given)


def _aspects() -> list[str]:
    from tests.workflows.world import aspects

    return aspects("ringkas")


async def test_administration_takes_two_and_never_the_author_twice(office: Office) -> None:
    stream, grant = "person/baru", {"role": "operator", "agency": "bappenas", "post": POST}
    assert await office.refused("administrator", stream, "grant_role", signed=False, **grant) == (
        Code.SIGNATURE_REQUIRED
    )
    assert await office.refused("administrator", stream, "grant_role", confirmed_by="operator", **grant) == (
        Code.ROLE_MISSING
    )
    await office.do("administrator", stream, "grant_role", confirmed_by="administrator-2", **grant)


async def test_a_key_counts_from_its_enrolment_to_its_retirement(office: Office) -> None:
    stream = await office.proposed()
    await office.do("administrator", "person/minister", "retire_key", key=key_of("minister").key)
    assert await office.refused("minister", stream, "note", text="x") in (Code.KEY_RETIRED, Code.ROLE_MISSING)
    await office.do("administrator", "person/tanpa", "grant_role", role="operator", agency="bappenas", post=POST)
    assert await office.refused("tanpa", stream, "note", text="x") == Code.KEY_NOT_ENROLLED
    key = key_of("tanpa")
    genuine = {"key": key.key, "possession": key.possession("example.go.id/jejak", "tanpa")}
    stolen = {"key": key.key, "possession": key.possession("example.go.id/jejak", "orang-lain")}
    assert await office.refused("administrator", "person/tanpa", "enrol_key", **stolen) == Code.KEY_NOT_POSSESSED
    await office.do("administrator", "person/tanpa", "enrol_key", **genuine)
    await office.do("tanpa", stream, "note", text="x")
    assert await office.refused("administrator", "person/tanpa", "enrol_key", **genuine) == Code.KEY_KNOWN


async def test_nobody_enrols_a_key_of_their_own(office: Office) -> None:
    key = PrivateKey.generate()
    own = {"key": key.key, "possession": key.possession("example.go.id/jejak", "administrator")}
    assert await office.refused("administrator", "person/administrator", "enrol_key", **own) == (
        Code.CONFIRMED_BY_SUBJECT
    )


async def test_an_act_that_expired_or_is_stamped_ahead_changes_nothing_and_uses_up_no_id(office: Office) -> None:
    stream = await office.proposed()
    command, envelope = office.sealed("operator", stream, "note", text="Nanti.")
    office.clock = office.present - timedelta(minutes=1)
    try:
        assert await answer(office, stream, envelope) == (Code.STAMPED_AHEAD, command.id)
    finally:
        office.clock = office.present + timedelta(hours=24)
    assert await answer(office, stream, envelope) == (Code.EXPIRED, command.id)
    office.clock = None
    await office.work(stream, envelope=envelope)
    assert (await office.types(stream))[-1] == "NoteMade"


async def test_a_worker_whose_key_is_not_the_ledgers_does_nothing(office: Office) -> None:
    stream = await office.proposed()
    office.recorder = Recorder(PrivateKey.generate())
    with pytest.raises(UntrustedWorker):
        await office.ask("operator", stream, "admit", handler=office.another_handler())
    assert len(await office.events(stream)) == 1


def test_a_private_key_that_is_unreadable_or_of_another_kind_is_refused() -> None:
    with pytest.raises(BadKey, match="private_not_pem"):
        PrivateKey.from_pem(b"x")
    private = generate_private_key(SECP256R1())
    with pytest.raises(BadKey, match="private_not_ed25519"):
        PrivateKey.from_pem(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def test_an_envelope_too_large_to_be_handed_on_is_none() -> None:
    receipt = {"key": "0" * 64, "received": 0, "signature": "A" * 86 + "=="}
    Envelope.model_validate({"act": "x" * (LARGEST_ENVELOPE - 300), "receipt": receipt})
    signature = {"person": "x", "key": "0" * 64, "signature": "A" * 86 + "=="}
    for fields in (
        {"act": '"' * (LARGEST_ENVELOPE // 2)},
        {"receipt": {**receipt, "key": "0" * 65}},
        {"receipt": {**receipt, "signature": "x" * 89}},
        {"signatures": [{**signature, "person": "x" * 64}]},
        {"signatures": [signature] * 3},
    ):
        with pytest.raises(ValidationError):
            Envelope.model_validate({"act": "", "receipt": receipt} | fields)


def test_only_the_name_of_an_adoption_is_one() -> None:
    AdoptionStream("adoption/6d572b8a-9f3c-5a10-8b60-1f2e3d4c5b6a/wny3nes5d")
    for name in ("", "adoption/x/y", "innovation/6d572b8a-9f3c-5a10-8b60-1f2e3d4c5b6a", "a\x00b", "x" * 10_000):
        with pytest.raises(ValidationError):
            AdoptionStream(name)


@pytest.mark.parametrize(
    "stream", ["", "/", "innovation", "innovation/", "nobody/x", "adoption/a", "a/b/c/d", "keys/x"]
)
async def test_a_stream_that_cannot_be_has_no_progress_and_takes_no_command(office: Office, stream: str) -> None:
    empty = Progress(stream=stream)
    assert (await office.handler.load(stream)).progress == empty
    assert (await office.work(stream)).progress == empty
    command, envelope = office.sealed("operator", stream, "admit")
    handled = await office.work(stream, envelope=envelope)
    assert handled.progress == empty
    assert isinstance(handled.outcome, RefusedCommand)
    assert (handled.outcome.command_id, handled.outcome.refusal.code) == (command.id, Code.WRONG_STREAM)


async def test_a_proposal_must_begin_the_innovation_that_its_id_means(office: Office) -> None:
    innovation = await office.proposed()
    elsewhere = innovation[:-1] + ("0" if innovation[-1] != "0" else "1")
    fields = {"edition": "ringkas", "agency": "kota-surakarta", "region": "33.72", "proposal": PROPOSAL}
    assert await office.refused("proposer", elsewhere, "propose", **fields) is Code.WRONG_STREAM
    assert not await office.types(elsewhere)
