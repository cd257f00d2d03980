"""Agencies on the command line: found by name, changed by two administrators, and named instead of ids everywhere."""

import json
import re
from pathlib import Path

from cli.input import yaml_lines
from tests.cli.running import ADMINISTRATORS, EXAMPLES, OPERATOR, Cli
from tests.furnished import in_hours

WHY = ("--reason", "Perda 3/2026", *ADMINISTRATORS)


async def test_an_agency_is_found_by_words_of_its_name_and_shown_with_where_it_belongs(cli: Cli) -> None:
    found = await cli.done("agencies", "list", "--search", "pendayagunaan aparatur")
    assert [each["id"] for each in found] == ["kemenpanrb"]
    assert {each["id"] for each in await cli.done("agencies", "list", "--within", "kota-surakarta")} == {
        "kota-surakarta",
        "disdukcapil-surakarta",
    }
    shown = await cli.done("agencies", "show", "pemerintah kota surakarta")
    assert (shown["id"], shown["region_code"], shown["units"]) == ("kota-surakarta", "33.72", ["disdukcapil-surakarta"])
    assert "Counts as: kota-surakarta" in (await cli("agencies", "show", "disdukcapil-surakarta")).out
    assert "Nothing" in (await cli("agencies", "list", "--search", "atlantis")).out


async def test_a_name_that_fits_several_is_answered_with_the_candidates(cli: Cli) -> None:
    answer = await cli("agencies", "show", "solok", "--json")
    assert (answer.code, answer.json["code"]) == (1, "ambiguous_agency")
    assert "Pemerintah Kota Solok (kota-solok)" in answer.json["message"]
    many = await cli("agencies", "show", "pemerintah kabupaten", "--json")
    assert re.search(r"Pemerintah Kabupaten Aceh Barat \(.*\) and \d{3} more\.", many.json["message"]), many.json
    for unknown in ("Kerajaan Antah Berantah", "antah"):
        await cli.refused("unknown_agency", "agencies", "show", unknown)
        await cli.refused("unknown_agency", "list", "--agency", unknown)
        await cli.refused("unknown_agency", "agencies", "split", unknown, "a=A", "b=B", *WHY)
        await cli.refused("unknown_agency", "agencies", "merge", "disdukcapil-surakarta", unknown, *WHY)


async def test_a_name_with_a_slip_is_answered_with_what_may_be_meant(cli: Cli) -> None:
    answer = await cli("list", "--region", "Kota Bandng", "--json")
    assert (answer.code, answer.json["code"]) == (1, "unknown_region")
    assert answer.json["hint"] == "Did you mean Kota Bandung (32.73)?"
    answer = await cli("agencies", "show", "Pemerintah Kota Surakrta", "--json")
    assert (answer.code, answer.json["code"]) == (1, "unknown_agency")
    assert answer.json["hint"] == "Did you mean Pemerintah Kota Surakarta (kota-surakarta)?"


async def test_two_administrators_add_rename_split_and_merge_agencies(cli: Cli) -> None:
    add = ("agencies", "add", "dinsos-surakarta", "Dinas Sosial Kota Surakarta", "--kind", "unit")
    await cli.refused("confirmation_required", *add, "--parent", "kota-surakarta", "--as", "administrator")
    await cli.done(*add, "--parent", "Pemerintah Kota Surakarta", *ADMINISTRATORS)
    await cli.refused("agency_known", *add, "--parent", "kota-surakarta", *ADMINISTRATORS)
    await cli.refused("reason_required", "agencies", "rename", "dinsos-surakarta", "Dinas Baru", *ADMINISTRATORS)
    await cli.done("agencies", "rename", "Dinas Sosial Kota Surakarta", "Dinas Sosial", *WHY)
    await cli.done("agencies", "split", "dinsos-surakarta", "dinas-anak=Dinas Anak", "dinas-lansia=Dinas Lansia", *WHY)
    split = await cli.done("agencies", "show", "dinsos-surakarta")
    assert (split["successors"], split["name"]) == (["dinas-anak", "dinas-lansia"], "Dinas Sosial")
    await cli.refused("merged_into_own", "agencies", "merge", "kota-surakarta", "dinas-anak", *WHY)
    await cli.done("agencies", "merge", "dinas-lansia", "dinas-anak", *WHY)
    await cli.refused("ended_agency", "agencies", "merge", "dinas-lansia", "dinas-anak", *WHY)
    assert (await cli.done("agencies", "show", "dinas-anak"))["predecessors"] == ["dinsos-surakarta", "dinas-lansia"]


async def test_whatever_is_asked_takes_names_of_agencies_and_regions(cli: Cli, tmp_path: Path) -> None:
    proposal = yaml_lines.read((EXAMPLES / "kartu-insentif-anak.yaml").read_text()).content
    del proposal["region"]
    file = tmp_path / "proposal.yaml"
    file.write_text(json.dumps(proposal | {"agency": "Pemerintah Kota Surakarta"}))
    innovation = (await cli.done("propose", file, "--as", "pengusul", "--force"))["innovation"]
    shown = await cli.done("show", innovation)
    assert (shown["agency"], shown["region"]) == ("kota-surakarta", "33.72")
    file.write_text(json.dumps(proposal | {"region": "Kota Bandung"}))
    await cli.refused("region_of_other", "propose", file, "--as", "pengusul", "--force")
    file.write_text(json.dumps(proposal | {"agency": "Surakarta Raya"}))
    await cli.refused("unknown_agency", "propose", file, "--as", "pengusul")
    file.write_text(json.dumps(proposal | {"region": "Bandung"}))
    answer = await cli("propose", file, "--as", "pengusul", "--json")
    assert (answer.code, answer.json["code"]) == (1, "ambiguous_region")
    assert innovation in [each["id"] for each in await cli.done("list", "--region", "kota surakarta")]


async def test_plans_in_files_name_regions_as_people_call_them(cli: Cli, tmp_path: Path) -> None:
    def named(example: str) -> Path:
        text = in_hours((EXAMPLES / example).read_text()).replace("PT60H", "PT30H")
        for code, name in (("32.73", "Kota Bandung"), ("73.71", "kota makassar"), ("35.78", "Surabaya")):
            text = text.replace(f'"{code}"', name)
        file = tmp_path / example
        file.write_text(text)
        return file

    innovation = await cli.proposed()
    await cli.done("admit", innovation, *OPERATOR)
    await cli.done("plan-pilots", innovation, named("pilots.yaml"), *OPERATOR)
    innovation = await cli.awarded()
    await cli.done("plan-waves", innovation, named("waves.yaml"), *OPERATOR)


async def test_the_table_is_published_whole_with_its_source(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "agencies.csv"
    header = "id,name,kind,parent,region,valid_from,valid_until,predecessors\n"
    file.write_text(header + "universitas-uji,Universitas Uji,perguruan_tinggi,,,,,\n")
    await cli.done("agencies", "publish", file, "--source", "Uji", *ADMINISTRATORS)
    assert (await cli.done("agencies", "show", "universitas-uji"))["kind"] == "perguruan_tinggi"
    file.write_text(header + "universitas-uji,Universitas Uji,sekolah,,,,,\n")
    await cli.refused("reference_invalid", "agencies", "publish", file, "--source", "Uji", *ADMINISTRATORS)
