"""One innovation's whole life through the pages alone, and its record verified offline afterwards."""

import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from ruamel.yaml import YAML

from domain.editions import parse_edition
from tests.bundle.test_bundle import run_alone
from tests.cli.running import EXAMPLES, PROPOSAL, Cli
from tests.cli.test_roles import publish_with_checks_in_seconds
from tests.console.desk import Desk
from tests.console.keyboard import Keyboard
from tests.console.passkeys import Authenticator, enrolled, retired
from tests.furnished import edition as text_of
from tests.waiting import until

pytestmark = pytest.mark.minutes

SECONDS_OF_30_HOURS = 108_000
ANSWER = YAML(typ="safe").load((EXAMPLES / "check.yaml").read_text())["answers"]["renewed"].strip()
ASPECTS_GIVEN = 92


OWN_SIGNATURE = parse_edition(text_of("ringkas")).own_signature
SIGNATORIES = ("evaluator-1", "evaluator-2", "evaluator-3", "deputi", "menteri")
"""Whoever asks something that the edition has people sign."""


async def test_a_whole_life_goes_through_the_pages_and_verifies_offline(desk: Desk, cli: Cli, tmp_path: Path) -> None:
    bundle = await lived(desk, cli, tmp_path, "halaman")
    [key] = (await cli.done("keys", "list"))["log_keys"]
    verified = await cli("verify", bundle, "--key", key)
    assert verified.code == 0, verified


async def test_a_life_signed_with_passkeys_and_without_a_mouse_is_verified_by_its_bundle_alone(
    desk: Desk, cli: Cli, tmp_path: Path, bare_python: Path
) -> None:
    desk = Keyboard(desk)
    authenticator = await Authenticator.at(desk)
    passkeys = {person: await enrolled(cli, desk, person) for person in SIGNATORIES}
    for person, passkey in passkeys.items():
        await authenticator.keep(passkey, person)
    try:
        bundle = await lived(desk, cli, tmp_path, "halaman-passkey")
    finally:
        for person, passkey in passkeys.items():
            await retired(cli, person, passkey)
    with ZipFile(bundle) as archive:
        events = [json.loads(line)["view"]["metadata"] for line in archive.read("events.jsonl").splitlines()]
    signed = [each["signatures"] for each in events if each.get("act", {}).get("type") in OWN_SIGNATURE]
    keys = {passkey.key for passkey in passkeys.values()}
    assert len(signed) >= len(SIGNATORIES)
    assert {(each["key"] in keys, isinstance(each["signature"], dict)) for those in signed for each in those} == {
        (True, True)
    }
    found = await cli.done("keys", "list")
    ran = run_alone(
        bare_python, bundle.read_bytes(), tmp_path, "--key", found["log_keys"][0], "--genesis", found["genesis"]
    )
    assert ran.returncode == 0, ran
    assert (await cli("verify", bundle, "--key", found["log_keys"][0])).code == 0


async def lived(desk: Desk, cli: Cli, tmp_path: Path, edition: str) -> Path:
    """The bundle of an innovation whose whole life went through the pages."""
    await publish_with_checks_in_seconds(cli, tmp_path / "edition.toml", edition)
    innovation = await proposed(desk, edition)
    await desk.sign_in("sekretariat")
    assert "Kartu Insentif Anak" in await desk.text()  # it waits on the first page that they see
    await desk.act(innovation, "admit")
    await desk.act(
        innovation,
        "plan-pilots",
        regions="Kota Bandung\nKota Makassar",
        lasts__number=SECONDS_OF_30_HOURS,
        lasts__unit="seconds",
        indicator__1__name="Anak yang memiliki kartu",
        indicator__1__unit="persen",
        indicator__1__baseline="0",
        indicator__1__target="25",
    )
    await desk.sign_in("petugas-bandung")
    measured = {"values__indikator-1": "27,5", "note": "Dua kecamatan"}
    await desk.act(innovation, "report-measurement", region="32.73", **measured)
    await desk.sign_in("sekretariat")
    await desk.act(innovation, "close-pilots")
    await desk.act(innovation, "assign-panel", evaluators=["evaluator-1", "evaluator-2", "evaluator-3"])
    for evaluator in ("evaluator-1", "evaluator-2", "evaluator-3"):
        await scored(desk, innovation, evaluator)
    await cli.comes_to(innovation, "decision")
    await desk.sign_in("deputi")
    adopters = "Kota Bandung\nKota Makassar"
    await desk.act(
        innovation, "decide", choice="scale_regions", adopters=adopters, instrument="SK 1", alasan="Teruji di dua kota."
    )
    await desk.sign_in("menteri")
    await desk.act(innovation, "endorse")
    await desk.sign_in("sekretariat")
    await desk.act(innovation, "plan-waves")
    await cli.offered(innovation)
    for officer, region in (("petugas-bandung", "32.73"), ("petugas-makassar", "73.71")):
        await desk.sign_in(officer)
        await desk.act(innovation, "commit-adoption", region=region)
        await desk.act(innovation, "complete-adoption", region=region)
    await cli.comes_to(innovation, "sustaining")
    check = await reported(desk, innovation)
    await desk.sign_in("evaluator-1")
    await desk.open(f"/inovasi/{innovation}/tindakan/assess-check?perihal={check}")
    assert ANSWER in await desk.text()  # they assess what they read
    await desk.act(innovation, "assess-check", about=check, verdict="sustained", alasan="Layanan berjalan.")
    await desk.sign_in("menteri")
    await desk.act(innovation, "discontinue", alasan="Masuk ke layanan baru.")
    await desk.open(f"/inovasi/{innovation}/riwayat?semua=1")
    assert "Teruji di dua kota." in await desk.text()
    bundle = tmp_path / "bundle.zip"

    async def bundled() -> bool:
        return (await cli("bundle", innovation, "--out", bundle, "--force", "--as", "auditor")).code == 0

    await until(bundled, "a checkpoint over the last event")
    return bundle


async def proposed(desk: Desk, edition: str) -> str:
    """The id of an innovation that was just proposed, as the example has it."""
    given = YAML(typ="safe").load(PROPOSAL.read_text())["proposal"]
    await desk.sign_in("pengusul")
    await desk.open(f"/inovasi/baru?edisi={edition}")
    fields = {f"proposal__{name}": given[name] for name in ("title", "summary", "problem", "started_on")}
    answers = {f"proposal__answers__{key}": answer for key, answer in given["answers"].items()}
    await desk.fill(fields | answers)
    await desk.send()
    if await desk.page.locator("#tetap").count():  # one much like it may be there from another test
        await desk.fill({"tetap": "1"})
        await desk.send()
    found = re.search(r"/inovasi/([0-9a-f-]{36})", desk.page.url)
    assert found, await desk.text()
    return found[1]


async def scored(desk: Desk, innovation: str, evaluator: str) -> None:
    """An evaluator hands in a sheet."""
    await desk.sign_in(evaluator)
    await desk.open(f"/inovasi/{innovation}/tindakan/score")
    await hand_in(desk)


async def hand_in(desk: Desk) -> None:
    """Fill in the sheet that is open, and hand it in."""
    aspects = await desk.page.locator('input[name^="score."]').evaluate_all("all => all.map(each => each.name)")
    await desk.fill(dict.fromkeys(aspects, ASPECTS_GIVEN) | {"note": "Terukur di dua kota."})
    await desk.send()
    await desk.sign()
    assert await desk.page.locator(".govuk-notification-banner").count() == 1, await desk.text()


async def reported(desk: Desk, innovation: str) -> str:
    """The number of the check that the proposer reports on in time."""
    await desk.sign_in("pengusul")
    answers = YAML(typ="safe").load((EXAMPLES / "check.yaml").read_text())["answers"]
    found: list[str] = []

    async def in_time() -> bool:
        await desk.open("/tugas")
        link = desk.page.locator(f'a[href^="/inovasi/{innovation}/tindakan/report-check"]').first
        if not await link.count():
            return False
        address = await link.get_attribute("href")
        assert address is not None
        await desk.open(address)
        if not await desk.page.locator("textarea").count():
            return False
        await desk.fill({f"answers__{key}": answer for key, answer in answers.items()})
        await desk.send()
        if await desk.page.locator(".govuk-notification-banner").count():
            found.append(address.partition("perihal=")[2].partition("&")[0])
        return bool(found)

    await until(in_time, "a check to report on")
    return found[0]
