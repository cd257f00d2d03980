"""Two desks: what one person signed to a file, another sees, confirms and sends from where their own key is."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import jsonschema
import pytest

from processes.worker import running_worker
from proof.acts import parse_act
from proof.strict_json import canonical
from service import waiting_acts
from service.asking import Asked, act_of
from service.confirming import UnsentAct, read_unsent
from service.identities import own_key, unasked
from service.reading import Reader
from tests.cli.elsewhere import Elsewhere
from tests.cli.running import ADMINISTRATORS, OPERATOR, POST, PROPOSAL, PROPOSER, Cli
from tests.cli.test_json import RECEIPT, SIGNED, TEXT, UUID, of
from tests.cli.test_keys import signing
from tests.waiting import until
from wiring.connections import Connections
from wiring.errors import NotPossible
from wiring.settings import Settings

AUTHOR, OTHER = "administrator", "administrator-2"
ZEROS = "0" * 64


class Desks:
    """The desks of both administrators: each has its person's key, and no other."""

    def __init__(self, cli: Cli, directory: Path, at: pytest.MonkeyPatch) -> None:
        self._cli = cli
        self._at = at
        self._directory = directory
        for person in (AUTHOR, OTHER):
            self.keys(person).mkdir()
            file = f"{person}.pem"
            (self.keys(person) / file).write_bytes((cli.home / "identities" / file).read_bytes())
            (self.keys(person) / file).chmod(0o600)

    def keys(self, person: str) -> Path:
        """Where a person's desk keeps keys."""
        return self._directory / person

    def of(self, person: str) -> Cli:
        """The command line at a person's desk, from now on."""
        self._at.setenv("JEJAK_IDENTITIES", str(self.keys(person)))
        return self._cli


@pytest.fixture
def desks(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desks:
    """Both desks."""
    return Desks(cli, tmp_path, monkeypatch)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """What goes from one desk to the other."""
    return tmp_path / "act.json"


def granting(person: str) -> tuple[str, ...]:
    """What makes somebody a proposer."""
    return ("people", "grant", person, "proposer", "--agency", "kota-surakarta", *POST, "--reason", "Surat tugas")


async def is_known(cli: Cli | Elsewhere, person: str) -> bool:
    """Whether somebody holds a role."""
    return person in [each["id"] for each in await cli.done("people", "list")]


async def test_what_one_signed_at_their_desk_counts_once_another_confirmed_it_at_theirs(
    desks: Desks, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as at:
        at.setenv("JEJAK_SIGNING_KEY_FILE", "/nowhere")  # the author needs neither that nor Temporal
        at.setenv("JEJAK_TASK_QUEUE", "nobody-polls")
        left = await desks.of(AUTHOR).done(*granting("sari"), "--as", AUTHOR, "--sign-to", file)
    jsonschema.validate(left, of(file=TEXT, command_id=UUID, stream=TEXT, signed=SIGNED))
    assert left["signed"] | {"expires": ""} == {
        "type": "grant_role",
        "stream": "person/sari",
        "version": 0,
        "chain": ZEROS,
        "people": [AUTHOR],
        "expires": "",
    }
    cli = desks.of(OTHER)
    assert not await is_known(cli, "sari")
    receipt = await cli.done("confirm", file, "--as", OTHER, "--yes")
    jsonschema.validate(receipt, RECEIPT | of(signed=SIGNED))
    assert (receipt["command_id"], receipt["stream"], receipt["version"]) == (left["command_id"], "person/sari", 1)
    assert receipt["signed"] == left["signed"] | {"people": [AUTHOR, OTHER]}
    assert await is_known(cli, "sari")
    assert (await cli.done("verify"))["ok"]


async def test_what_was_confirmed_once_answers_with_its_first_receipt_to_anybody_and_signs_nothing_more(
    desks: Desks, file: Path
) -> None:
    await desks.of(AUTHOR).done(*granting("tuti"), "--as", AUTHOR, "--sign-to", file)
    cli = desks.of(OTHER)
    first = await cli.done("confirm", file, "--as", OTHER, "--yes")
    del first["signed"], first["actor"]
    assert await cli.done("confirm", file, "--as", OTHER) == first
    (desks.keys(OTHER) / "sekretariat.pem").write_text("")
    assert await cli.done("confirm", file, "--as", "sekretariat") == first


async def test_what_is_recorded_is_declined_by_nobody_though_whoever_confirmed_it_heard_no_answer(
    desks: Desks, file: Path, stack: Settings
) -> None:
    await desks.of(AUTHOR).done(*granting("tini"), "--as", AUTHOR, "--sign-to", file)
    unsent = read_unsent(file.read_text(), file)
    async with Connections(stack, vouched=True) as connections:
        await waiting_acts.keep(connections, unsent)
        await desks.of(OTHER).done("confirm", file, "--as", OTHER, "--yes")
        reader = await Reader.on(connections, AUTHOR)
        assert unsent.act.id in {each.act.id for each in await waiting_acts.waiting(reader)}
        with pytest.raises(NotPossible, match="act_waits_no_more"):
            await waiting_acts.decline(reader, unsent, "")
        assert unsent.act.id not in {each.act.id for each in await waiting_acts.waiting(reader)}


async def test_an_id_that_was_used_for_something_else_is_refused_before_anything_is_signed(
    desks: Desks, file: Path
) -> None:
    command_id = ("--command-id", str(uuid4()))
    other = file.with_name("other.json")
    cli = desks.of(AUTHOR)
    for to, reason in ((file, "satu"), (other, "dua")):
        grant = ("people", "grant", "wira", "proposer", "--agency", "kota-surakarta", *POST, "--reason", reason)
        await cli.done(*grant, *command_id, "--as", AUTHOR, "--sign-to", to)
    cli = desks.of(OTHER)
    await cli.done("confirm", file, "--as", OTHER, "--yes")
    ran = await cli("confirm", other, "--as", OTHER, "--yes", "--json")
    assert (ran.code, ran.json["code"], "signed" in ran.json) == (1, "command_id_reused", False)


async def test_who_confirms_sees_what_it_is_and_is_asked(
    desks: Desks, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli = desks.of(AUTHOR)
    ran = await cli(*granting("umar"), "--as", AUTHOR, "--sign-to", file)
    assert "Signed by Nanik Rekaan: Grant a role, on version 0 of person/umar (chain 000000000000)." in ran.err
    cli = desks.of(OTHER)

    async def answering(answer: str, lang: str) -> tuple[int, str, str]:
        typed = io.StringIO(answer)
        monkeypatch.setattr(typed, "isatty", lambda: True)
        monkeypatch.setattr("sys.stdin", typed)
        ran = await cli("confirm", file, "--as", OTHER, "--lang", lang)
        return ran.code, ran.out, ran.err

    for answer in ("", "\n", "n\n", "siapa?\n"):
        code, out, err = await answering(answer, "en")
        assert (code, "Nothing was signed or sent." in err) == (1, True)
        assert "Signed by" not in err
    assert not await is_known(cli, "umar")
    for said in ("administrator asks for confirmation: Grant a role", "person/umar", "Proposer", "kota-surakarta"):
        assert said in out
    for said in ("Surat tugas", "0 (chain 000000000000), which is the last one", "Counts until", "WIB"):
        assert said in out
    assert "Sign this as administrator-2, and send it?" in out
    code, out, err = await answering("ya\n", "id")
    assert code == 0
    for said in ("administrator meminta konfirmasi: Beri peran", "Pengusul", "Instansi", "Berlaku sampai"):
        assert said in out
    assert "Ditandatangani oleh Nanik Rekaan dan Fajar Rekaan: Beri peran, atas person/umar versi 0" in err
    assert await is_known(cli, "umar")


async def test_a_confirmation_without_an_answer_is_given_again_and_done_once(
    desks: Desks, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desks.of(AUTHOR).done(*granting("tina"), "--as", AUTHOR, "--sign-to", file)
    cli = desks.of(OTHER)
    confirm = ("confirm", file, "--as", OTHER, "--yes")
    with monkeypatch.context() as at:
        at.setenv("JEJAK_TASK_QUEUE", "nobody-polls")
        ran = await cli(*confirm, "--timeout", "5", "--json")  # what comes before it is sent takes some of that
    assert (ran.code, ran.json["code"], "by the same command" in ran.json["hint"]) == (3, "unavailable", True)
    stack = Settings(home=cli.home, task_queue="nobody-polls")
    async with running_worker(stack, clock=lambda: datetime.now(UTC)):
        first = await cli.done(*confirm)
    assert first["version"] == 1
    assert (await cli.done(*confirm))["event_ids"] == first["event_ids"]


async def test_without_anybody_to_ask_nothing_is_signed_unless_it_is_said(desks: Desks, file: Path) -> None:
    await desks.of(AUTHOR).done(*granting("vina"), "--as", AUTHOR, "--sign-to", file)
    cli = desks.of(OTHER)
    for form in ((), ("--json",)):
        ran = await cli("confirm", file, "--as", OTHER, *form)
        assert (ran.code, "nobody at a terminal" in ran.out + ran.err) == (2, True)
    assert not await is_known(cli, "vina")


async def test_a_long_text_is_shown_by_its_size_and_hash_and_a_stream_by_its_title_and_what_came_since(
    desks: Desks, file: Path
) -> None:
    cli = desks.of(AUTHOR)
    text = Path("editions/kipp-2023.toml")
    await cli.done("editions", "publish", text, "--as", AUTHOR, "--sign-to", file)
    shown = (await desks.of(OTHER)("confirm", file, "--as", OTHER)).out
    assert f"{text.stat().st_size:,} bytes, SHA-256" in shown
    innovation = await cli.proposed()
    key = desks.keys(AUTHOR) / "sekretariat.pem"
    key.write_bytes((cli.home / "identities" / "sekretariat.pem").read_bytes())
    key.chmod(0o600)
    move = ("move-edition", innovation, "kipp-2025", *OPERATOR, "--reason", "edisi baru")
    await desks.of(AUTHOR).done(*move, "--sign-to", file, "--force")
    await cli.done("note", innovation, "satu", *OPERATOR)
    shown = (await desks.of(OTHER)("confirm", file, "--as", OTHER)).out
    assert f"innovation/{innovation} – Kartu Insentif Anak" in shown
    assert "; by now it is 2" in shown


def own_act(cli: Cli, genesis: str, **changed: Any) -> UnsentAct:
    """An act of the author's, however it is changed before it is signed."""
    asked = Asked(
        uuid4(),
        "person/tak-jadi",
        "grant_role",
        {"role": "auditor", "agency": "bpk", "post": {"title": "Pemeriksa", "letter": "SK 7"}},
        AUTHOR,
    )
    at = changed.pop("at", datetime.now(UTC))
    act = json.loads(act_of(asked, genesis, signed_at=at, seen=changed.pop("seen", None))) | changed
    text = canonical(act)
    author = act["actor"]
    return UnsentAct(
        parse_act(text), own_key(Settings(identities=cli.home / "identities"), author, unasked).signs(author, text)
    )


Wrong = Callable[[Cli, str], UnsentAct]
WRONG: dict[str, tuple[str, int, Wrong]] = {
    "of another ledger": ("act_of_other_ledger", 1, lambda cli, _: own_act(cli, "ab" * 32)),
    "expired": ("expired", 1, lambda cli, its: own_act(cli, its, at=datetime.now(UTC) - timedelta(hours=25))),
    "by its own author": ("confirmed_by_author", 1, lambda cli, its: own_act(cli, its, actor=OTHER)),
    "on a past that never was": ("seen_otherwise", 1, lambda cli, its: own_act(cli, its, seen=(0, b"\1" * 32))),
    "on what is still to come": ("seen_otherwise", 1, lambda cli, its: own_act(cli, its, seen=(1, b"\1" * 32))),
    "of no stream": ("wrong_stream", 1, lambda cli, its: own_act(cli, its, stream="nothing")),
}


@pytest.mark.parametrize("case", WRONG)
async def test_an_act_that_does_not_count_here_is_not_signed(desks: Desks, file: Path, case: str) -> None:
    code, exit_code, made = WRONG[case]
    cli = desks.of(OTHER)
    file.write_bytes(made(cli, (await cli.done("keys", "list"))["genesis"]).content())
    ran = await cli("confirm", file, "--as", OTHER, "--yes", "--json")
    assert (ran.code, ran.json["code"]) == (exit_code, code), ran
    assert "signed" not in ran.json
    assert not await is_known(cli, "tak-jadi")


async def test_nobody_asks_in_anothers_name_by_a_key_that_is_not_theirs(desks: Desks, cli: Cli, file: Path) -> None:
    author = desks.keys(AUTHOR) / f"{AUTHOR}.pem"
    author.unlink()
    await desks.of(AUTHOR).done("identity", "new", AUTHOR, "--no-passphrase")
    await cli.done(*granting("xena"), "--as", AUTHOR, "--sign-to", file)
    ran = await desks.of(OTHER)("confirm", file, "--as", OTHER, "--yes", "--json")
    assert (ran.code, ran.json["code"], "signed" in ran.json) == (1, "key_not_enrolled", False)


@pytest.mark.parametrize(
    ("content", "code"),
    [("", "no_unsent_act"), ('{"command_id": "x"}', "no_unsent_act"), (None, "unreadable_file")],
    ids=["nothing", "something else", "no file"],
)
async def test_what_is_no_such_file_is_said_with_its_name(
    desks: Desks, file: Path, content: str | None, code: str
) -> None:
    if content is not None:
        file.write_text(content)
    ran = await desks.of(OTHER)("confirm", file, "--as", OTHER, "--yes", "--json")
    assert (ran.code, ran.json["code"], str(file) in ran.json["message"]) == (2, code, True)


async def test_a_changed_act_is_said_to_be_changed(desks: Desks, file: Path) -> None:
    await desks.of(AUTHOR).done(*granting("yudi"), "--as", AUTHOR, "--sign-to", file)
    file.write_text(file.read_text().replace("yudi", "zaki"))
    ran = await desks.of(OTHER)("confirm", file, "--as", OTHER, "--yes", "--json")
    assert (ran.code, ran.json["code"]) == (2, "act_changed")
    assert not await is_known(desks.of(OTHER), "zaki")


@pytest.mark.usefixtures("nobody")
async def test_only_who_has_their_key_here_signs(desks: Desks, file: Path) -> None:
    cli = desks.of(OTHER)
    await cli.refused("no_identity", *granting("zaki"), "--as", AUTHOR, "--sign-to", file)
    assert list(file.parent.glob("*.json")) == list(file.parent.glob(".jejak-*")) == []
    await desks.of(AUTHOR).done(*granting("zaki"), "--as", AUTHOR, "--sign-to", file)
    await cli.refused("no_identity", "confirm", file, "--as", OTHER)
    ran = await desks.of(OTHER)("confirm", file, "--json")
    assert (ran.code, ran.json["code"]) == (2, "person_needed")


async def test_who_is_no_administrator_confirms_nothing(desks: Desks, cli: Cli, file: Path) -> None:
    await desks.of(AUTHOR).done(*granting("zaki"), "--as", AUTHOR, "--sign-to", file)
    key = desks.keys(OTHER) / "sekretariat.pem"
    key.write_bytes((cli.home / "identities" / "sekretariat.pem").read_bytes())
    key.chmod(0o600)
    ran = await desks.of(OTHER)("confirm", file, *OPERATOR, "--yes", "--json")
    assert (ran.code, ran.json["code"], "signed" in ran.json) == (1, "role_missing", False)
    await desks.of(OTHER).done("confirm", file, "--as", OTHER, "--yes")


async def test_a_file_is_replaced_only_if_that_is_said(desks: Desks, file: Path) -> None:
    cli = desks.of(AUTHOR)
    file.write_text("kept")
    sign: tuple[str | Path, ...] = (*granting("zaki"), "--as", AUTHOR, "--sign-to", file)
    ran = await cli(*sign, "--json")
    assert (ran.code, ran.json["code"], file.read_text()) == (2, "not_replaced", "kept")
    await cli.done(*sign, "--force")
    assert file.read_text() != "kept"


@pytest.mark.parametrize("other", [("--with", OTHER), ("--signal",)], ids=lambda each: str(each[0]))
async def test_an_act_is_signed_to_a_file_or_sent(desks: Desks, file: Path, other: tuple[str, ...]) -> None:
    ran = await desks.of(AUTHOR)(*granting("zaki"), "--as", AUTHOR, "--sign-to", file, *other, "--json")
    assert (ran.code, ran.json["code"], file.exists()) == (2, "one_of", False)


async def test_a_proposal_that_is_signed_to_a_file_names_the_innovation_that_it_will_be(cli: Cli, file: Path) -> None:
    left = await cli.done("propose", PROPOSAL, *PROPOSER, "--sign-to", file, "--force")
    assert left["stream"] == f"innovation/{left['innovation']}"
    assert (await cli("show", left["innovation"])).code == 1


async def test_a_key_of_the_ledgers_own_takes_its_place_once_it_is_confirmed_elsewhere(
    desks: Desks, file: Path
) -> None:
    cli = desks.of(AUTHOR)
    [old] = await signing(cli)
    rotate = ("keys", "rotate", "--as", AUTHOR)
    await cli.done(*rotate, "--sign-to", file)
    first = file.read_text()
    await cli.done(*rotate, "--sign-to", file, "--force")
    new = json.loads(json.loads(first)["act"])["payload"]["key"]
    assert json.loads(json.loads(file.read_text())["act"])["payload"]["key"] == new  # the first may be confirmed, too
    assert await signing(cli) == [old]
    await desks.of(OTHER).done("confirm", file, "--as", OTHER, "--yes")
    assert await signing(cli) == [old]
    assert await desks.of(AUTHOR).done(*rotate) == {"taken_over": new}
    assert await signing(cli) == [new]
    await cli.refused("confirmation_required", *rotate)  # and from now on it is another one


async def test_a_persons_new_key_takes_its_place_once_it_is_confirmed_elsewhere(
    desks: Desks, cli: Cli, file: Path
) -> None:
    own = desks.keys(AUTHOR) / "auditor.pem"
    own.write_bytes((cli.home / "identities" / "auditor.pem").read_bytes())
    own.chmod(0o600)
    replace = ("identity", "replace", "--as", "auditor", "--no-passphrase")
    old = (await desks.of(AUTHOR).done("identity", "show", "auditor"))["key"]
    await cli.done(*replace, "--sign-to", file)
    new = json.loads(json.loads(file.read_text())["act"])["payload"]["key"]
    assert (await cli.done("identity", "show", "auditor"))["key"] == old
    confirm = ("confirm", file, "--as", OTHER, "--yes")
    first = await desks.of(OTHER).done(*confirm)
    assert (await cli.done(*confirm))["event_ids"] == first["event_ids"]  # by a key that it retired itself
    assert await desks.of(AUTHOR).done(*replace) == {"taken_over": new}
    assert (await cli.done("identity", "show", "auditor"))["key"] == new
    (cli.home / "identities" / "auditor.pem").write_bytes(own.read_bytes())


async def test_a_key_that_is_only_left_in_the_queue_does_not_sign_yet(cli: Cli) -> None:
    before = await signing(cli)
    known = [each["key"] for each in (await cli.done("keys", "list"))["keys"]]
    await cli.done("keys", "rotate", *ADMINISTRATORS, "--signal")
    assert await signing(cli) == before

    async def published() -> bool:
        keys = (await cli.done("keys", "list"))["keys"]
        return any(each["purpose"] == "receipts" and each["key"] not in known for each in keys)

    await until(published, "the key that was left")
    assert set(await cli.done("keys", "rotate", *ADMINISTRATORS)) == {"taken_over"}
    assert await signing(cli) != before
