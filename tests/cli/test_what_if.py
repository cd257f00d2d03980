"""An auditor asks what would have become of an innovation under another edition."""

from dataclasses import replace
from pathlib import Path

from domain.what_if import relived
from service import what_if
from tests.cli.running import EXAMPLES, OPERATOR, UNKNOWN, Cli, captured


async def test_under_its_own_edition_nothing_would_have_differed(cli: Cli) -> None:
    innovation = await cli.in_scaling()
    await cli.refused("role_missing", "decide", innovation, "decline", "--as", "evaluator-1", "--reason", "x")
    await cli.refused("version_moved", "note", innovation, "Basi", "--on-version", "1", *OPERATOR)
    await cli.done("note", innovation, "Segar", *OPERATOR)
    await cli.done("commit-adoption", innovation, "--as", "petugas-bandung")
    found = await cli.done("what-if", innovation, "--edition", "ringkas")
    assert (found["reproduced"], found["deviation"], found["first_difference"]) == (True, None, None)
    assert found["recorded"] == found["otherwise"]
    codes = [step["recorded"]["refusal"]["code"] for step in found["steps"] if step["recorded"]["refusal"]]
    assert codes == ["role_missing"]  # the other one wasn't refused by a rule
    assert found["steps"][0]["recorded"]["events"][0]["type"] == "InnovationProposed"
    assert "No decision would have differed" in (await cli("what-if", innovation, "--edition", "ringkas")).out


async def test_the_first_decision_that_would_have_differed_is_named(cli: Cli) -> None:
    innovation = await cli.in_decision()
    found = await cli.done("what-if", innovation, "--edition", "kipp-2023")
    assert found["reproduced"]
    first = found["steps"][found["first_difference"]]
    assert first["recorded"]["command"] == first["otherwise"]["command"]
    assert first["recorded"]["command"]["type"] == "plan_pilots"  # its pilots last too long, or too short, for months
    shown = (await cli("what-if", innovation, "--edition", "kipp-2023")).out
    assert "The first decision that would differ" in shown


async def test_an_edition_or_innovation_that_is_not_there_is_refused(cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.refused("unknown_edition", "what-if", innovation, "--edition", "kipp-1999")
    await cli.refused("unknown_innovation", "what-if", UNKNOWN, "--edition", "ringkas")
    assert (await cli("what-if", innovation)).code == 2
