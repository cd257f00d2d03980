"""What isn't open to whoever reads is left out by name, and what is refused says whom to ask."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import EXAMPLES, OPERATOR, POST, PROPOSER, Cli
from tests.waiting import until

SCORE = ("--file", EXAMPLES / "score.yaml")
NOT_OPEN = {"en": "(not open to you)", "id": "(tidak terbuka bagi Anda)"}
SECRET = "Dua lembar berkas belum ditandatangani."


def as_(person: str) -> tuple[str, str]:
    return "--as", person


async def events(cli: Cli, innovation: str, person: str) -> list[dict[str, Any]]:
    """The history that a person reads."""
    found: list[dict[str, Any]] = await cli.done("history", innovation, *as_(person))
    return found


async def of(cli: Cli, innovation: str, person: str, kind: str) -> dict[str, Any]:
    """The last event of a type in the history that a person reads."""
    return [each for each in await events(cli, innovation, person) if each["type"] == kind][-1]


async def scored_once(cli: Cli) -> str:
    """An innovation whose panel is open, and one of whom has scored."""
    innovation = await cli.in_evaluation()
    await cli.done("score", innovation, *SCORE, *as_("evaluator-1"))
    return innovation


async def test_a_sheet_is_confidential_wherever_it_is_read_until_its_panel_closes(cli: Cli) -> None:
    innovation = await scored_once(cli)
    for person in ("evaluator-1", "sekretariat", "auditor"):
        sheet = await of(cli, innovation, person, "ScoreSubmitted")
        assert (sheet["not_open"], sheet["data"]["total"]) == ([], "90.4")
        assert (await cli.done("show", innovation, *as_(person)))["panel"][0]["total"] == "90.4"
    for person in ("evaluator-2", "menteri", "pengusul", "petugas-bandung", "administrator"):
        sheet = await of(cli, innovation, person, "ScoreSubmitted")
        assert {"scores", "total"} <= set(sheet["not_open"])
        assert not {"scores", "total", "recommendation"} & sheet["data"].keys()
        for command in (("show", innovation), ("replay", innovation), ("history", innovation)):
            for arguments in (command, (*command, "--json")):
                assert "90.4" not in (await cli(*arguments, *as_(person))).out
        shown = await cli.done("show", innovation, *as_(person))
        assert "panel.0.total" in shown["not_open"]
        replayed = await cli.done("replay", innovation, *as_(person))
        assert "innovation.panel.0.total" in replayed["not_open"]
        first, last = "1", str(replayed["innovation"]["version"])
        compared = await cli.done("replay", innovation, "--diff", first, last, *as_(person))
        assert {"path": "innovation.panel.0.total", "before": None, "after": None, "not_open": True} in compared


async def test_when_the_panel_has_closed_it_reads_all_sheets_and_the_proposer_what_names_nobody(cli: Cli) -> None:
    innovation = await cli.in_decision()
    for person in ("evaluator-2", "menteri"):
        assert (await of(cli, innovation, person, "ScoreSubmitted"))["not_open"] == []
    shown = await cli.done("show", innovation, *PROPOSER)
    assert (shown["grade"], shown["totals"]) == ("90.4000", ["90.4", "90.4", "90.4"])
    assert [seat["total"] for seat in shown["panel"]] == [None, None, None]
    assert (await of(cli, innovation, "pengusul", "EvaluationClosed"))["not_open"] == ["totals", "chain"]
    said = (await cli("show", innovation, *PROPOSER)).out
    assert "Totals, nobody named: 90.4, 90.4 and 90.4" in said
    assert "turn to the secretariat" in said
    for person in ("petugas-jayapura", "evaluator-4"):
        shown = await cli.done("show", innovation, *as_(person))
        assert (shown["grade"], shown["totals"]) == (None, [])
        assert "90.4" not in (await cli("show", innovation, *as_(person))).out


async def test_out_of_no_hash_can_it_be_found_whose_total_is_whose(cli: Cli) -> None:
    """Six orders of three totals are soon tried: neither the closing's hash is shown nor one of its decision's."""
    innovation = await cli.in_decision()
    chains = {each["type"]: each["chain"] for each in await events(cli, innovation, "pengusul")}
    assert chains["EvaluationClosed"] is chains["ScoreSubmitted"] is None
    assert chains["PilotsClosed"] is not None
    for person in ("menteri", "auditor"):
        assert all(each["chain"] for each in await events(cli, innovation, person))


async def test_reasons_and_notes_are_for_those_who_act_on_it(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    await cli.done("note", innovation, SECRET, *OPERATOR)
    values = ("cakupan=26", "waktu-terbit=2", "--note", SECRET)
    await cli.done("report", innovation, "--region", "32.73", *values, *as_("petugas-bandung"))
    for person, note, report in (
        ("pengusul", True, True),
        ("menteri", True, True),
        ("petugas-bandung", False, True),
        ("petugas-makassar", False, False),
        ("evaluator-1", False, False),
        ("administrator", False, False),
    ):
        assert ((await of(cli, innovation, person, "NoteMade"))["not_open"] == []) == note
        assert ((await of(cli, innovation, person, "MeasurementReported"))["not_open"] == []) == report
        assert (SECRET in (await cli("history", innovation, *as_(person), "--json")).out) == (note or report)
    amend = ("amend-report", innovation, "cakupan=26", "waktu-terbit=3", "--report", "1", "--note", SECRET)
    await cli.done(*amend, "--reason", SECRET, *as_("petugas-bandung"))
    for person, open_to in (("petugas-bandung", True), ("pengusul", True), ("petugas-makassar", False)):
        for reading in ("history", "show", "replay"):
            ran = await cli(reading, innovation, *as_(person), "--json")
            assert (SECRET in ran.out) == open_to, (person, reading)


@pytest.mark.parametrize("lang", ["en", "id"])
async def test_a_refused_command_is_shown_to_who_gave_it_and_to_nobody_else_who_doesnt_watch(
    cli: Cli, lang: str
) -> None:
    innovation = await cli.proposed()
    await cli.refused("role_missing", "admit", innovation, *as_("menteri"))
    for person, open_ in (("menteri", True), ("sekretariat", True), ("auditor", True), ("pengusul", False)):
        refusal = await of(cli, innovation, person, "CommandRefused")
        assert (refusal["actor"] == "menteri") == open_
        assert (refusal["not_open"] == []) == open_
        said = (await cli("history", innovation, *as_(person), "--lang", lang)).out
        assert (NOT_OPEN[lang] in said) != open_


async def test_lists_show_everybody_the_same(cli: Cli) -> None:
    await scored_once(cli)

    async def the_same() -> bool:
        first, *others = [
            await cli.done("list", *as_(person)) for person in ("auditor", "petugas-jayapura", "administrator")
        ]
        return all(each == first for each in others)

    await until(the_same, "what is shown to everybody to be the same")  # something may fall due in between


async def test_the_whole_record_is_for_those_who_may_see_all_of_it(cli: Cli, tmp_path: Path) -> None:
    innovation = await cli.in_evaluation()
    whole = (
        ("export", innovation, "--format", "csv", "--out", tmp_path / "export.csv"),
        ("what-if", innovation, "--edition", "kipp-2023"),
    )
    for command in (*whole, ("bundle", innovation, "--out", tmp_path / "bundle.zip")):
        for person in ("pengusul", "menteri", "evaluator-1", "petugas-bandung", "administrator"):
            await cli.refused("not_open", *command, *as_(person))
    assert not list(tmp_path.iterdir())
    for command in whole:
        await cli.done(*command, *OPERATOR)
    for everything in (("export", "--format", "csv"), ("bundle", "--all", "--out", tmp_path / "all")):
        await cli.refused("not_open", *everything, *OPERATOR)
    said = (await cli("export", "--format", "csv", *OPERATOR)).err
    assert "Bagus Rekaan may not see the record of everything." in said
    assert "Ask somebody in this role for what you need of it: auditor." in said
    assert (await cli("export", "--format", "csv", *as_("auditor"))).code == 0


async def test_an_operator_who_is_barred_gets_no_whole_record(cli: Cli) -> None:
    granted = ("people", "grant", "rangkap", "operator", "--agency", "kota-surakarta")
    await cli.done(*granted, *POST, "--as", "administrator", "--with", "administrator-2")
    innovation = await cli.in_evaluation()
    await cli.refused("not_open", "export", innovation, "--format", "csv", *as_("rangkap"))
    assert (await of(cli, innovation, "rangkap", "PilotsClosed"))["not_open"] == []


async def test_other_people_are_shown_to_those_who_administer_choose_and_audit(cli: Cli) -> None:
    for person in ("administrator", "sekretariat", "auditor"):
        assert "pengusul" in {each["id"] for each in await cli.done("people", "list", *as_(person))}
        await cli.done("people", "keys", "pengusul", *as_(person))
    for person in ("pengusul", "menteri", "evaluator-1", "petugas-bandung"):
        await cli.refused("not_open", "people", "list", *as_(person))
        await cli.refused("not_open", "people", "keys", "auditor", *as_(person))
        await cli.done("people", "keys", person, *as_(person))


async def test_publications_are_open_to_everybody_who_holds_a_role(cli: Cli) -> None:
    for person in ("petugas-bandung", "administrator", "auditor"):
        for kind in ("editions", "reference"):
            assert await cli.done(kind, "list", *as_(person))


async def test_an_agencys_own_administrator_is_shown_its_people(cli: Cli) -> None:
    found = {each["id"] for each in await cli.done("people", "list", *as_("admin-surakarta"))}
    assert {"pengusul", "admin-surakarta"} <= found
    assert not {"sekretariat", "petugas-bandung", "auditor"} & found
    assert "others are open to" in (await cli("people", "list", *as_("admin-surakarta"))).out
    await cli.done("people", "keys", "pengusul", *as_("admin-surakarta"))
    await cli.refused("not_open", "people", "keys", "petugas-bandung", *as_("admin-surakarta"))


async def test_a_dossier_has_what_is_open_to_whoever_reads_it(cli: Cli) -> None:
    innovation = await cli.in_decision()
    judged = (await cli.done("show", innovation, "--full", *as_("menteri")))["dossier"]
    assert (len(judged["sheets"]), judged["unnamed"], judged["not_open"]) == (3, [], [])
    proposed = (await cli.done("show", innovation, "--full", *PROPOSER))["dossier"]
    assert (proposed["sheets"], len(proposed["unnamed"]), proposed["not_open"]) == ([], 3, ["sheets"])
    said = (await cli("show", innovation, "--full", *PROPOSER)).out
    assert "Totals and notes, nobody named" in said
    assert "Not open to you, and so not shown: score sheets" in said
    outline = (await cli.done("show", innovation, "--full", *as_("evaluator-4")))["dossier"]
    assert (outline["proposal"]["problem"], outline["unnamed"], outline["evidence"]) == ("", [], [])
