"""Regions: the decree's data is complete, and a code means what it meant on its day."""

from collections import Counter
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lokal import wilayah

from domain.regions import ADMINISTERED, Region, Regions, UnknownRegion
from domain.tables import TableError

REFERENCE = Path(__file__).parents[2] / "reference"
TODAY = date(2026, 6, 1)
HEADER = "id,code,name,kind,province,zone,valid_from,valid_until,decree,successor_of"

# Made up: Lama split into Lama Utara and Lama Selatan, and a kota of the same province got a new code.
SPLIT = f"""{HEADER}
wold,99.01,Kabupaten Lama,kabupaten,Contoh,Asia/Makassar,2000-01-01,2020-12-31,UU 1/2000,
wnorth,99.01,Kabupaten Lama Utara,kabupaten,Contoh,Asia/Makassar,2021-01-01,,UU 1/2020,wold
wsouth,99.02,Kabupaten Lama Selatan,kabupaten,Contoh,Asia/Makassar,2021-01-01,,UU 1/2020,wold
wcity,99.71,Kota Tetap,kota,Contoh,Asia/Makassar,2000-01-01,2020-12-31,UU 1/2000,
wcity,99.72,Kota Tetap,kota,Contoh,Asia/Makassar,2021-01-01,,UU 1/2020,
"""


def listed() -> Regions:
    return Regions.parse((REFERENCE / "regions.csv").read_text(encoding="utf-8"))


def names_on(regions: Regions, on: date) -> dict[str, tuple[str, str, str]]:
    """As the decree has it, which doesn't say in the kind what is administered."""
    rows = [r for r in regions.rows if r.in_force(on)]
    return {r.code: (r.name, r.kind.removesuffix(ADMINISTERED), r.province) for r in rows}


def test_the_table_has_exactly_the_regions_of_the_decree() -> None:
    decreed = {
        region.code: (region.name, region.type, province.name)
        for province in wilayah.list_wilayah()
        for region in (province, *wilayah.list_wilayah(province.code))
    }
    assert names_on(listed(), TODAY) == decreed


def test_there_are_38_provinces_416_kabupaten_and_98_kota_six_of_them_administered_by_jakarta() -> None:
    counted = Counter(region.kind for region in listed().rows if region.in_force(TODAY))
    assert counted == {
        "provinsi": 38,
        "kabupaten": 415,
        "kota": 93,
        "kabupaten_administrasi": 1,
        "kota_administrasi": 5,
    }


def test_508_kabupaten_and_kota_and_jakartas_province_govern_themselves() -> None:
    codes = [region.code for region in listed().autonomous(TODAY)]
    assert len(codes) == 509
    assert [code for code in codes if code.startswith("31") or "." not in code] == ["31"]


def test_no_kind_but_jakartas_is_administered() -> None:
    assert {region.code[:2] for region in listed().rows if region.administered} == {"31"}


def test_each_region_has_its_own_id_in_one_form() -> None:
    ids = {region.id for region in listed().rows}
    assert len(ids) == 552
    assert all(len(i) == 9 and i[0] == "w" and set(i[1:]) <= set("abcdefghijklmnopqrstuvwxyz234567") for i in ids)


@pytest.mark.parametrize(
    ("code", "region_id"),
    [("11", "wdel6gdtf"), ("33.72", "wl7wd4tw6")],
)
def test_ids_given_out_once_never_change(code: str, region_id: str) -> None:
    region = listed().by_code(code, TODAY)
    assert region is not None
    assert region.id == region_id


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("11.71", "Asia/Jakarta"),
        ("33.72", "Asia/Jakarta"),
        ("61.71", "Asia/Jakarta"),
        ("62.71", "Asia/Jakarta"),
        ("51.71", "Asia/Makassar"),
        ("63.71", "Asia/Makassar"),
        ("65.71", "Asia/Makassar"),
        ("73.71", "Asia/Makassar"),
        ("81.71", "Asia/Jayapura"),
        ("93.01", "Asia/Jayapura"),
        ("96.71", "Asia/Jayapura"),
    ],
)
def test_each_region_keeps_the_time_of_its_province(code: str, zone: str) -> None:
    regions = listed()
    region = regions.by_code(code, TODAY)
    assert region is not None
    assert regions.zone(region.id) == ZoneInfo(zone)


def test_a_province_has_one_zone() -> None:
    zones = {(region.province, region.zone) for region in listed().rows}
    assert len(zones) == 38


def test_the_new_provinces_of_papua_are_listed() -> None:
    regions = listed()
    new = [regions.by_code(code, TODAY) for code in ("93", "94", "95", "96")]
    assert [region.name for region in new if region] == [
        "Papua Selatan",
        "Papua Tengah",
        "Papua Pegunungan",
        "Papua Barat Daya",
    ]


def test_a_code_means_what_it_meant_on_that_day() -> None:
    regions = Regions.parse(SPLIT)
    assert [
        region and region.id
        for region in (regions.by_code("99.01", on) for on in (date(2020, 12, 31), date(2021, 1, 1)))
    ] == ["wold", "wnorth"]
    assert regions.by_code("99.01", date(1999, 12, 31)) is None


def test_an_ended_code_is_distinguished_from_an_unknown_one() -> None:
    regions = Regions.parse(SPLIT)
    assert regions.by_code("99.71", TODAY) is None
    assert regions.ended("99.71", TODAY)
    assert not regions.ended("99.99", TODAY), "unknown"
    assert not regions.ended("99.01", TODAY), "re-issued, so in force"
    assert not regions.ended("99.71", date(2020, 12, 31)), "its last day"
    assert not regions.ended("99.71", date(1999, 12, 31)), "not in force yet"


def test_a_split_region_is_still_known_and_names_its_successors() -> None:
    regions = Regions.parse(SPLIT)
    old = regions.by_id("wold")
    assert old is not None
    assert old.valid_until == date(2020, 12, 31)
    assert [region.id for region in regions.successors_of("wold")] == ["wnorth", "wsouth"]
    assert regions.successors_of("wnorth") == ()
    assert regions.zone("wold") == regions.zone_shown("wold") == ZoneInfo("Asia/Makassar")


def test_a_region_keeps_its_id_when_its_code_changes() -> None:
    regions = Regions.parse(SPLIT)
    before, after = regions.by_code("99.71", date(2010, 1, 1)), regions.by_code("99.72", TODAY)
    assert before is not None
    assert after is not None
    assert before.id == after.id == "wcity"
    assert regions.by_id("wcity") == after


def test_an_unknown_id_is_said_to_be_unknown() -> None:
    regions = Regions.parse(SPLIT)
    assert regions.by_id("wnone") is None
    assert regions.successors_of("wnone") == ()
    with pytest.raises(UnknownRegion, match="wnone"):
        regions.zone("wnone")
    assert regions.zone_shown("wnone") == regions.zone_shown(None) == ZoneInfo("Asia/Jakarta")


def test_a_region_survives_json() -> None:
    region = Regions.parse(SPLIT).rows[0]
    assert Region.model_validate_json(region.model_dump_json()) == region


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("wx,9.01,X,kabupaten,Contoh,Asia/Makassar,2021-01-01,,UU,", "code"),
        ("wx,99.71,X,kabupaten,Contoh,Asia/Makassar,2021-01-01,,UU,", "code_of_other_kind"),
        ("wx,99.70,X,kota,Contoh,Asia/Makassar,2021-01-01,,UU,", "code_of_other_kind"),
        ("wx,99,X,kota,Contoh,Asia/Makassar,2021-01-01,,UU,", "code_of_other_kind"),
        ("wx,99.03,X,desa,Contoh,Asia/Makassar,2021-01-01,,UU,", "kind"),
        ("wx,99.03,X,kabupaten,Contoh,Asia/Tokyo,2021-01-01,,UU,", "zone"),
        ("wx,99.03,X,kabupaten,Contoh,Asia/Makassar,01/01/2021,,UU,", "valid_from"),
        ("wx,99.03,X,kabupaten,Contoh,Asia/Makassar,20210101,,UU,", "no_date"),
        ("wx,99.03,X,kabupaten,Contoh,Asia/Makassar,2021-01-01,2020-01-01,UU,", "ends_before_it_begins"),
        ("wx,99.03,,kabupaten,Contoh,Asia/Makassar,2021-01-01,,UU,", "name"),
        ("wx,99.03,X,kabupaten,Contoh,Asia/Makassar,2021-01-01,,UU", "cells"),
        ('wx,99.03,"X"Y,kabupaten,Contoh,Asia/Makassar,2021-01-01,,UU,', "not_csv"),
        ("", "cells"),
        ("wx,99.01,X,kabupaten,Contoh,Asia/Makassar,2022-01-01,,UU,", "99.01', 'other': '3'"),
        ("wcity,99.73,X,kota,Contoh,Asia/Makassar,2022-01-01,,UU,", "wcity', 'other': '6'"),
        (
            "wx,99.03,X,kabupaten,Contoh,Asia/Makassar,2021-01-01,,UU,wnone",
            "no_earlier_region', 'facts': {'id': 'wnone'",
        ),
        ("wx,99.03,X,kabupaten,Contoh,Asia/Makassar,2021-01-01,,UU,wx", "no_earlier_region', 'facts': {'id': 'wx'"),
    ],
)
def test_a_mistake_is_named_with_its_line(row: str, problem: str) -> None:
    with pytest.raises(TableError, match="line=7") as refused:
        Regions.parse(f"{SPLIT}{row}\n")
    assert problem in str(refused.value)
    assert refused.value.line == 7


@pytest.mark.parametrize("text", ["", "code,name\n", f"\ufeff{HEADER}\n", HEADER.replace(",code,", ",kode,")])
def test_a_table_with_other_columns_is_refused(text: str) -> None:
    with pytest.raises(TableError, match="columns"):
        Regions.parse(text)
