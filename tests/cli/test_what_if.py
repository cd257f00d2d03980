"""An auditor asks what would have become of an innovation under another edition."""

from tests.cli.running import OPERATOR, UNKNOWN, Cli
from tests.cli.test_auditing import tampered
from wiring.settings import Settings


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
    assert first["recorded"]["command"]["actor"] == "sekretariat"
    assert first["otherwise"]["refusal"]["code"] == "pilot_too_short"  # a minute, where months are asked
    assert (found["recorded"]["stage"], found["otherwise"]["stage"]) == ("decision", "pilot")
    shown = (await cli("what-if", innovation, "--edition", "kipp-2023")).out
    assert "The first decision that would differ" in shown
    assert "by Bagus Rekaan" in shown.split("The first decision")[1]


async def test_a_record_that_differs_under_todays_rules_is_named(cli: Cli, stack: Settings) -> None:
    innovation = await cli.proposed()
    async with tampered(
        stack, "data = convert_to(replace(convert_from(data, 'UTF8'), 'Anak', 'Bayi'), 'UTF8')", innovation
    ):
        found = await cli.done("what-if", innovation, "--edition", "kipp-2025")
        assert not found["reproduced"]
        assert found["deviation"] == {"stream": f"innovation/{innovation}", "version": 1}
        assert "today's rules don't give version 1" in (await cli("what-if", innovation, "--edition", "ringkas")).out


async def test_an_edition_or_innovation_that_is_not_there_is_refused(cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.refused("unknown_edition", "what-if", innovation, "--edition", "kipp-1999")
    await cli.refused("unknown_innovation", "what-if", UNKNOWN, "--edition", "ringkas")
    assert (await cli("what-if", innovation)).code == 2
