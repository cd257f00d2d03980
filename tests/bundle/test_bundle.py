"""A bundle holds everything, proves it by itself, and is the same bytes each time."""

import json
import os
import re
import signal
import subprocess
import venv
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import jsonschema
import pytest

from bundle.build import VERIFIER, bundler_for
from bundle.replay import check_state
from domain.codec import UnreadableEvent
from domain.editions import parse_edition
from domain.refusals import Refused
from domain.streams import correlation_of, innovation_stream
from ledger.errors import BadCheckpointKey, NotSealed
from ledger.log.checkpoint_directory import CheckpointDirectory
from proof.checking import check
from proof.errors import BundleRefused, ProofFailed
from proof.note import Verifier
from proof.origin import check_origin
from tests.agencies import PANRB
from tests.bundle.carton import Carton
from tests.bundle.conftest import PATIENCE_S, Sealed
from tests.bundle.pages import Page
from tests.domain.world import POST
from tests.forms import JUSTIFICATION
from tests.furnished import an_auditor
from texts import number, text
from wiring.connections import AUDITOR, Connections

ROOT = Path(__file__).parents[2]
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.zip"))


def run_alone(
    python: Path, packed: bytes, directory: Path, *arguments: str, encoding: str = "UTF-8"
) -> subprocess.CompletedProcess[str]:
    """A bundle's own verifier, unpacked and run by a Python that has nothing of ours, on a terminal of an encoding."""
    with ZipFile(BytesIO(packed)) as archive:
        archive.extractall(directory, [name for name in archive.namelist() if name.startswith("proof/")])
    return run_verifier(python, packed, directory, *arguments, encoding=encoding)


def run_verifier(
    python: Path, packed: bytes, directory: Path, *arguments: str, encoding: str = "UTF-8"
) -> subprocess.CompletedProcess[str]:
    """The verifier that a directory has, run on a bundle."""
    (directory / "bundle.zip").write_bytes(packed)
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONIOENCODING": encoding}
    command = [str(python), "-m", "proof.verify", "bundle.zip", *arguments]
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)


def test_a_verifier_that_nobody_reads_ends_as_every_process_does_and_not_well(
    bare_python: Path, packed: bytes, tmp_path: Path
) -> None:
    run_alone(bare_python, packed, tmp_path)
    read, write = os.pipe()
    os.close(read)
    command = [str(bare_python), "-m", "proof.verify", "bundle.zip"]
    ran = subprocess.run(command, cwd=tmp_path, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (ran.returncode, ran.stderr) == (128 + signal.SIGPIPE, b"")


def test_the_bare_environment_has_nothing_of_ours(bare_python: Path) -> None:
    for name, code in (("cryptography", 0), ("pydantic", 1), ("rfc8785", 1)):
        assert (
            subprocess.run([bare_python, "-c", f"import {name}"], capture_output=True, check=False).returncode == code
        )


def test_a_good_bundle_holds_by_its_own_verifier_in_a_bare_environment(
    packed: bytes, sealed: Sealed, bare_python: Path, tmp_path: Path
) -> None:
    ran = run_alone(bare_python, packed, tmp_path, "--key", sealed.key)
    assert (ran.returncode, ran.stderr) == (0, "")
    for said in (
        "17 peristiwa / events, 3 riwayat / streams",
        sealed.adopted,
        "It stops here",
        Verifier.parse(sealed.key).fingerprint,
    ):
        assert said in ran.stdout
    assert "No key that you trust" not in ran.stdout
    unnamed = run_alone(bare_python, packed, tmp_path)
    assert unnamed.returncode == 0
    assert "No key that you trust was named" in unnamed.stdout


def test_its_own_verifier_can_speak_on_any_terminal(packed: bytes, bare_python: Path, tmp_path: Path) -> None:
    ran = run_alone(bare_python, packed, tmp_path, encoding="ascii")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "\\u2013      consistency" in ran.stdout


def test_its_own_verifier_says_what_it_needs(packed: bytes, tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    ran = run_alone(tmp_path / "bare" / "bin" / "python", packed, tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    for said in ("dibutuhkan", "is needed", "pip install cryptography"):
        assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_its_own_verifier_names_the_step_that_fails(carton: Carton, bare_python: Path, tmp_path: Path) -> None:
    carton.lines = carton.lines[:-1]
    ran = run_alone(bare_python, carton.packed(), tmp_path, "--key", carton.key)
    assert ran.returncode == 4
    assert ran.stdout.startswith(
        "GAGAL  manifest     events.jsonl bukan berkas yang ada dalam daftar / events.jsonl isn't the file"
    )
    carton.sign()
    ran = run_alone(bare_python, carton.packed(), tmp_path, "--key", carton.key)
    assert ran.returncode == 4
    assert [line.split()[:2] for line in ran.stdout.splitlines()] == [
        *(["ok", step] for step in ("manifest", "keys", "checkpoint", "chain")),
        ["GAGAL", "inclusion"],
    ]


def test_a_bundle_holds_and_its_state_is_the_replayed_one(packed: bytes, sealed: Sealed) -> None:
    steps = []
    checked = check(packed, keys=[sealed.key], passed=lambda step, something: steps.append((step, something)))
    check_state(checked.contents)
    assert checked.trusted
    assert steps[-1] == ("consistency", False)
    assert all(something for _, something in steps[:-1])
    state = json.loads(checked.contents.text("state.json"))
    assert state["innovation"]["stage"] == "scaling"
    assert [adoption["status"] for adoption in state["adoptions"].values()] == ["committed"]


def test_the_verifier_travels_as_it_is_in_the_repository(carton: Carton) -> None:
    carried = {name: content for name, content in carton.files.items() if name.startswith("proof/")}
    assert carried == {f"proof/{file.name}": file.read_bytes() for file in VERIFIER.glob("*.py")}


async def test_the_same_ledger_and_checkpoint_give_the_same_bytes(packed: bytes, sealed: Sealed) -> None:
    first, second = [await sealed.bundle(sealed.proposed) for _ in range(2)]
    assert first == second
    assert first != packed


def test_a_key_may_be_named_by_its_fingerprint(packed: bytes, carton: Carton) -> None:
    known = Verifier.parse(carton.key).fingerprint
    assert check(packed, keys=[known]).trusted
    assert "no key with the fingerprint" in carton.is_refused("keys", keys=("0" * 64,))


def test_every_event_fits_its_schema(carton: Carton) -> None:
    for line in carton.lines:
        schema = carton.json(f"schemas/{line['type']}.v{line['schema_version']}.json")
        jsonschema.validate(line["view"]["data"], schema)


async def test_what_came_after_an_auditors_checkpoint_continues_it(
    sealed: Sealed, bare_python: Path, tmp_path: Path
) -> None:
    kept = await CheckpointDirectory(sealed.settings.checkpoints_directory).latest()
    assert kept is not None
    later = correlation_of(await sealed.office.proposed())
    without, packed = await sealed.bundle(later), await sealed.bundle(later, since=kept)
    (tmp_path / "kept").write_text(kept)
    ran = run_alone(bare_python, packed, tmp_path, "--key", sealed.key, "--since", "kept")
    assert ran.returncode == 0, ran
    assert "ok     consistency" in ran.stdout
    check(packed, keys=[sealed.key])
    carton = Carton.opened(without, sealed.settings)
    assert "ask for one made with --since" in carton.is_refused("consistency", since=kept)
    for bundle, claimed in ((packed, True), (without, False)):
        trail = Page(Carton.opened(bundle, sealed.settings).files["trail.html"]).text("en")
        assert ("The log begins with all that was in it at an earlier checkpoint" in trail) == claimed
        assert (text("trail.unshown_growth", "en") in trail) != claimed
    # The same checkpoint needs no proof.
    check(without, keys=[sealed.key], since=carton.files["checkpoint.txt"].decode())


async def test_a_bundle_that_cannot_be_made_says_why(sealed: Sealed, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        await sealed.bundle("00000000-0000-4000-8000-000000000000")
    for missing in ("checkpoint_key_file", "checkpoint_keys"):
        settings = sealed.settings.model_copy(update={missing: tmp_path / "nothing"})
        async with Connections(settings) as connections:
            with pytest.raises(BadCheckpointKey):
                await bundler_for(await an_auditor(connections), sealed.adopted, since=None, patience_s=PATIENCE_S)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ("metadata = 'x'", UnreadableEvent),
        ("data = 'x'", UnreadableEvent),
        ("metadata = metadata || ' '", ProofFailed),
        ("chain = sha256(chain)", ProofFailed),
        (None, ProofFailed),
    ],
)
async def test_no_bundle_is_made_of_an_event_that_was_changed_or_taken_away(
    sealed: Sealed, change: str | None, error: type[Exception]
) -> None:
    stream = innovation_stream(sealed.adopted)
    last = (
        "DELETE FROM jejak.events WHERE stream_id = $1"
        " AND version = (SELECT version FROM jejak.streams WHERE stream_id = $1)"
    )
    second = f"UPDATE jejak.events SET {change} WHERE stream_id = $1 AND version = 2"
    async with sealed.tampered(stream, second if change else last):
        with pytest.raises(error) as refused:
            await sealed.bundle(sealed.adopted)
    if isinstance(refused.value, UnreadableEvent):
        assert refused.value.facts.items() >= {("stream", stream), ("version", 2)}
    await sealed.bundle(sealed.adopted)


def test_the_trail_is_one_whole_page_in_both_languages_that_needs_nothing_else(carton: Carton) -> None:
    page = Page(carton.files["trail.html"])
    assert not {each.name for each in page.all()} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
    }
    assert not {name for each in page.all() for name in each.attributes} & {"src", "href", "action", "data", "srcset"}
    assert not re.search(r"url\(|@import", page.style)
    for said in ("Kota Bandung", "Daerah menyatakan bersedia", "Perluasan", " WIB"):
        assert said in page.text("id")
    for said in ("The region committed", "Scaling", " WIB"):
        assert said in page.text("en")
    assert "Berjalan <baik> & lancar." in page.text()
    for line in carton.lines:
        assert line["chain"] in page.text()


def test_the_trail_says_in_which_post_and_for_which_agency_somebody_acted_and_no_name(carton: Carton) -> None:
    record = Page(carton.files["trail.html"]).section("record").text("en")
    assert f"by operator (Secretariat), {POST['title']}, {PANRB}" in record
    assert f"by proposer (Proposer), {POST['title']}, Pemerintah Kota Surakarta" in record
    proposed = "“Kartu Insentif Anak” proposed by Pemerintah Kota Surakarta (Kota Surakarta)"
    assert proposed in record


def test_the_trail_calls_aspects_as_the_published_edition_does(carton: Carton) -> None:
    edition = parse_edition((ROOT / "editions/ringkas.toml").read_text())
    sheets = Page(carton.files["trail.html"]).section("evaluation")
    for aspect in edition.aspects:
        assert f"{aspect.name.id} {JUSTIFICATION} {number(aspect.weight, 'id')} 90" in sheets.text("id")


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_an_old_bundle_holds_for_ever(path: Path, bare_python: Path, tmp_path: Path) -> None:
    key = path.with_suffix(".key").read_text().strip()
    since = path.with_suffix(".since").read_text()
    check_state(check(path.read_bytes(), keys=[key], since=since).contents)
    (tmp_path / "since").write_text(since)
    ran = run_alone(bare_python, path.read_bytes(), tmp_path, "--key", key, "--since", "since")
    assert ran.returncode == 0, ran


@pytest.mark.skipif("JEJAK_WRITE_GOLDEN" not in os.environ, reason="only before a release: see golden/README.md")
async def test_the_golden_bundle_is_written_anew(sealed: Sealed, carton: Carton) -> None:
    since = carton.files["checkpoint.txt"].decode()
    await sealed.office.proposed()
    directory = ROOT / "tests/bundle/golden"
    (directory / "v1.zip").write_bytes(await sealed.bundle(sealed.adopted, since))
    (directory / "v1.key").write_text(f"{sealed.key}\n")
    (directory / "v1.since").write_text(since)


def test_there_is_a_golden_bundle() -> None:
    assert GOLDEN


def test_a_state_of_another_release_may_say_less_but_nothing_else(carton: Carton) -> None:
    state = carton.json("state.json")
    del state["innovation"]["round"]
    carton.put("state.json", state)
    carton.sign()
    assert carton.is_refused("state") == "innovation.round isn't what the events come to"
    carton.sign(state_schema="00" * 32)
    check_state(check(carton.packed(), keys=[carton.key]).contents)
    state["innovation"]["forgotten"] = 1
    carton.put("state.json", state)
    carton.sign()
    assert carton.is_refused("state") == "innovation.forgotten isn't what the events come to"


async def test_a_bundle_waits_for_closed_books_no_longer_than_it_may(sealed: Sealed) -> None:
    async with Connections(sealed.settings) as connections:
        with pytest.raises(NotSealed):
            await bundler_for(await an_auditor(connections), None, since=None, patience_s=0.0)


HELD_OPEN = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE 'jejak-%-cli' AND state LIKE 'idle in transaction%'
"""


async def test_a_bundle_is_as_of_one_moment_and_nothing_is_held_open_for_it(sealed: Sealed) -> None:
    innovation = correlation_of(await sealed.office.proposed())
    async with Connections(sealed.settings) as connections:
        reader = await an_auditor(connections)
        bundler = await bundler_for(reader, innovation, since=None, patience_s=PATIENCE_S)
        first, _ = await bundler.bundle(innovation)
        assert not await (await connections.pool(AUDITOR)).fetchval(HELD_OPEN)
        await sealed.office.do("operator", innovation_stream(innovation), "admit")
        assert await sealed.bundle(innovation) != first
        again, _ = await bundler.bundle(innovation)
        assert again == first


def test_without_the_genesis_that_is_known_a_bundle_is_not_founded(packed: bytes, sealed: Sealed) -> None:
    checked = check(packed)
    assert check_origin(checked, genesis=sealed.settings.genesis).pinned
    with pytest.raises(BundleRefused, match="other_genesis"):
        check_origin(checked, genesis="0" * 64)
