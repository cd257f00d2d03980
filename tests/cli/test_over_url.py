"""With JEJAK_URL the same commands work over the API, and need neither database nor Temporal."""

import json
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from processes.worker_file import served_addresses
from service.tokens import Scope
from tests.cli.elsewhere import Elsewhere
from tests.cli.running import EXAMPLES, PROPOSAL, UNKNOWN, Cli
from tests.waiting import until
from wiring.credentials import keep_token
from wiring.settings import Settings


async def test_an_innovation_is_proposed_and_admitted_from_elsewhere(elsewhere: Elsewhere, cli: Cli) -> None:
    proposed = await (await elsewhere.of("pengusul")).done("propose", PROPOSAL, "--force")
    assert isinstance(proposed, dict)
    innovation = proposed["innovation"]
    await (await elsewhere.of("sekretariat")).done("admit", innovation)
    assert (await cli.done("show", innovation, "--as", "auditor"))["stage"] == "pilot"
    await elsewhere.refused(1, "wrong_stage", "admit", innovation)
    await (await elsewhere.of("pengusul")).refused(
        1, "role_missing", "plan-pilots", innovation, EXAMPLES / "pilots.yaml"
    )


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("list", "--search", "kartu", "--sort", "name", "--limit", "2"),
        ("inbox",),
        ("show", "INNOVATION"),
        ("show", "INNOVATION", "--full"),
        ("history", "INNOVATION"),
        ("replay", "INNOVATION"),
        ("replay", "INNOVATION", "--diff", "1", "2"),
        ("what-if", "INNOVATION", "kipp-2025"),
        ("agencies", "list"),
        ("agencies", "show", "kota-surakarta"),
        ("editions", "list"),
        ("editions", "show", "ringkas"),
        ("reference", "list"),
        ("people", "list"),
        ("people", "keys", "pengusul"),
        ("access", "list", "--by", "evaluator-2", "--limit", "2"),
        ("access", "list", "--innovation", "INNOVATION", "--by", "evaluator-2"),
        ("access", "list", "--of", "pengusul"),
        ("access", "list", "--day", "kemarin"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("person", ["auditor", "sekretariat", "evaluator-1"])
async def test_what_is_shown_is_the_same_as_at_the_servers(
    elsewhere: Elsewhere, cli: Cli, judged: str, command: tuple[str, ...], person: str
) -> None:
    given = [judged if each == "INNOVATION" else each for each in command]
    await elsewhere.of(person)

    async def the_same() -> bool:
        there, here = await elsewhere(*given), await cli(*given, "--as", person)
        told = await elsewhere(*given, "--json"), await cli(*given, "--as", person, "--json")
        tables_too = command[0] not in ("show", "inbox")  # whose command lines name the person and the directory
        return (
            there.code == here.code
            and (there.out == here.out or not tables_too)
            and told[0].out == told[1].out.replace(f" --as {person}", "")
        )

    await until(the_same, "what is shown elsewhere to be what is shown here")  # something may be recorded in between


@pytest.fixture(scope="module")
async def judged(stack: Settings) -> str:
    """An innovation with its panel, one of whose sheets is in."""
    cli = Cli(stack.home)
    innovation = await cli.in_evaluation()
    await cli.done("score", innovation, "--file", EXAMPLES / "score.yaml", "--as", "evaluator-2")
    return innovation


async def test_a_draft_is_written_and_handed_in_from_elsewhere(elsewhere: Elsewhere, cli: Cli) -> None:
    await elsewhere.of("pengusul")
    saved = await elsewhere.done("draft", "save", PROPOSAL)
    assert isinstance(saved, dict)
    listed = await elsewhere.done("draft", "list")
    assert isinstance(listed, list)
    assert saved["id"] in [each["id"] for each in listed]
    submitted = await elsewhere.done("draft", "submit", saved["id"], "--force")
    assert isinstance(submitted, dict)
    assert (await cli.done("show", submitted["innovation"], "--as", "auditor"))["stage"] == "proposal"
    await (await elsewhere.of("evaluator-1")).refused(1, "others_draft", "draft", "show", saved["id"])


async def test_a_bundle_is_brought_and_verified_where_it_is(
    elsewhere: Elsewhere, judged: str, stack: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await elsewhere.of("auditor")
    believed = await elsewhere("bundle", judged, "--out", tmp_path / "bundle.zip")
    assert "Checked by the keys inside of it" in believed.out
    monkeypatch.setenv("JEJAK_CHECKPOINT_KEYS", str(stack.checkpoint_keys_directory))
    known = await elsewhere("bundle", judged, "--out", tmp_path / "bundle.zip", "--force")
    assert (known.code, "Checked by the keys inside of it" in known.out) == (0, False)
    with monkeypatch.context() as another:
        another.setenv("JEJAK_GENESIS", "0" * 64)
        await elsewhere.refused(4, "bundle_refused", "bundle", judged, "--out", tmp_path / "other.zip")
    with monkeypatch.context() as another:
        another.setenv("JEJAK_CHECKPOINT_KEYS", str(tmp_path / "keys"))
        (tmp_path / "keys").mkdir()
        stranger = Ed25519PrivateKey.generate().public_key()
        (tmp_path / "keys" / "log.pem").write_bytes(
            stranger.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )
        await elsewhere.refused(4, "bundle_refused", "bundle", judged, "--out", tmp_path / "other.zip")
    assert not (tmp_path / "other.zip").exists()
    made = await elsewhere.done("bundle", judged, "--out", tmp_path / "bundle.zip", "--force")
    checked = await elsewhere.done("verify", tmp_path / "bundle.zip")
    assert isinstance(made, dict)
    assert isinstance(checked, dict)
    assert (made["innovation"], checked["innovation"]) == (judged, judged)
    await (await elsewhere.of("pengusul")).refused(1, "not_open", "bundle", judged, "--out", tmp_path / "other.zip")


async def test_who_signs_signs_here(elsewhere: Elsewhere, cli: Cli) -> None:
    """The key is brought here for once, and the act says on which version it was signed."""
    innovation = await cli.proposed()
    elsewhere.bring_key("sekretariat")
    done = await (await elsewhere.of("sekretariat")).done("admit", innovation)
    assert isinstance(done, dict)
    assert done["signed"]["people"] == ["sekretariat"]
    assert done["signed"]["version"] == 1


async def test_who_signs_with_a_passkey_is_told_to_do_it_on_the_page(
    elsewhere: Elsewhere, judged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.commanding.identity", lambda *_: None)  # no key here, and none on a trial server
    ran = await (await elsewhere.of("evaluator-1"))("score", judged, "--file", EXAMPLES / "score.yaml", "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["code"]) == (1, "signature_required")
    assert "passkey" in told["hint"]


async def test_without_a_token_that_counts_nothing_is_done(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JEJAK_TOKEN", raising=False)
    await elsewhere.refused(1, "no_token", "list")
    monkeypatch.setenv("JEJAK_TOKEN", "jejak_nothing")
    await elsewhere.refused(1, "token_not_taken", "list")
    await elsewhere.of("pengusul", Scope.READ)
    await elsewhere.done("list")
    await elsewhere.refused(1, "scope_missing", "propose", PROPOSAL, "--force")
    await elsewhere.refused(1, "token_of_another", "list", "--as", "sekretariat")


async def test_who_signed_in_needs_no_token_in_the_environment(
    elsewhere: Elsewhere, stack: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await elsewhere.of("pengusul")
    keep_token(served_addresses(stack.home)["console"], os.environ["JEJAK_TOKEN"])
    monkeypatch.delenv("JEJAK_TOKEN")
    await elsewhere.done("list")


async def test_an_address_where_nobody_answers_is_named(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    await elsewhere.of("pengusul")
    monkeypatch.setenv("JEJAK_URL", "http://localhost:1")
    ran = await elsewhere("list")
    assert ran.code == 3
    assert "http://localhost:1 can't be reached" in ran.err


@pytest.mark.parametrize(
    "command", [("rebuild",), ("keys", "list"), ("seal", "--once"), ("migrate",), ("status",)], ids=" ".join
)
async def test_what_only_the_servers_have_says_so(elsewhere: Elsewhere, command: tuple[str, ...]) -> None:
    await elsewhere.of("auditor")
    await elsewhere.refused(1, "not_over_url", *command)


async def test_an_administrator_sees_accounts_by_their_token_and_nobody_else_does(elsewhere: Elsewhere) -> None:
    await (await elsewhere.of("administrator")).done("accounts", "list")
    await elsewhere.refused(1, "no_request", "accounts", "decline", UNKNOWN)
    await (await elsewhere.of("sekretariat")).refused(1, "not_open", "accounts", "list")
