"""Administrators grant and end roles, publish editions and reference data; names stay in the vault."""

from pathlib import Path

from tests.agencies import PANRB
from tests.cli.running import ADMINISTRATORS, OPERATOR, POST, ROOT, Cli


async def test_a_granted_role_counts_until_it_is_ended(cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.done("people", "grant", "budi", "operator", "--agency", "kemenpanrb", *POST, *ADMINISTRATORS)
    await cli.done("note", innovation, "satu", "--as", "budi")
    await cli.refused("reason_required", "people", "end", "budi", "operator", *ADMINISTRATORS)
    await cli.done("people", "end", "budi", "operator", "--reason", "pindah tugas", *ADMINISTRATORS)
    await cli.refused("role_missing", "note", innovation, "dua", "--as", "budi")
    await cli.refused("role_not_held", "people", "end", "budi", "operator", "--reason", "x", *ADMINISTRATORS)


async def test_who_holds_several_posts_chooses_and_one_of_them_may_end(cli: Cli) -> None:
    innovation = await cli.proposed()
    grant = ("people", "grant", "nining", "operator", "--agency", "kemenpanrb", "--letter", "7/2026", *ADMINISTRATORS)
    await cli.done(*grant, "--title", "Kepala Bagian Umum")
    mandate = ("--mandate", "Menteri", "--mandate-rank", "menteri")
    await cli.done(*grant, "--title", "Deputi", "--tenure", "an", *mandate, "--rank", "jpt_madya")
    refused = await cli("note", innovation, "satu", "--as", "nining")
    held = f"operator-1 (Kepala Bagian Umum, {PANRB}) and operator-2 (a.n. Menteri, Deputi, {PANRB})"
    assert held in refused.err
    await cli.done("note", innovation, "satu", "--as", "nining", "--post", "operator-2")
    assert (await cli.done("history", innovation))[-1]["grant"] == "operator-2"
    [nining] = [each for each in await cli.done("people", "list") if each["id"] == "nining"]
    assert nining["grants"][1]["post"]["mandate"] == {"title": "Menteri", "rank": "menteri", "person": None}
    assert "Menteri" in (await cli("people", "list")).out
    await cli.done("people", "end", "nining", "operator", "--only", "operator-2", "--reason", "mutasi", *ADMINISTRATORS)
    await cli.done("note", innovation, "dua", "--as", "nining")


async def test_names_and_addresses_are_in_the_vault_and_in_no_command(cli: Cli) -> None:
    await cli.done(
        "people", "grant", "siti", "evaluator", "--agency", "universitas-rekaan-1", *POST,
        "--name", "Siti Rekaan", "--email", "siti@a.example", *ADMINISTRATORS,
    )  # fmt: skip
    [siti] = [each for each in await cli.done("people", "list") if each["id"] == "siti"]
    assert (siti["name"], siti["email"]) == ("Siti Rekaan", "siti@a.example")
    assert siti["grants"][0]["in_force"] is True
    [siti] = [each for each in await cli.done("people", "list", "--no-names") if each["id"] == "siti"]
    assert siti["name"] is None
    assert "Siti Rekaan" in (await cli("people", "list")).out


async def test_roles_have_a_time_and_officers_a_region(cli: Cli) -> None:
    officer = ("people", "grant", "wati", "regional_officer", *POST, "--agency")
    await cli.refused("agency_without_region", *officer, "kemenpanrb", *ADMINISTRATORS)
    await cli.refused("region_of_other", *officer, "kota-solok", "--region", "Kota Bandung", *ADMINISTRATORS)
    await cli.done(
        *officer, "Pemerintah Kota Solok",
        "--from", "2997-01-01 08:00 WIB", "--until", "2998-01-01", *ADMINISTRATORS,
    )  # fmt: skip
    [grant] = next(each for each in await cli.done("people", "list") if each["id"] == "wati")["grants"]
    assert grant["region"] == "13.72"
    assert grant["valid_from"] == "2997-01-01T01:00:00Z"
    assert grant["valid_until"] == "2998-01-01T16:59:59Z"
    assert grant["in_force"] is False


async def test_only_administrators_administer_and_none_of_them_alone(cli: Cli) -> None:
    grant = ("people", "grant", "joni", "operator", "--agency", "bappenas", *POST)
    await cli.refused("role_missing", *grant, *OPERATOR)
    await cli.refused("role_missing", *grant, "--as", "administrator", "--with", "sekretariat")
    await cli.refused("confirmation_required", *grant, "--as", "administrator")
    await cli.refused("confirmed_by_author", *grant, "--as", "administrator", "--with", "administrator")
    await cli.refused("already_in_office", "people", "take-office", "--as", "administrator")
    await cli.refused("not_a_founder", "people", "take-office", *OPERATOR)


async def test_an_edition_is_published_under_its_own_name(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "edition.toml"
    text = (ROOT / "editions/ringkas.toml").read_text().replace('name = "ringkas"', 'name = "uji"')
    file.write_text(text)
    await cli.done("editions", "publish", file, *ADMINISTRATORS)
    await cli.refused("unchanged", "editions", "publish", file, *ADMINISTRATORS)
    assert "uji" in [each["name"] for each in await cli.done("editions", "list")]
    assert "uji" in (await cli("editions", "list")).out
    file.write_text("name = 1")
    await cli.refused("edition_invalid", "editions", "publish", file, *ADMINISTRATORS)
    file.write_text(text + "\n# satu\n")
    await cli.refused("role_missing", "editions", "publish", file, *OPERATOR)


async def test_reference_data_is_published_with_its_source(cli: Cli, tmp_path: Path) -> None:
    regions = ROOT / "reference/regions.csv"
    publish = ("reference", "publish", "regions")
    await cli.refused("unchanged", *publish, regions, "--source", "Kepmendagri", *ADMINISTRATORS)
    file = tmp_path / "regions.csv"
    file.write_text("id,code\n")
    await cli.refused("reference_invalid", *publish, file, "--source", "x", *ADMINISTRATORS)
    assert [each["name"] for each in await cli.done("reference", "list")] == ["calendar", "regions"]


async def test_a_role_that_ends_with_a_day_is_held_for_all_of_it(cli: Cli) -> None:
    person = ("people", "grant", "sementara", "proposer", "--agency", "kota-surakarta", *POST)
    await cli.done(*person, "--until", "31 Desember 2998", *ADMINISTRATORS)
    await cli.done(
        "people", "end", "sementara", "proposer", "--at", "2997-12-31", "--reason", "pindah", *ADMINISTRATORS
    )
    [found] = [each for each in await cli.done("people", "list") if each["id"] == "sementara"]
    assert [each["valid_until"] for each in found["grants"]] == ["2997-12-31T16:59:59Z"]
