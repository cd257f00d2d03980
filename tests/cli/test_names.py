"""People read names of people, agencies and regions wherever they are told of them; programs read ids."""

from pathlib import Path

import pytest

from tests.cli.running import ADMINISTRATORS, OPERATOR, POST, Cli

SURAKARTA = "Pemerintah Kota Surakarta"


async def test_a_refusal_calls_people_agencies_and_regions_by_name_and_in_json_by_id(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    report = ("report", innovation, "--region", "73.71", "cakupan=26", "waktu-terbit=2", "--as", "petugas-bandung")
    assert "Only an officer of region Kota Makassar, or" in (await cli(*report)).err
    assert "Hanya petugas pelapor daerah Kota Makassar, atau" in (await cli(*report, "--lang", "id")).err
    assert "Only an officer of region 73.71, or" in (await cli(*report, "--json")).json["message"]
    await cli.done("close-pilots", innovation, *OPERATOR)
    panel = ("assign-panel", innovation, "evaluator-1", "evaluator-2", "evaluator-surakarta", *OPERATOR)
    said = (await cli(*panel)).err
    assert "Joko Rekaan belongs, " in said
    assert f"({SURAKARTA})" in said
    said = (await cli(*panel, "--json")).json["message"]
    assert said.startswith("evaluator-surakarta belongs, ")
    assert "(kota-surakarta)" in said


async def test_what_is_refused_before_it_is_sent_calls_people_by_name_too(cli: Cli) -> None:
    assert (
        "Asep Rekaan may not see the record" in (await cli("export", "--format", "csv", "--as", "petugas-bandung")).err
    )


async def test_a_refusal_tells_who_may_not_see_somebody_only_their_id(cli: Cli) -> None:
    retire = ("people", "retire-key", "sekretariat", "0" * 64, "--reason", "Hilang", "--as")
    assert "Only sekretariat can do this." in (await cli(*retire, "petugas-bandung")).err


async def test_whose_role_has_ended_is_still_called_by_name_and_sees_nobody_elses(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    grant = ("people", "grant", "petugas-lama", "regional_officer", "--agency", "kota-padang", "--region", "13.71")
    await cli.done(*grant, *POST, "--name", "Lestari Rekaan", *ADMINISTRATORS)
    await cli.done("people", "end", "petugas-lama", "regional_officer", "--reason", "Pensiun", *ADMINISTRATORS)
    said = (await cli("note", innovation, "Titip.", "--as", "petugas-lama")).err
    assert "Lestari Rekaan" in said
    assert "petugas-lama" not in said
    assert "Lestari Rekaan" in (await cli("list", "--as", "petugas-lama")).err
    retire = ("people", "retire-key", "sekretariat", "0" * 64, "--reason", "Hilang", "--as", "petugas-lama")
    assert "Bagus Rekaan" not in (await cli(*retire)).err


async def test_a_doubt_calls_a_region_by_name_and_in_json_by_code(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    report = ("report", innovation, "--region", "32.73", "cakupan=26", "waktu-terbit=2", "--as", "petugas-bandung")
    await cli.done(*report)
    assert "Region Kota Bandung has just given" in (await cli(*report)).err
    assert "Region 32.73 has just given" in (await cli(*report, "--json")).json["message"]


@pytest.mark.parametrize("asked", ["show", "history"])
async def test_an_innovation_is_told_of_with_the_names_of_agencies(cli: Cli, asked: str) -> None:
    innovation = await cli.proposed()
    await cli.done("admit", innovation, *OPERATOR)
    shown = " ".join((await cli(asked, innovation, "--as", "auditor", "--lang", "en")).out.split())
    assert "kota-surakarta" not in shown
    told = {"show": f"Agency: {SURAKARTA}", "history": "Bagus Rekaan"}[asked]
    assert told in shown


async def test_what_if_calls_by_name_who_asked_and_whose_proposal_it_is(cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.done("admit", innovation, *OPERATOR)
    shown = (await cli("what-if", innovation, "--edition", "kipp-2023", "--as", "auditor")).out
    for said in ("Ratih", "Bagus", "Pemerintah"):
        assert said in shown
    for said in ("pengusul", "sekretariat", "kota-surakarta"):
        assert said not in shown


async def test_who_proposes_for_several_agencies_is_told_each_by_name_with_its_id(cli: Cli, tmp_path: Path) -> None:
    for agency in ("kota-surakarta", "kota-bandung"):
        await cli.done("people", "grant", "ganda", "proposer", "--agency", agency, *POST, *ADMINISTRATORS)
    file = tmp_path / "draft.yaml"
    file.write_text("proposal:\n  title: Kartu Anak\n")
    said = (await cli("draft", "save", file, "--as", "ganda")).err
    assert f"{SURAKARTA} (kota-surakarta)" in said
    assert "Pemerintah Kota Bandung (kota-bandung)" in said
