"""What looks like a repeat is asked about before anything is sent, and done when it is meant."""

import sys
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest

from tests.cli.running import PROPOSAL, PROPOSER, Cli

OFFICER = ("--as", "petugas-bandung")
VALUES = ("cakupan=26", "waktu-terbit=2")


class Person(StringIO):
    """Somebody at the terminal who types this."""

    def isatty(self) -> bool:
        return True


async def version(cli: Cli, innovation: str) -> int:
    found: int = (await cli.done("show", innovation))["version"]
    return found


async def test_the_same_report_twice_is_not_sent_unless_it_is_meant(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    report = ("report", innovation, *OFFICER)
    await cli.done(*report, *VALUES)
    before = await version(cli, innovation)
    await cli.refused("same_report", *report, *VALUES)
    await cli.refused("early_report", *report, "cakupan=27", "waktu-terbit=2")
    assert await version(cli, innovation) == before
    ran = await cli(*report, *VALUES)
    assert ran.code == 1
    assert "--force" in ran.err
    await cli.done(*report, *VALUES, "--force")
    assert await version(cli, innovation) == before + 1


async def test_the_same_command_again_is_a_retry_and_nothing_to_doubt(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    report = ("report", innovation, *VALUES, *OFFICER, "--command-id", str(uuid4()))
    receipts = [await cli.done(*report) for _ in range(2)]
    assert receipts[0]["event_ids"] == receipts[1]["event_ids"]
    propose = ("propose", PROPOSAL, *PROPOSER, "--command-id", str(uuid4()))
    first = await cli.done(*propose, "--force")
    assert (await cli.done(*propose))["event_ids"] == first["event_ids"]


async def test_a_proposal_much_like_another_of_the_agency_is_asked_about(cli: Cli, tmp_path: Path) -> None:
    await cli.proposed()
    await cli.refused("similar_proposal", "propose", PROPOSAL, *PROPOSER)
    other = tmp_path / "proposal.yaml"
    other.write_text(PROPOSAL.read_text().replace("Kartu Insentif Anak", f"Antrean Daring {uuid4()}"))
    await cli.done("propose", other, *PROPOSER)
    ran = await cli("propose", PROPOSAL, *PROPOSER, "--lang", "id")
    assert "sangat mirip: “Kartu Insentif Anak”" in ran.err


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("ya", 0), ("", 1), ("n", 1)])
async def test_whoever_is_at_the_terminal_is_asked(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    innovation = await cli.in_pilot()
    report = ("report", innovation, *VALUES, *OFFICER)
    await cli.done(*report)
    before = await version(cli, innovation)
    monkeypatch.setattr(sys, "stdin", Person(f"{answer}\n"))
    ran = await cli(*report)
    assert ran.code == code
    assert "these very values" in ran.err
    assert await version(cli, innovation) == before + (code == 0)


async def test_an_adoptions_report_that_says_the_same_is_asked_about(cli: Cli) -> None:
    innovation = await cli.in_scaling()
    await cli.done("commit-adoption", innovation, *OFFICER)
    report = ("report-adoption", innovation, "adapt", *OFFICER)
    await cli.done(*report)
    await cli.refused("same_phase", *report)
    await cli.done(*report, "--note", "Dua puskesmas ikut.")


async def test_nothing_is_doubted_that_will_be_refused(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    await cli.done("report", innovation, *VALUES, *OFFICER)
    await cli.refused("indicator_missing", "report", innovation, VALUES[0], *OFFICER)
    await cli.refused("no_such_pilot", "report", innovation, *VALUES, "--region", "33.72", *OFFICER)


@pytest.mark.parametrize(
    ("who", "code"), [("hantu", "unknown_person"), ("auditor", "role_missing"), ("petugas-makassar", "other_region")]
)
async def test_no_doubt_tells_of_a_report_to_who_may_not_give_it(cli: Cli, who: str, code: str) -> None:
    innovation = await cli.in_pilot()
    await cli.done("report", innovation, *VALUES, *OFFICER)
    for values in (VALUES, ("cakupan=27", "waktu-terbit=2")):
        await cli.refused(code, "report", innovation, *values, "--region", "32.73", "--as", who)


@pytest.mark.parametrize(
    ("who", "code"),
    [("hantu", "unknown_person"), ("sekretariat", "role_missing"), ("petugas-makassar", "other_region")],
)
async def test_no_doubt_tells_of_an_adoptions_report_to_who_may_not_give_it(cli: Cli, who: str, code: str) -> None:
    innovation = await cli.in_scaling()
    await cli.done("commit-adoption", innovation, *OFFICER)
    await cli.done("report-adoption", innovation, "adapt", "--note", "Rahasia", *OFFICER)
    report = ("report-adoption", innovation, "adapt", "--region", "32.73")
    for note in ("Rahasia", "Lain"):
        await cli.refused(code, *report, "--note", note, "--as", who)


@pytest.mark.parametrize(("who", "code"), [("hantu", "unknown_person"), ("sekretariat", "role_missing")])
async def test_no_doubt_tells_of_a_proposal_to_who_may_not_propose_for_its_agency(
    cli: Cli, who: str, code: str
) -> None:
    await cli.proposed()
    await cli.refused(code, "propose", PROPOSAL, "--as", who)
