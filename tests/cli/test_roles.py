"""Each role's commands, done and refused, and what they look like afterwards."""

from datetime import datetime
from pathlib import Path

import pytest

from domain.periods import JAKARTA
from tests.cli.running import (
    ADMINISTRATORS,
    DEPUTY,
    EXAMPLES,
    MINISTER,
    OPERATOR,
    POST,
    PROPOSAL,
    PROPOSER,
    UNKNOWN,
    Cli,
)
from tests.furnished import edition, in_hours
from tests.waiting import until

ASPECTS = (
    "background",
    "novelty",
    "implementation",
    "significance",
    "adaptability",
    "resources",
    "sustainability",
    "scale_readiness",
)
SHEET = [f"{aspect}=90" for aspect in ASPECTS]
NOTE = ("--note", "Siap diperluas.")


async def test_a_proposal_is_returned_revised_admitted_and_moved_to_another_edition(cli: Cli, tmp_path: Path) -> None:
    innovation = await cli.proposed()
    revision = tmp_path / "revision.yaml"
    revision.write_text("title: Kartu Anak\n")
    await cli.refused("not_returned", "revise", innovation, revision, *PROPOSER)
    await cli.refused("reason_required", "return", innovation, *OPERATOR)
    await cli.done("return", innovation, *OPERATOR, "--reason", "belum lengkap")
    await cli.done("revise", innovation, revision, *PROPOSER)
    assert (await cli.done("show", innovation))["title"] == "Kartu Anak"
    await cli.done("admit", innovation, *OPERATOR)
    await cli.refused("wrong_stage", "admit", innovation, *OPERATOR)
    move = ("move-edition", innovation, "kipp-2025", *OPERATOR, "--reason", "edisi baru")
    await cli.refused("confirmation_required", *move)
    await cli.done(*move, "--with", "administrator")
    assert (await cli.done("show", innovation))["edition"] == "kipp-2025"


@pytest.mark.parametrize(
    ("command", "who", "end"),
    [("reject", OPERATOR, "rejected"), ("withdraw", PROPOSER, "withdrawn")],
)
async def test_a_proposal_that_ended_accepts_nothing_more(
    cli: Cli, command: str, who: tuple[str, ...], end: str
) -> None:
    innovation = await cli.proposed()
    await cli.done(command, innovation, *who, "--reason", "alasan")
    assert (await cli.done("show", innovation))["stage"] == end
    await cli.refused("ended", "admit", innovation, *OPERATOR)


async def test_a_region_reports_what_its_pilot_measured(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    officer = ("--as", "petugas-bandung")
    await cli.done("report", innovation, "cakupan=12.5", "waktu-terbit=5", *officer)
    await cli.refused("indicator_missing", "report", innovation, "cakupan=13", *officer)
    await cli.refused(
        "other_region", "report", innovation, "cakupan=1", "waktu-terbit=1", "--region", "73.71", *officer
    )
    await cli.refused("role_missing", "report", innovation, "cakupan=1", "--as", "evaluator-1")
    assert (await cli("report", innovation, "cakupan", *officer)).code == 2
    assert (await cli("report", innovation, "cakupan=banyak", *officer)).code == 2
    assert (await cli("report", innovation, "cakupan=1", "cakupan=2", *officer)).code == 2


async def test_operators_extend_abort_and_close_pilots(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    why = (*OPERATOR, "--reason", "alasan")
    await cli.done("extend-pilot", innovation, "--region", "32.73", "--by", "PT9S", *why)
    await cli.done("abort-pilot", innovation, "--region", "73.71", *why)
    await cli.refused("pilot_aborted", "abort-pilot", innovation, "--region", "73.71", *why)
    await cli.refused("invalid_payload", "extend-pilot", innovation, "--region", "32.73", "--by", "besok", *why)
    await cli.done("close-pilots", innovation, *OPERATOR)
    assert (await cli.done("show", innovation))["stage"] == "evaluation"


async def test_operators_suspend_resume_note_and_attach_evidence(cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.done("note", innovation, "Berkas asli diterima.", *OPERATOR)
    await cli.done("attach-evidence", innovation, "Foto", "--document", EXAMPLES / "check.yaml", *OPERATOR)
    assert (await cli("attach-evidence", innovation, "Foto", "--document", "nowhere", *OPERATOR)).code == 2
    await cli.done("suspend", innovation, *OPERATOR, "--reason", "ditunda")
    await cli.refused("suspended", "admit", innovation, *OPERATOR)
    assert "suspended" in (await cli("show", innovation)).out
    await cli.done("resume", innovation, *OPERATOR)
    await cli.refused("not_suspended", "resume", innovation, *OPERATOR)


async def test_a_panel_without_the_proposers_agency_scores_on_the_command_line_or_by_file(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    await cli.done("close-pilots", innovation, *OPERATOR)
    await cli.refused(
        "same_agency",
        "assign-panel", innovation, "evaluator-1", "evaluator-2", "evaluator-surakarta", *OPERATOR,
    )  # fmt: skip
    await cli.done("assign-panel", innovation, "evaluator-1", "evaluator-2", "evaluator-3", *OPERATOR)
    first, second = ("--as", "evaluator-1"), ("--as", "evaluator-2")
    await cli.refused("aspect_twice", "score", innovation, *SHEET, "novelty=80", *NOTE, *first)
    await cli.refused("sheet_invalid", "score", innovation, "novelty=101", *SHEET[2:], SHEET[0], *NOTE, *first)
    await cli.refused("unknown_aspect", "score", innovation, "colour=1", *NOTE, *first)
    lacking = ("score", innovation, "novelty=1", *NOTE, "--justify", "novelty=Sama.", *first)
    await cli.refused("aspect_missing", *lacking)
    assert "Latar belakang dan tujuan (background)" in (await cli(*lacking, "--lang", "id")).err
    assert (await cli("score", innovation, "novelty=high", *first)).code == 2
    assert (await cli("score", innovation, *first)).code == 2
    await cli.refused("invalid_payload", "score", innovation, *SHEET, *first)  # no note
    high = ("score", innovation, "novelty=97", *SHEET[:1], *SHEET[2:], *NOTE, "--recommend", "scale_national", *first)
    await cli.refused("sheet_invalid", *high)
    await cli.refused("invalid_payload", *high, "--justify", "novelty=Baru", "--justify", "charm=Menarik")
    await cli.done(*high, "--justify", "novelty=Belum ada di kota lain: kartu = insentif.")
    await cli.refused("already_scored", "score", innovation, *SHEET, *NOTE, *first)
    await cli.done("score", innovation, "--file", EXAMPLES / "score.yaml", *second)
    why = (*OPERATOR, "--reason", "konflik")
    await cli.done("replace-evaluator", innovation, "evaluator-3", "evaluator-4", *why)
    await cli.done("declare-conflict", innovation, "--as", "evaluator-4", "--reason", "kerabat")
    await cli.comes_to(innovation, "decision")


async def test_a_national_decision_takes_two_people_and_an_objection_undoes_it(cli: Cli) -> None:
    innovation = await cli.in_decision()
    file = EXAMPLES / "decision.yaml"
    await cli.refused("nothing_to_endorse", "endorse", innovation, *DEPUTY)
    await cli.refused("reason_required", "decide", innovation, "decline", "--as", "menteri")
    disagreeing = await cli("decide", innovation, "decline", file, *MINISTER, "--json")
    assert (disagreeing.code, disagreeing.json["code"]) == (2, "two_choices")
    await cli.done("decide", innovation, "scale_national", file, *MINISTER)
    await cli.refused("already_decided", "decide", innovation, "decline", *DEPUTY)
    await cli.refused("excluding_capacity", "endorse", innovation, *MINISTER)
    assert "waits for its determination" in (await cli("show", innovation)).out
    await cli.done("object", innovation, *DEPUTY)
    regions = ("--adopter", "32.73", "--adopter", "73.71", "--instrument", "SK 1")
    await cli.refused("excluding_capacity", "decide", innovation, "scale_regions", *regions, *DEPUTY)
    await cli.done("decide", innovation, "scale_regions", *regions[:-2], *MINISTER)
    await cli.refused("instrument_required", "endorse", innovation, *DEPUTY)
    await cli.done("endorse", innovation, "--instrument", "SK 1", *DEPUTY)
    assert (await cli.done("show", innovation))["stage"] == "scaling"


async def test_regions_commit_report_complete_decline_and_volunteer(cli: Cli) -> None:
    innovation = await cli.in_scaling()
    bandung, makassar = ("--as", "petugas-bandung"), ("--as", "petugas-makassar")
    await cli.refused("unknown_region", "commit-adoption", innovation, "--region", "99.99", *bandung)
    await cli.refused("other_region", "commit-adoption", innovation, "--region", "73.71", *bandung)
    await cli.refused("reason_required", "decline-adoption", innovation, *bandung)
    await cli.done("decline-adoption", innovation, *bandung, "--reason", "anggaran")
    receipt = await cli.done("commit-adoption", innovation, *makassar)
    assert receipt["stream"].startswith(f"adoption/{innovation}/")
    await cli.done("submit", innovation, "report-adoption", "--set", "phase=adapt", *makassar)
    await cli.refused("phase_backwards", "report-adoption", innovation, "prepare", *makassar)
    assert (await cli("report-adoption", innovation, "selesai", *makassar)).code == 2
    await cli.done("complete-adoption", innovation, *makassar)
    await cli.done("people", "grant", "petugas-padang", "regional_officer", "--agency", "kota-padang", *POST,
                   "--region", "13.71", *ADMINISTRATORS)  # fmt: skip
    await cli.done("adopt", innovation, "--as", "petugas-padang")
    adoptions = {each["region"]: each["status"] for each in (await cli.done("show", innovation))["adoptions"]}
    assert adoptions["13.71"] == "committed"
    assert adoptions["32.73"] == "declined"
    assert adoptions["73.71"] == "completed"
    assert "13.71 Kota Padang" in (await cli("show", innovation)).out

    async def covered() -> bool:
        return "Coverage: 1 of 4, 25 percent" in (await cli("show", innovation)).out

    await until(covered, "the innovation to take over what was completed")


async def test_a_decree_is_recorded_by_one_official_and_confirmed_by_another(cli: Cli, tmp_path: Path) -> None:
    innovation, other = await cli.in_decision(), await cli.proposed()
    await cli.done("decide", innovation, "scale_regions", "--adopter", "Kota Bandung", *DEPUTY)
    scan, fake = tmp_path / "sk.pdf", tmp_path / "lain.pdf"
    scan.write_bytes(b"%PDF-1.7 SK")
    fake.write_bytes(b"%PDF-1.7 lain")
    today = str(datetime.now(JAKARTA).date())
    record = ("record-decree", innovation, scan, "--number", "Kepmen 7", "--dated", today, "--signatory")
    await cli.refused("excluding_capacity", *record, "deputi", *OPERATOR)
    await cli.refused("role_missing", *record, "sekretariat", *OPERATOR)
    await cli.refused("no_decree", "confirm-decree", innovation, scan, "--as", "sekretariat-2")
    await cli.done(*record, "menteri", "--annex", other, *OPERATOR)
    waiting = " ".join((await cli("show", innovation, "--as", "sekretariat-2")).out.split())
    for each in ("Decree that waits to be confirmed", "Kepmen 7", "Kartu Insentif Anak", "proposed by Arif Rekaan"):
        assert each in waiting
    await cli.refused("same_recorder", "confirm-decree", innovation, scan, *OPERATOR)
    await cli.refused("other_decree", "confirm-decree", innovation, fake, "--as", "sekretariat-2")
    assert (await cli("confirm-decree", innovation, tmp_path / "none.pdf", "--as", "sekretariat-2")).code == 2
    await cli.done("confirm-decree", innovation, scan, "--as", "sekretariat-2")
    shown = await cli.done("show", innovation)
    assert (shown["stage"], shown["decision"]["instrument"]) == ("scaling", "Kepmen 7")
    assert (shown["decision"]["determined_by"], shown["decision"]["determined_on"]) == ("menteri", today)
    told = (await cli("show", innovation)).out
    assert "Decision: Scale to some regions, determined by" in told
    assert "(Kepmen 7, " in told
    assert "waits to be confirmed" not in told
    recorded = next(each for each in await cli.done("history", innovation) if each["type"] == "DecreeRecorded")
    assert recorded["data"]["decree"]["annex"] == [innovation, other]


async def test_a_regulation_that_comes_later_is_added_to_the_decree(cli: Cli, tmp_path: Path) -> None:
    innovation = await cli.in_scaling()
    scan = tmp_path / "permendagri.pdf"
    scan.write_bytes(b"%PDF-1.7 Permendagri")
    add = ("add-instrument", innovation, "Permendagri 2/2026", "Kartu Identitas Anak", "--document", scan)
    await cli.refused("instrument_dated", *add, "--dated", "2999-01-01", *OPERATOR)
    await cli.refused("role_missing", *add, *MINISTER)
    await cli.done(*add, "--dated", "2026-01-14", *OPERATOR)
    await cli.refused("instrument_known", *add, *OPERATOR)
    full = await cli.done("show", innovation, "--full")
    assert [each["number"] for each in full["dossier"]["instruments"]][1:] == ["Permendagri 2/2026"]
    assert "14 January 2026" in (await cli("show", innovation, "--full")).out


async def test_checks_are_reported_assessed_and_followed_by_a_correction_or_an_end(cli: Cli, tmp_path: Path) -> None:
    await publish_with_checks_in_seconds(cli, tmp_path / "edition.toml", "kilat")
    proposal = tmp_path / "proposal.yaml"
    proposal.write_text(PROPOSAL.read_text().replace("edition: ringkas", "edition: kilat"))
    innovation = await cli.in_decision(proposal)
    regions = ("--adopter", "32.73", "--adopter", "73.71", "--instrument", "SK 1")
    await cli.done("decide", innovation, "scale_regions", *regions, *MINISTER)
    await cli.done("endorse", innovation, *DEPUTY)
    await cli.done("submit", innovation, "plan_waves", "--set", 'waves=[{adopters: ["32.73", 73.71]}]', *OPERATOR)
    for who in ("petugas-bandung", "petugas-makassar"):
        await cli.done("commit-adoption", innovation, "--as", who)
        await cli.done("complete-adoption", innovation, "--as", who)
    check = await reported_check(cli, innovation)
    await cli.done("assess-check", innovation, check, "at_risk", "--as", "evaluator-1")
    await cli.done("require-correction", innovation, *MINISTER)
    await cli.refused("no_such_check", "assess-check", innovation, "99", "lapsed", "--as", "evaluator-1")
    assert (await cli("assess-check", innovation, check, "fine", "--as", "evaluator-1")).code == 2
    await cli.done("report-correction", innovation, "Pelatihan ulang petugas.", *PROPOSER)
    await cli.refused("too_early", "institutionalise", innovation, "--instrument", "SK 2", *MINISTER)
    await cli.done("revoke", innovation, *MINISTER)
    await cli.refused("same_revoker", "revoke", innovation, *MINISTER)
    await cli.done("discontinue", innovation, *DEPUTY)
    assert (await cli.done("show", innovation))["stage"] == "discontinued"


async def publish_with_checks_in_seconds(cli: Cli, file: Path, name: str) -> None:
    """Publish an edition: a check can be waited for, and nearly until the next one there is time to report.

    Until two are missed in a row, which has consequences of its own, a slow machine gives some commands.
    """
    before, heading, _ = edition("ringkas").partition("[sustaining]\n")
    checks = """
        check_every = "PT25S"
        report = { due = "PT24S" }
        assessment = { due = "PT1S" }
        correction = { due = "PT20H" }
        checks_before_institutionalisation = 2
    """
    file.write_text(in_hours(before.replace('name = "ringkas"', f'name = "{name}"')) + heading + checks)
    await cli.done("editions", "publish", file, *ADMINISTRATORS)


async def reported_check(cli: Cli, innovation: str) -> str:
    """The number of the first check that the proposer reports on in time."""
    reported: list[str] = []

    async def in_time() -> bool:
        for task in await cli.done("inbox", *PROPOSER, "--limit", "1000"):
            if (task["innovation"], task["what"]) == (innovation, "check_report"):
                number = str(task["subject"])
                ran = await cli("submit", innovation, "report_check", "--file", EXAMPLES / "check.yaml",
                                "--set", f"check={number}", *PROPOSER)  # fmt: skip
                reported.extend([number] if ran.code == 0 else [])
        return bool(reported)

    await until(in_time, "a check to report on")
    return reported[0]


@pytest.mark.parametrize(
    ("command", "code"),
    [("admit", "unknown_innovation"), ("frobnicate", "unknown_command"), ("grant_role", "unknown_command")],
)
async def test_what_cannot_be_is_refused_in_the_persons_name(cli: Cli, command: str, code: str) -> None:
    innovation = UNKNOWN if command == "admit" else await cli.proposed()
    await cli.refused(code, "submit", innovation, command, *OPERATOR)


async def test_a_person_without_the_role_or_unknown_is_refused_and_recorded(cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.refused("role_missing", "admit", innovation, "--as", "evaluator-1")
    await cli.refused("unknown_person", "admit", innovation, "--as", "siapa")
    await cli.refused("system_only", "submit", innovation, "time_reached", *OPERATOR)
    refusals = [each for each in await cli.done("history", innovation) if each["type"] == "CommandRefused"]
    assert [each["actor"] for each in refusals][:2] == ["evaluator-1", "siapa"]
    assert all(each["stream"] == f"refusals/{innovation}" for each in refusals)
