"""An act that its author signs with a key of their own, where that key is."""

from base64 import b64decode
from typing import Any
from uuid import uuid4

import httpx
import pytest

from activities.command_keys import PrivateKey
from proof.acts import parse_act
from proof.strict_json import canonical, read_json
from tests.api.calling import Office, problem
from tests.cli.enrolling import enrolled_at
from tests.cli.running import Cli
from wiring.rates import Rates


def own_key(office: Office, person: str) -> PrivateKey:
    """The key that the trial stack keeps for somebody."""
    pem = (office.connections.settings.identities_directory / f"{person}.pem").read_bytes()
    return PrivateKey.from_pem(pem, None)


@pytest.fixture
async def innovation(cli: Cli) -> str:
    return await cli.proposed()


async def written(office: Office, innovation: str, person: str) -> httpx.Response:
    """The act of admitting an innovation, for somebody to sign."""
    wanted = {"stream": f"innovation/{innovation}", "type": "admit", "key": own_key(office, person).key}
    return await (await office.of(person)).post("/acts", json=wanted)


async def test_what_was_signed_elsewhere_is_received(office: Office, innovation: str, cli: Cli) -> None:
    answer = await written(office, innovation, "sekretariat")
    assert answer.status_code == 200, answer.text
    act, key = answer.json(), own_key(office, "sekretariat")
    assert f"innovation/{innovation}" in act["means"]
    signature = key.signs("sekretariat", act["act"].encode())
    assert b64decode(act["to_sign"]).endswith(act["act"].encode())
    signed = {"act": act["act"], "signatures": [signature.model_dump(mode="json")]}
    sent = await (await office.of("sekretariat")).post("/acts/signed", json=signed)
    assert sent.status_code == 200, sent.text
    assert (await cli.done("show", innovation))["stage"] == "pilot"
    again = await (await office.of("sekretariat")).post("/acts/signed", json=signed)
    assert again.json() == sent.json()


async def test_a_passkey_signs_what_was_written_too(office: Office, innovation: str, cli: Cli) -> None:
    """Whoever has an authenticator for this installation's address brings what it asserted."""
    passkey = await enrolled_at(cli, office.address, "sekretariat")
    client = await office.of("sekretariat")
    wanted = {"stream": f"innovation/{innovation}", "type": "admit", "key": passkey.key}
    act = (await client.post("/acts", json=wanted)).json()

    def signed(message: bytes) -> dict[str, Any]:
        signature = {"person": "sekretariat", "key": passkey.key, "signature": passkey.asserts(message)}
        return {"act": act["act"], "signatures": [signature]}

    problem(await client.post("/acts/signed", json=signed(b"another act")), 400, "not_signed_so")
    sent = await client.post("/acts/signed", json=signed(b64decode(act["to_sign"])))
    assert sent.status_code == 200, sent.text
    assert (await cli.done("show", innovation))["stage"] == "pilot"
    assert (await cli("verify", innovation)).code == 0


async def test_what_was_changed_after_it_was_signed_is_refused(office: Office, innovation: str) -> None:
    act = (await written(office, innovation, "sekretariat")).json()["act"]
    signature = own_key(office, "sekretariat").signs("sekretariat", act.encode()).model_dump(mode="json")
    other = canonical(read_json(act) | {"type": "withdraw"}).decode()
    client = await office.of("sekretariat")
    answer = await client.post("/acts/signed", json={"act": other, "signatures": [signature]})
    problem(answer, 400, "not_signed_so")
    for broken in ("", "{}", "[]", act + " ", act[:-1]):
        answer = await client.post("/acts/signed", json={"act": broken, "signatures": [signature]})
        problem(answer, 400, "no_signed_act")


async def test_nobody_brings_what_another_signed(office: Office, innovation: str) -> None:
    act = (await written(office, innovation, "sekretariat")).json()["act"]
    signature = own_key(office, "sekretariat").signs("sekretariat", act.encode()).model_dump(mode="json")
    answer = await (await office.of("evaluator-1")).post("/acts/signed", json={"act": act, "signatures": [signature]})
    problem(answer, 409, "not_your_act")


async def test_nobody_writes_an_act_in_anothers_name(office: Office, innovation: str) -> None:
    act = (await written(office, innovation, "evaluator-1")).json()["act"]
    assert parse_act(act.encode()).actor == "evaluator-1"
    key = own_key(office, "evaluator-1")
    forged = canonical(read_json(act) | {"actor": "sekretariat"})
    signature = key.signs("sekretariat", forged).model_dump(mode="json")
    client = await office.of("evaluator-1")
    problem(
        await client.post("/acts/signed", json={"act": forged.decode(), "signatures": [signature]}), 409, "not_your_act"
    )


async def test_an_act_in_anothers_name_takes_nothing_of_their_share_of_the_record(
    office: Office, innovation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = Rates(20_000, 0.1, clock=lambda: 0.0)
    monkeypatch.setattr(office.connections, "shares", shares)
    act = (await written(office, innovation, "evaluator-1")).json()["act"]
    forged = canonical(read_json(act) | {"actor": "sekretariat"})
    people = ("sekretariat", "evaluator-1")
    signatures = [PrivateKey.generate().signs(each, forged).model_dump(mode="json") for each in people]
    client = await office.of("evaluator-1")
    answer = await client.post("/acts/signed", json={"act": forged.decode(), "signatures": signatures})
    problem(answer, 409, "key_not_enrolled")
    assert shares.wait("sekretariat", 20_000) == 0
    assert shares.wait("evaluator-1", 20_000) > 0


@pytest.mark.parametrize("stream", ["nothing", "refusals/x", "innovation", "checkpoints", "../x"])
async def test_a_stream_that_takes_no_commands_is_refused(office: Office, stream: str) -> None:
    wanted = {"stream": stream, "type": "admit", "key": "0" * 64, "command_id": str(uuid4())}
    answer = await (await office.of("sekretariat")).post("/acts", json=wanted)
    problem(answer, 409, "wrong_stream")
