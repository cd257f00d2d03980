"""People's own keys on the command line: made, enrolled by two administrators, replaced, retired."""

import json
import stat
from pathlib import Path

import pytest

from service.identities import enrolment, new_identity
from tests.cli.running import ADMINISTRATORS, EXAMPLES, OPERATOR, POST, Cli
from wiring.settings import Settings


async def judged_by_eka(cli: Cli) -> str:
    """An innovation before its panel, of which `eka` is one, who has no key yet."""
    await cli.done("people", "grant", "eka", "evaluator", "--agency", "universitas-rekaan-2", *POST, *ADMINISTRATORS)
    innovation = await cli.in_pilot()
    await cli.done("close-pilots", innovation, *OPERATOR)
    await cli.done("assign-panel", innovation, "eka", "evaluator-2", "evaluator-3", *OPERATOR)
    return innovation


async def test_a_key_signs_once_two_others_enrolled_it_and_until_it_is_replaced_or_retired(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = await judged_by_eka(cli)
    score = ("score", judged, "--file", EXAMPLES / "score.yaml", "--as", "eka")
    await cli.refused("signature_required", *score)
    monkeypatch.setenv("JEJAK_PASSPHRASE", "rahasia")
    made = await cli.done("identity", "new", "eka")
    file = cli.home / "identities" / "eka.pem"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"ENCRYPTED" in file.read_bytes()
    assert await cli.done("identity", "show", "eka") == made
    await cli.refused("identity_exists", "identity", "new", "eka")
    await cli.refused("key_not_enrolled", *score)

    enrolment = tmp_path / "eka.json"
    enrolment.write_text(json.dumps(made))
    enrol = ("people", "enrol-key", "eka", enrolment)
    await cli.refused("confirmed_by_author", *enrol, "--as", "administrator", "--with", "administrator")
    await cli.refused("confirmed_by_subject", *enrol, "--as", "administrator", "--with", "eka")
    await cli.refused("role_missing", *enrol, "--as", "administrator", "--with", "evaluator-2")
    assert (await cli("people", "enrol-key", "budi", enrolment, *ADMINISTRATORS, "--json")).json["code"] == (
        "other_enrolment"
    )
    await cli.done(*enrol, *ADMINISTRATORS)
    await cli.refused("key_known", *enrol, *ADMINISTRATORS)

    monkeypatch.setenv("JEJAK_PASSPHRASE", "lain")
    wrong = await cli(*score, "--json")
    assert (wrong.code, wrong.json["code"], "passphrase" in wrong.json["message"]) == (2, "bad_key", True)
    monkeypatch.setenv("JEJAK_PASSPHRASE", "rahasia")
    before = file.read_bytes()
    await cli.refused("confirmation_required", "identity", "replace", "--as", "eka")
    assert file.read_bytes() == before
    await cli.done("identity", "replace", "--as", "eka", "--with", "administrator")
    replaced = (await cli.done("identity", "show", "eka"))["key"]
    assert replaced != made["key"]

    after = file.read_bytes()
    file.write_bytes(before)
    await cli.refused("key_retired", *score)
    file.write_bytes(after)
    await cli.done(*score)
    listed = await cli.done("people", "keys", "eka")
    assert [(each["key"], each["retired_at"] is None) for each in listed] == [(made["key"], False), (replaced, True)]
    await cli.done("people", "retire-key", "eka", replaced, "--reason", "laptop hilang", "--as", "administrator")
    await cli.refused("key_retired", "declare-conflict", judged, "--reason", "x", "--as", "eka")


async def test_whose_keys_are_asked_for_has_to_be_known(cli: Cli) -> None:
    await cli.refused("unknown_person", "people", "keys", "siapa")


async def test_a_key_whose_passphrase_is_lost_is_put_aside_for_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli = Cli(tmp_path)
    monkeypatch.setenv("JEJAK_PASSPHRASE", "lupa")
    first = await cli.done("identity", "new", "tono")
    monkeypatch.setenv("JEJAK_PASSPHRASE", "rahasia")
    await cli.refused("identity_exists", "identity", "new", "tono")
    second = await cli.done("identity", "new", "tono", "--force")
    assert second["key"] != first["key"]
    assert await cli.done("identity", "show", "tono") == second
    monkeypatch.setenv("JEJAK_PASSPHRASE", "lupa")
    aside = tmp_path / "identities" / "tono.pem.old"
    aside.replace(tmp_path / "identities" / "tono.pem")
    assert await cli.done("identity", "show", "tono") == first


async def test_no_one_hands_out_a_private_key_for_an_enrolment(cli: Cli, tmp_path: Path) -> None:
    theirs = Cli(tmp_path)
    await theirs.done("identity", "new", "tono", "--no-passphrase")
    private = tmp_path / "identities" / "tono.pem"
    ran = await cli("people", "enrol-key", "tono", private, *ADMINISTRATORS, "--json")
    assert (ran.code, ran.json["code"]) == (2, "private_enrolment")


async def test_a_key_that_waits_is_nobody_elses(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    made = {person: new_identity(settings, person, None).key for person in ("eka", "eka.next", "eka.pem.next")}
    new_identity(settings, "eka", None, replacing=True)
    assert {person: enrolment(settings, person).key for person in made} == made


async def test_a_key_without_a_passphrase_is_made_only_when_that_is_said(tmp_path: Path) -> None:
    cli = Cli(tmp_path)
    refused = await cli("identity", "new", "tono", "--json")
    assert (refused.code, refused.json["code"]) == (2, "passphrase_needed")
    assert not list(tmp_path.rglob("*.pem"))
    await cli.done("identity", "new", "tono", "--no-passphrase")
    assert b"ENCRYPTED" not in (tmp_path / "identities" / "tono.pem").read_bytes()
