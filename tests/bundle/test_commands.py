"""What an auditor types: keys, seal, prove, verify, bundle, all of it without Temporal."""

import json
import resource
import shutil
from io import StringIO
from pathlib import Path

import pytest

from domain.streams import correlation_of, innovation_stream
from ledger.log.checkpoint_directory import CheckpointDirectory
from service import verifying
from tests.bundle.carton import Carton
from tests.bundle.conftest import Run, Sealed
from tests.bundle.test_bundle import run_alone, run_verifier
from tests.waiting import until
from wiring.keys import checkpoint_signer


async def test_a_receipt_becomes_a_proof_once_it_is_sealed(run: Run, sealed: Sealed, tmp_path: Path) -> None:
    innovation = await sealed.office.proposed()
    receipt = await sealed.office.do("operator", innovation, "admit")
    file = tmp_path / "receipt.json"
    file.write_text(receipt.model_dump_json())

    async def proved() -> bool:
        ran = await run("prove", file, "--json")
        assert ran.code in (0, 3), ran
        if ran.code == 3:
            assert ran.json["code"] == "not_sealed"
        return ran.code == 0

    await until(proved, "a proof")
    found = (await run("prove", file)).json
    assert (found["proof"]["stream_id"], found["proof"]["version"]) == (innovation, 2)
    assert found["tlog_proof"].startswith("c2sp.org/tlog-proof@v1\n")
    assert found["tlog_proof"].endswith(found["checkpoint"])


async def test_a_receipt_is_read_from_standard_input_too(
    run: Run, kept_receipt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(kept_receipt))
    assert (await run("prove", "-")).code == 0


@pytest.fixture
def kept_receipt(packed: bytes, sealed: Sealed) -> str:
    """A receipt of an event that has been sealed for long."""
    line = Carton.opened(packed, sealed.settings).lines[0]
    return json.dumps({"stream": line["stream_id"], "version": line["version"], "chain": line["chain"], "more": 1})


@pytest.mark.parametrize(
    ("changes", "exit_code", "code"),
    [
        ({"chain": "00" * 32}, 4, "no_such_event"),
        ({"version": 99}, 4, "no_such_event"),
        ({"stream": "innovation/nothing"}, 4, "no_such_event"),
        ({"chain": "short"}, 2, "bad_receipt"),
        ({"version": None}, 2, "bad_receipt"),
        ({"version": 2**63}, 2, "bad_receipt"),
        ({"stream": "innovation/\0"}, 2, "bad_receipt"),
    ],
)
async def test_a_receipt_that_the_ledger_contradicts_is_an_alarm(
    run: Run, kept_receipt: str, tmp_path: Path, changes: dict[str, object], exit_code: int, code: str
) -> None:
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(json.loads(kept_receipt) | changes))
    ran = await run("prove", file, "--json")
    assert (ran.code, ran.json["code"]) == (exit_code, code)


@pytest.mark.parametrize("few", [verifying.FEW_EVENTS, 0], ids=["here", "in parallel"])
async def test_the_whole_ledger_verifies_with_its_log_and_what_is_kept_outside(
    run: Run, sealed: Sealed, packed: bytes, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(verifying, "FEW_EVENTS", few)
    ran = await run("verify", "--json")
    assert ran.code == 0, ran
    report = ran.json
    assert report["problems"] == []
    assert report["signatures_checked"]
    assert report["leaves"] >= report["signed"] > 0
    assert report["closings"] > 0


async def test_only_what_came_after_a_kept_checkpoint_is_verified(run: Run, sealed: Sealed, tmp_path: Path) -> None:
    await sealed.bundle(sealed.adopted)
    kept = await CheckpointDirectory(sealed.settings.checkpoints_directory).latest()
    assert kept is not None
    (tmp_path / "kept").write_text(kept)
    later = correlation_of(await sealed.office.proposed())
    await sealed.bundle(later)
    report = (await run("verify", "--since", tmp_path / "kept", "--json")).json
    assert (report["ok"], report["streams"]) == (True, 2)  # the innovation, and the closings
    (tmp_path / "kept").write_text(kept.replace("\n", "\n1", 1))
    ran = await run("verify", "--since", tmp_path / "kept", "--json")
    assert (ran.code, ran.json["code"]) == (4, "note_refused")
    (tmp_path / "kept").write_text(kept[:60])
    for asked in (("verify",), ("bundle", later, "--out", tmp_path / "bundle")):
        ran = await run(*asked, "--since", tmp_path / "kept", "--json")
        assert (ran.code, ran.json["code"]) == (2, "nothing_to_compare")
    (tmp_path / "kept").write_text(kept)
    assert (await run("verify", later, "--since", tmp_path / "kept")).code == 2


async def test_a_checkpoint_kept_outside_that_the_log_contradicts_is_found(
    run: Run, sealed: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "outside"
    shutil.copytree(sealed.settings.checkpoints_directory, outside)
    (outside / f"{3:020}.checkpoint").write_text(checkpoint_signer(sealed.settings).sign(3, bytes(32)))
    monkeypatch.setenv("JEJAK_CHECKPOINTS", str(outside))
    ran = await run("verify", "--json")
    assert ran.code == 4
    found = [(each["layer"], each["stream"], each["version"]) for each in ran.json["problems"]]
    assert found == [("outside", f"outside/{3:020}.checkpoint", 3), ("checkpoint", "checkpoints", 3)]
    assert ran.json["problems"][0]["expected"] == {"code": "hash", "hash": bytes(32).hex()}  # what was signed
    shown = await run("verify")
    assert "NOT INTACT: 2 problems in" in shown.out
    leaves = ran.json["leaves"]
    (outside / f"{leaves:020}.checkpoint").write_text(checkpoint_signer(sealed.settings).sign(leaves, bytes(32)))
    shown = await run("verify", sealed.adopted)
    assert (shown.code, "NOT INTACT" in shown.out, "as it is here" in shown.out) == (4, True, False)


async def test_what_was_not_checked_is_reported(
    run: Run, sealed: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = await CheckpointDirectory(sealed.settings.checkpoints_directory).latest()
    assert newest is not None
    (tmp_path / "kept").write_text(newest)
    size = newest.splitlines()[1]
    ran = await run("verify", "--since", tmp_path / "kept")
    assert f"Only what came after the checkpoint of {size} events was hashed and read" in ran.out
    ran = await run("verify", sealed.adopted)
    assert f"The checkpoint of {size} events has each of its streams as it is here" in ran.out
    assert "outside of the database" not in ran.out
    monkeypatch.setenv("JEJAK_CHECKPOINTS", str(tmp_path / "nothing"))
    for arguments in ((sealed.adopted,), (), ("--since", tmp_path / "kept")):
        ran = await run("verify", *arguments, "--without-outside")
        assert (ran.code, "Not checked, as you asked: whether the newest checkpoint" in ran.out) == (0, True)
    assert (await run("verify", "--without-outside", "--json")).json["outside"] is None


async def test_an_argument_that_says_nothing_is_not_everything(run: Run, sealed: Sealed) -> None:
    assert (await run("verify", "")).code != 0
    ran = await run("verify", "--key", sealed.key)
    assert (ran.code, "for a bundle only" in ran.err) == (2, True)


async def test_a_bundle_may_have_any_name(run: Run, packed: bytes, tmp_path: Path) -> None:
    for name in ("kartu.pdf", "K.ZIP"):
        (tmp_path / name).write_bytes(packed)
        assert "nothing was held back" in (await run("verify", tmp_path / name)).out


async def test_a_bundle_is_made_and_checked_by_commands(
    run: Run, sealed: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "inovasi.zip"
    made = (await run("bundle", sealed.adopted[:8], "--out", file, "--json")).json
    assert (made["innovation"], made["events"], made["streams"]) == (sealed.adopted, 17, 3)
    assert made["size"] == file.stat().st_size
    ran = await run("verify", file, "--json")
    assert (ran.code, ran.json["trusted"], ran.json["keys"]) == (0, True, [sealed.key])
    assert "nothing was held back" in (await run("verify", file)).out
    # An auditor who has no ledger, and names the key.
    monkeypatch.delenv("JEJAK_CHECKPOINT_KEYS")
    ran = await run("verify", file, "--key", sealed.key, "--data", tmp_path, "--json")
    assert (ran.code, ran.json["trusted"]) == (0, True)
    ran = await run("verify", file, "--data", tmp_path)
    assert (ran.code, sealed.key in ran.out) == (0, True)


async def test_a_changed_bundle_is_refused_with_the_step(run: Run, packed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "inovasi.zip"
    file.write_bytes(packed[:-100])
    ran = await run("verify", file, "--json")
    assert (ran.code, ran.json["code"], ran.json["step"]) == (4, "bundle_refused", "manifest")
    ran = await run("verify", tmp_path / "nothing.zip", "--json")
    assert (ran.code, ran.json["code"]) == (2, "unreadable_file")


GOLDEN = Path(__file__).parent / "golden"
KEY, SINCE = (GOLDEN / "v1.key").read_text().strip(), (GOLDEN / "v1.since").read_bytes()
OTHERS_KEY = "example.org/jejak+62a99e6a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
OTHERS = """example.org/jejak
2
U8cnV6WRVL+tK5Xnlp9EHrxbVaBD40T+KmM4qiazxuk=

— example.org/jejak YqmeallCY0O3bHj1Ly7VdFIVS2LL7mSFrOZWc4JUtjbPEGBBv3fLdW1Lyf/vxrDr/eUx3cGOfwsPAja2JZ9CMqi/wwU=
""".encode()


@pytest.mark.parametrize(
    ("code", "key", "since"),
    [
        (0, KEY, SINCE),
        (0, f" {KEY}\n", b"\xef\xbb\xbf" + SINCE),
        (2, "", SINCE),
        (2, "kunci.pem", SINCE),
        (2, KEY[:-3], SINCE),
        (2, KEY.replace("+", " "), SINCE),
        (2, "0" * 63, SINCE),
        (2, "witness.example/w1+e42b2f2c+BDtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop", SINCE),
        (2, KEY, b""),
        (2, KEY, b"\xff" + SINCE),
        (2, KEY, SINCE[:-1]),
        (2, KEY, SINCE[:60]),
        (2, KEY, SINCE.replace(b"\n", b"\r\n")),
        (2, KEY, SINCE + b"\n"),
        # Whether the bundle or what is compared with it is at fault is unknown: that is an alarm.
        (4, "0" * 64, SINCE),
        (4, OTHERS_KEY, SINCE),
        (4, KEY, OTHERS),
        (4, KEY, SINCE.replace(b"\n", b"\n1", 1)),
    ],
)
async def test_a_wrong_key_or_checkpoint_is_no_fault_of_the_bundle(
    run: Run,
    packed: bytes,
    bare_python: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    key: str,
    since: bytes,
) -> None:
    monkeypatch.delenv("JEJAK_GENESIS")  # the golden bundle is of another ledger
    golden = (GOLDEN / "v1.zip").read_bytes()
    (tmp_path / "since").write_bytes(since)
    run_alone(bare_python, packed, tmp_path)  # unpacks today's verifier
    alone = run_verifier(bare_python, golden, tmp_path, "--key", key, "--since", "since")
    ran = await run("verify", GOLDEN / "v1.zip", "--key", key, "--since", tmp_path / "since", "--json")
    assert (alone.returncode, ran.code) == (code, code), (alone, ran)
    assert "Traceback" not in alone.stderr
    assert (alone.stderr == "") == (code != 2)
    if code == 2:
        assert ran.json["code"] in ("nothing_to_compare", "unreadable_file")


async def test_every_innovation_gets_a_bundle(run: Run, sealed: Sealed, tmp_path: Path) -> None:
    made = (await run("bundle", "--all", "--out", tmp_path / "all", "--json")).json
    files = sorted(path.stem for path in (tmp_path / "all").iterdir())
    assert [each["innovation"] for each in made] == files
    assert {sealed.adopted, sealed.proposed} <= set(files)
    ran = await run("bundle", "--all", "--out", tmp_path / "all", "--json")
    assert (ran.code, ran.json["code"]) == (2, "not_replaced")
    (tmp_path / "all" / f"{sealed.adopted}.zip").write_text("older")
    assert (await run("bundle", "--all", "--out", tmp_path / "all", "--force", "--json")).json == made
    (tmp_path / "link").symlink_to(tmp_path / "all")
    ran = await run("bundle", "--all", "--out", tmp_path / "link", "--force", "--json")
    assert (ran.code, ran.json["code"]) == (2, "not_replaced")
    for arguments, said in (((), "Name one:"), ((sealed.adopted, "--all"), "Choose only one:")):
        ran = await run("bundle", *arguments, "--out", tmp_path / "x")
        assert (ran.code, said in ran.err) == (2, True), ran
    assert (await run("bundle", "", "--out", tmp_path / "x", "--json")).json["code"] == "short_prefix"
    assert not (tmp_path / "x").exists()
    ran = await run("bundle", sealed.adopted, "--out", "/proc/nothing/x.zip", "--json")
    assert (ran.code, ran.json["code"]) == (2, "unwritable_file")


@pytest.mark.parametrize("every", [False, True], ids=["one", "all"])
async def test_a_bundle_that_the_disk_has_no_room_for_leaves_nothing(
    run: Run, sealed: Sealed, tmp_path: Path, every: bool
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    what = ("--all", "--out", out) if every else (sealed.adopted, "--out", out / "x.zip")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        ran = await run("bundle", *what, "--json")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (ran.code, ran.json["code"]) == (2, "unwritable_file")
    assert not list(out.iterdir())


async def test_sealing_once_leaves_the_work_to_whoever_does_it_already(run: Run, packed: bytes) -> None:
    ran = await run("seal", "--once", "--json")
    assert (ran.code, ran.json["code"]) == (1, "sealer_elsewhere")


async def test_a_damaged_checkpoint_outside_is_found(
    run: Run, sealed: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "outside"
    shutil.copytree(sealed.settings.checkpoints_directory, outside)
    monkeypatch.setenv("JEJAK_CHECKPOINTS", str(outside))
    assert (await run("verify", "--json")).json["outside"] == len(list(outside.glob("*.checkpoint"))) > 0
    damaged = min(outside.glob("*.checkpoint"))
    damaged.write_bytes(b"\xff" + damaged.read_bytes()[1:])
    ran = await run("verify", "--json")
    assert (ran.code, [each["layer"] for each in ran.json["problems"]]) == (4, ["outside"])


@pytest.mark.parametrize("place", range(3), ids=["its own stream", "an adoption", "its refusals"])
@pytest.mark.parametrize(
    ("found", "statements"),
    [
        ({"code": "no_head"}, ["DELETE FROM jejak.streams", "DELETE FROM jejak.events"]),  # only leaves are left
        ({"code": "no_head"}, ["DELETE FROM jejak.streams", "DELETE FROM jejak.leaves"]),  # only events
        ({"code": "correlation", "correlation": "another"}, ["UPDATE jejak.streams SET correlation_id = 'another'"]),
    ],
    ids=["only leaves", "only events", "another correlation"],
)
async def test_a_stream_that_an_innovation_lost_is_missed_by_its_name(
    run: Run, sealed: Sealed, packed: bytes, place: int, found: dict[str, str], statements: list[str]
) -> None:
    proofs = Carton.opened(packed, sealed.settings).json("proofs.json")
    stream = [proof["stream_id"] for proof in proofs["heads"]][place]
    async with sealed.tampered(stream, *(f"{statement} WHERE stream_id = $1" for statement in statements)):
        ran = await run("verify", sealed.adopted, "--json")
        assert ran.code == 4
        misplaced = [each for each in ran.json["problems"] if each["layer"] == "correlation"]
        expected = {"code": "correlation", "correlation": sealed.adopted}
        assert misplaced == [
            {"stream": stream, "version": 0, "layer": "correlation", "expected": expected, "found": found}
        ]
        assert (await run("verify")).code == 4
    assert (await run("verify", sealed.adopted)).code == 0


async def test_an_innovation_of_which_only_leaves_are_left_is_missed_and_not_unknown(
    run: Run, sealed: Sealed, packed: bytes
) -> None:
    stream = innovation_stream(sealed.proposed)
    gone = [f"DELETE FROM jejak.{table} WHERE stream_id = $1" for table in ("streams", "events")]
    async with sealed.tampered(stream, *gone):
        ran = await run("verify", sealed.proposed, "--json")
        assert (ran.code, [each["layer"] for each in ran.json["problems"]]) == (4, ["correlation"])
