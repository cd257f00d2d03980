"""Amendments on the command line: proposed by who handed something in, answered by the secretariat, and auditable."""

from pathlib import Path

from tests.cli.running import EXAMPLES, OPERATOR, PROPOSER, Cli
from tests.cli.test_roles import NOTE, SHEET, publish_with_checks_in_seconds, reported_check
from tests.furnished import in_hours

WHY = ("--reason", "salah ketik")
BANDUNG = ("--as", "petugas-bandung")


async def waiting(cli: Cli, innovation: str) -> list[tuple[str, str | None]]:
    """The numbers of the amendments of an innovation that wait for the secretariat, with the adopting region's code."""
    tasks = await cli.done("inbox", *OPERATOR, "--limit", "1000")
    mine = [each for each in tasks if (each["innovation"], each["what"]) == (innovation, "amendment")]
    return [(each["subject"], each["region"]) for each in mine]


async def test_a_measurement_is_amended_and_the_secretariat_sees_it_in_its_inbox(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    amend = ("amend-report", innovation, "cakupan=21,5", "waktu-terbit=5", "--report", "1", *BANDUNG)
    await cli.refused("nothing_to_amend", *amend, *WHY)
    await cli.done("report", innovation, "cakupan=12,5", "waktu-terbit=5", *BANDUNG)
    await cli.refused("reason_required", *amend)
    await cli.done(*amend, *WHY)
    await cli.refused("amendment_open", *amend, *WHY)
    assert await waiting(cli, innovation) == [("1", None)]
    [open_] = (await cli.done("show", innovation))["amendments"]
    assert (open_["number"], open_["by"], open_["statement"]["values"]["cakupan"]) == (1, "petugas-bandung", "21.5")
    assert (open_["reason"], open_["before"]["values"]["cakupan"]) == ("salah ketik", "12.5")
    for command in (("show", innovation), ("show", innovation, "--full")):
        shown = " ".join((await cli(*command, *OPERATOR)).out.split())
        assert "report 1 of Kota Bandung:" in shown
        assert "salah ketik" in shown
        assert "12.5 → 21.5" in shown
    await cli.refused("role_missing", "accept-amendment", innovation, "1", *BANDUNG)
    await cli.done("accept-amendment", innovation, "1", *OPERATOR)
    assert await waiting(cli, innovation) == []
    await cli.refused("no_amendment_open", "reject-amendment", innovation, "1", *OPERATOR, *WHY)
    read = [(each["type"], each["actor"]) for each in await cli.done("history", innovation)]
    assert ("AmendmentProposed", "petugas-bandung") in read
    assert ("AmendmentAccepted", "sekretariat") in read


async def test_a_score_sheet_is_amended_with_the_evaluators_own_key_and_counts_in_the_grade(cli: Cli) -> None:
    innovation = await cli.in_evaluation()
    for evaluator in ("evaluator-1", "evaluator-2"):
        await cli.done("score", innovation, *SHEET, *NOTE, "--as", evaluator)
    typo = ["novelty=9", *(each for each in SHEET if not each.startswith("novelty"))]
    first = ("--as", "evaluator-1")
    sheet = (*typo, *NOTE, "--justify", "novelty=Sudah ada di daerah lain.")
    receipt = await cli.done("amend-score", innovation, *sheet, *first, *WHY)
    assert receipt["signed"]["type"] == "amend_score"
    await cli.done("reject-amendment", innovation, "1", *OPERATOR, "--reason", "bukan kekeliruan")
    await cli.done("amend-score", innovation, "--file", EXAMPLES / "score.yaml", *first, *WHY)
    await cli.done("accept-amendment", innovation, "2", *OPERATOR)
    await cli.done("score", innovation, "--file", EXAMPLES / "score.yaml", "--as", "evaluator-3")
    await cli.comes_to(innovation, "decision")
    [one, two, three] = [each["total"] for each in (await cli.done("show", innovation))["panel"]]
    assert one == three != two
    found = await cli.done("what-if", innovation, "--edition", "ringkas")
    assert (found["reproduced"], found["first_difference"]) == (True, None)
    assert (await cli.done("verify", innovation))["ok"]


async def test_a_plan_of_waves_is_amended_by_another_person_than_its_author_only(cli: Cli, tmp_path: Path) -> None:
    innovation = await cli.awarded()
    plan, later = tmp_path / "plan.yaml", tmp_path / "later.yaml"
    plan.write_text(in_hours((EXAMPLES / "waves.yaml").read_text()))
    later.write_text(plan.read_text().replace("PT2H", "PT5H"))
    await cli.refused("waves_not_planned", "amend-waves", innovation, later, *OPERATOR, *WHY)
    await cli.done("plan-waves", innovation, plan, *OPERATOR)
    await cli.done("amend-waves", innovation, later, *OPERATOR, *WHY)
    await cli.refused("own_amendment", "accept-amendment", innovation, "1", *OPERATOR)


async def test_a_report_on_an_adoption_is_amended_in_its_own_stream(cli: Cli) -> None:
    innovation = await cli.in_scaling()
    await cli.done("commit-adoption", innovation, *BANDUNG)
    await cli.done("report-adoption", innovation, "evaluate", *BANDUNG)
    amended = await cli.done("amend-adoption-report", innovation, "adapt", "--report", "1", *BANDUNG, *WHY)
    assert amended["stream"].startswith(f"adoption/{innovation}/")
    assert await waiting(cli, innovation) == [("1", "32.73")]
    shown = " ".join((await cli("show", innovation)).out.split())
    assert "report 1 on the adoption: phase of adaptation" in shown
    assert "Amendment 1 (32.73 Kota Bandung)" in shown
    await cli.done("accept-amendment", innovation, "1", "--region", "32.73", *OPERATOR)
    adoptions = {each["region"]: each for each in (await cli.done("show", innovation))["adoptions"]}
    assert (adoptions["32.73"]["phase"], adoptions["32.73"]["amendments"]) == ("adapt", [])


async def test_answers_to_a_check_are_amended_until_it_is_assessed(cli: Cli, tmp_path: Path) -> None:
    await publish_with_checks_in_seconds(cli, tmp_path / "edition.toml", "kilas")
    proposal = tmp_path / "proposal.yaml"
    proposal.write_text((EXAMPLES / "kartu-insentif-anak.yaml").read_text().replace("ringkas", "kilas"))
    innovation = await cli.awarded(proposal)
    everybody = 'waves=[{adopters: ["32.73", "35.78", "73.71", "91.71"]}]'
    await cli.done("submit", innovation, "plan_waves", "--set", everybody, *OPERATOR)
    for who in ("petugas-bandung", "petugas-makassar", "petugas-surabaya"):
        await cli.done("commit-adoption", innovation, "--as", who)
        await cli.done("complete-adoption", innovation, "--as", who)
    check = await reported_check(cli, innovation)
    later = tmp_path / "check.yaml"
    example = (EXAMPLES / "check.yaml").read_text()
    later.write_text(example.replace("check: 1", f"check: {check}").replace("Empat kota", "Lima kota"))
    await cli.done("amend-check-report", innovation, later, *PROPOSER, *WHY)
    await cli.done("accept-amendment", innovation, "1", *OPERATOR)
    await cli.done("assess-check", innovation, check, "sustained", "--as", "evaluator-1")
    await cli.refused("already_assessed", "amend-check-report", innovation, later, *PROPOSER, *WHY)
