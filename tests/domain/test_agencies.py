"""Agencies: a table that holds together, what counts as one, and what administrators change."""

from datetime import date
from typing import Any, Self
from uuid import uuid4

import pytest

from domain.administration.agencies import decide, evolve
from domain.agencies import Register, parse_agencies
from domain.commands import Command
from domain.events import Event
from domain.events.administration import (
    AgenciesPublished,
    AgencyAdded,
    AgencyMerged,
    AgencyRenamed,
    AgencySplit,
)
from domain.refusals import Refusal, Refused
from domain.regions import Regions
from domain.streams import AGENCIES
from domain.tables import TableError
from tests.agencies import TABLE, register
from tests.domain.spec import Answered
from tests.domain.world import BANDUNG, PEOPLE, ROOT, START, SURAKARTA, basis, region_id, rules, signed

COMMITTED = (ROOT / "reference/agencies.csv").read_text(encoding="utf-8")
HEADER = "id,name,kind,parent,region,valid_from,valid_until,predecessors\n"
UNIT = {"name": "Dinas Baru", "kind": "unit", "parent": "kota-surakarta"}


class Registry(Answered):
    """The register in a test, and the two administrators who change it."""

    def __init__(self, state: Register | None = None, who: str = "administrator") -> None:
        self.state = state or register()
        self.who = who
        self.last: list[Event] | Refusal = []

    def when(self, command: str, *, reason: str | None = "Perda 3/2026", **payload: Any) -> Self:
        asked = Command(
            id=uuid4(), stream=AGENCIES, type=command, payload=payload, reason=reason, at=START, **signed(self.who)
        )
        self.last = decide(self.state, asked, basis(PEOPLE[self.who]))
        if not isinstance(self.last, Refusal):
            for event in self.last:
                self.state = evolve(self.state, event, START)
        return self


def roots(*agencies: str, state: Register | None = None) -> frozenset[str]:
    return (state or register()).roots(agencies)


# ---- the committed table


def test_every_government_that_adopts_is_registered_once_and_so_are_38_provinces_and_48_ministries() -> None:
    agencies = parse_agencies(COMMITTED)
    regions: Regions = rules().regions
    governed = {each.region for each in agencies.values() if each.kind in ("provinsi", "kabupaten", "kota")}
    assert governed == {each.id for each in regions.rows if not each.administered}
    assert {each.id for each in regions.autonomous(START.date())} <= governed
    kinds = [each.kind for each in agencies.values() if each.in_force(START.date())]
    cabinet = {
        each.id for each in agencies.values() if each.kind == "kementerian" and each.in_force(date(2024, 10, 21))
    }
    assert (len(cabinet), "kementerian-bumn" in cabinet, "kementerian-haji" in cabinet) == (48, True, False)
    assert {kind: kinds.count(kind) for kind in ("kementerian", "provinsi", "kabupaten", "kota")} == {
        "kementerian": 48,
        "provinsi": 38,
        "kabupaten": 415,
        "kota": 93,
    }


def test_jakartas_six_are_units_of_their_province_with_a_place_of_their_own() -> None:
    units = [each for each in parse_agencies(COMMITTED).values() if each.kind == "unit"]
    assert [each.parent for each in units] == ["prov-dki-jakarta"] * 6
    places = {region.id for region in rules().regions.rows if region.administered}
    assert {each.region for each in units} == places


@pytest.mark.parametrize(
    ("rows", "column", "code"),
    [
        ("a,A,lembaga,,,,,\na,B,lembaga,,,,,\n", "id", "agency_twice"),
        ("a,A,unit,b,,,,\n", "parent", "no_such_agency"),
        ("a,A,unit,b,,,,\nb,B,unit,a,,,,\n", "parent", "unit_of_itself"),
        ("a,A,lembaga,,,,,b\n", "predecessors", "no_such_agency"),
        ("a,A,kota,,r,,,\nb,B,kabupaten,,r,,,\n", "region", "governed_twice"),
        ("a,A,unit,,,,,\n", "", "parent_of_unit"),
        ("b,B,lembaga,,,,,\na,A,kota,b,r,,,\n", "", "parent_of_unit"),
        ("a,A,kota,,,,,\n", "", "government_without_region"),
        ("a,A,lembaga,,,2026-02-01,2026-01-01,\n", "", "ends_before_it_begins"),
        ("a,A,kerajaan,,,,,\n", "kind", "literal_error"),
    ],
)
def test_a_table_that_does_not_hold_together_names_line_and_column(rows: str, column: str, code: str) -> None:
    with pytest.raises(TableError) as error:
        parse_agencies(HEADER + rows)
    assert error.value.line in (2, 3)
    assert {(each["path"], each["code"]) for each in error.value.problems} == {(column, code)}


def test_every_mistake_in_a_table_is_named_at_once_each_with_its_line() -> None:
    with pytest.raises(TableError) as error:
        parse_agencies(HEADER + "a,A,kerajaan,,,,,\nb,B\nc,C,lembaga,,,kemarin,,\n")
    assert [(each["line"], each["path"]) for each in error.value.problems] == [(2, "kind"), (3, ""), (4, "valid_from")]
    with pytest.raises(TableError) as error:
        parse_agencies(HEADER + "a,A,unit,x,,,,\nb,B,kota,,r,,,\nb,C,kota,,r,,,\n")
    codes = [(each["line"], each["code"]) for each in error.value.problems]
    assert codes == [(2, "no_such_agency"), (4, "agency_twice"), (4, "governed_twice")]


# ---- what counts as one


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("disdukcapil-surakarta", "kota-surakarta", True),
        ("upt-surakarta", "kota-surakarta", True),
        ("kota-surakarta", "prov-jawa-tengah", False),
        ("kota-surakarta", "kota-bandung", False),
        ("imigrasi-surakarta", "kemenimipas", True),
        ("imigrasi-surakarta", "kota-surakarta", False),
        ("kota-adm-jakarta-pusat", "prov-dki-jakarta", True),
        ("nobody-registered-it", "nobody-registered-it", True),
    ],
)
def test_agencies_count_as_one_by_their_root(one: str, other: str, same: bool) -> None:
    assert bool(roots(one) & roots(other)) is same


def test_a_unit_is_where_its_parent_is_unless_it_has_a_place_of_its_own() -> None:
    assert register().region_of("upt-surakarta") == region_id(SURAKARTA)
    assert register().region_of("imigrasi-surakarta") == region_id(SURAKARTA)
    assert register().region_of("kemenimipas") is None
    assert register().governing(region_id(BANDUNG)) == "kota-bandung"


# ---- what administrators change


def test_an_agency_is_added_from_today_on_and_known_by_its_id() -> None:
    registry = Registry().when("add_agency", id="dinas-baru", **UNIT).then(AgencyAdded)
    assert registry.state.in_force("dinas-baru", START).name == "Dinas Baru"
    assert roots("dinas-baru", state=registry.state) == {"kota-surakarta"}
    registry.when("add_agency", id="dinas-baru", **UNIT).refused("agency_known")


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"kind": "unit"}, "parent_of_unit"),
        ({"kind": "lembaga", "parent": "kota-surakarta"}, "parent_of_unit"),
        ({"kind": "unit", "parent": "antah"}, "unknown_agency"),
        ({"kind": "kota"}, "region_required"),
        ({"kind": "kota", "region": "99.99"}, "unknown_region"),
        ({"kind": "kota", "region": BANDUNG}, "region_governed"),
    ],
)
def test_what_does_not_fit_into_the_register_is_not_added(payload: dict[str, str], code: str) -> None:
    Registry().when("add_agency", id="baru", name="Baru", **payload).refused(code)


def test_a_renamed_agency_is_the_same() -> None:
    registry = Registry().when("rename_agency", agency="klh", to="Kementerian Lingkungan").then(AgencyRenamed)
    assert registry.state.agencies["klh"].name == "Kementerian Lingkungan"
    registry.when("rename_agency", agency="klh", to="Kementerian Lingkungan").refused("same_name")
    registry.when("rename_agency", agency="antah", to="Antah").refused("unknown_agency")


def test_no_two_agencies_in_force_bear_the_same_name_however_it_is_written() -> None:
    taken = "dinas  Kesehatan KOTA Bandung "
    Registry().when("rename_agency", agency="klh", to=taken).refused("name_taken")
    registry = Registry().when("add_agency", id="dinas-baru", **UNIT | {"name": taken}).refused("name_taken")
    assert isinstance(registry.last, Refusal)
    assert registry.last.facts == {"agency": "dinkes-bandung", "name": taken.strip()}
    first, other = ({"id": each, "name": "Kementerian Baru", "kind": "kementerian"} for each in ("baru-a", "baru-b"))
    registry.when("split_agency", agency="kemenhut", into=[first, other]).refused("name_taken")
    registry.when("split_agency", agency="kemenhut", into=[first | {"name": taken}], goes_on=True).refused("name_taken")
    own = registry.state.agencies["kemenhut"].name
    registry.when("split_agency", agency="kemenhut", into=[first | {"name": own}], goes_on=True).refused("name_taken")
    registry.when("publish_agencies", content=f"{HEADER}baru,{taken},lembaga,,,,,\n", source="x")
    registry.refused("reference_invalid")
    registry.when("publish_agencies", content=f"{HEADER}a,Baru,lembaga,,,,,\nb,baru,lembaga,,,,,\n", source="x")
    registry.refused("reference_invalid")


def test_an_agency_may_bear_the_name_of_one_that_has_ended_and_its_own_in_another_writing() -> None:
    registry = Registry().when("rename_agency", agency="klh", to="KLH").then(AgencyRenamed)
    registry.when("rename_agency", agency="klh", to="Klh").then(AgencyRenamed)
    own = registry.state.agencies["kemenhut"].name
    parts = [{"id": "kemenhut-a", "name": own, "kind": "lembaga"}, {"id": "b", "name": "B", "kind": "lembaga"}]
    registry.when("split_agency", agency="kemenhut", into=parts).then(AgencySplit)
    registry.when("merge_agency", agency="klh", into="kemenhut-a").then(AgencyMerged)
    registry.when("add_agency", id="klh-2", name="klh", kind="lembaga").then(AgencyAdded)


def test_a_merged_agency_ends_and_counts_as_what_took_its_place_with_all_its_units() -> None:
    registry = Registry().when("add_agency", id="dinas-baru", **UNIT)
    registry.when("merge_agency", agency="disdukcapil-surakarta", into="dinas-baru").then(AgencyMerged)
    with pytest.raises(Refused, match="ended_agency"):
        registry.state.in_force("disdukcapil-surakarta", START)
    assert registry.state.heirs("disdukcapil-surakarta") == {"disdukcapil-surakarta", "dinas-baru"}
    merged = Registry().when("merge_agency", agency="kemenkop", into="bkpm").then(AgencyMerged).state
    assert roots("kemenkop", state=merged) & roots("bkpm", state=merged)


def test_units_of_a_merged_agency_count_as_the_one_that_took_its_place() -> None:
    merged = Registry().when("merge_agency", agency="kemenimipas", into="kemenkum").then(AgencyMerged).state
    assert roots("imigrasi-surakarta", state=merged) & roots("kemenkum", state=merged)
    assert not roots("kemenkum", state=merged) & roots("kemenham", state=merged)


def test_units_of_an_ended_agency_are_part_of_whatever_took_its_place() -> None:
    parts = [{"id": name, "name": name, "kind": "kementerian"} for name in ("kemenkum-a", "kemenkum-b")]
    registry = Registry().when("merge_agency", agency="kemenimipas", into="kemenkum").then(AgencyMerged)
    registry.when("split_agency", agency="kemenkum", into=parts).then(AgencySplit)
    for agency in ("imigrasi-surakarta", "kemenimipas"):
        for whole in ("kemenimipas", "kemenkum", "kemenkum-a", "kemenkum-b"):
            assert registry.state.is_part_of(agency, whole)
        assert not registry.state.is_part_of(agency, "kemenham")
    assert not registry.state.is_part_of("kemenkum-a", "kemenkum-b")
    going_on = Registry().when("split_agency", agency="kemenimipas", into=parts, goes_on=True).then(AgencySplit).state
    assert not going_on.is_part_of("imigrasi-surakarta", "kemenkum-a")


def test_nothing_is_merged_into_a_unit_that_it_took_over() -> None:
    registry = Registry().when("merge_agency", agency="kemenimipas", into="kemenkum").then(AgencyMerged)
    registry.when("merge_agency", agency="kemenkum", into="imigrasi-surakarta").refused("merged_into_own")


@pytest.mark.parametrize("into", ["kota-surakarta", "disdukcapil-surakarta", "upt-surakarta"])
def test_nothing_is_merged_into_itself_or_one_of_its_units(into: str) -> None:
    Registry().when("merge_agency", agency="kota-surakarta", into=into).refused("merged_into_own")


def test_an_ended_agency_is_not_merged_again_and_its_successor_is_named() -> None:
    registry = Registry().when("merge_agency", agency="klh", into="kemenhut")
    registry.when("merge_agency", agency="klh", into="kemenhut").refused("ended_agency")
    assert isinstance(registry.last, Refusal)
    assert registry.last.facts == {"agency": "klh", "successors": ["kemenhut"]}


def test_a_split_agency_ends_or_goes_on_and_counts_with_each_part_while_the_parts_do_not_with_each_other() -> None:
    parts = [{"id": name, "name": name, "kind": "kementerian"} for name in ("kemenhut-a", "kemenhut-b")]
    ended = Registry().when("split_agency", agency="kemenhut", into=parts).then(AgencySplit).state
    assert roots("kemenhut", state=ended) & roots("kemenhut-a", state=ended)
    assert not roots("kemenhut-a", state=ended) & roots("kemenhut-b", state=ended)
    assert ended.heirs("kemenhut") == {"kemenhut", "kemenhut-a", "kemenhut-b"}
    Registry().when("split_agency", agency="kemenhut", into=parts[:1]).refused("split_into_one")
    going_on = Registry().when("split_agency", agency="kemenhut", into=parts[:1], goes_on=True).then(AgencySplit).state
    assert going_on.in_force("kemenhut", START).valid_until is None
    assert going_on.heirs("kemenhut") == {"kemenhut"}
    assert roots("kemenhut", state=going_on) & roots("kemenhut-a", state=going_on)


def test_an_agency_inherits_from_exactly_those_whose_heir_it_is() -> None:
    parts = [{"id": name, "name": name, "kind": "kementerian"} for name in ("kemenhut-a", "kemenhut-b")]
    registry = Registry().when("merge_agency", agency="klh", into="kemenhut")
    registry.when("split_agency", agency="kemenhut", into=parts[:1], goes_on=True).then(AgencySplit)
    assert registry.state.inherited("kemenhut-a") == {"kemenhut-a"}
    registry.when("merge_agency", agency="kemenhut", into="bkpm").then(AgencyMerged)
    state = registry.state
    assert state.inherited("bkpm") == {"bkpm", "kemenhut", "klh"}
    known = ("klh", "kemenhut", "kemenhut-a", "bkpm", "kemenimipas")
    for one in known:
        assert state.inherited(one) == {other for other in state.agencies if one in state.heirs(other)}


def test_parts_of_a_split_have_ids_of_their_own() -> None:
    twice = [{"id": "sama", "name": "Sama", "kind": "lembaga"}] * 2
    Registry().when("split_agency", agency="kemenhut", into=twice).refused("agency_known")
    known = [{"id": "klh", "name": "KLH", "kind": "lembaga"}]
    Registry().when("split_agency", agency="kemenhut", into=known, goes_on=True).refused("agency_known")


def test_the_table_is_published_whole_and_what_changes_later_holds() -> None:
    first = Registry(Register(AGENCIES)).when("publish_agencies", content=TABLE, source="SOURCES.md")
    first.then(AgenciesPublished).when("rename_agency", agency="klh", to="Lain").then(AgencyRenamed)
    assert first.state.agencies["klh"].name == "Lain"
    first.when("publish_agencies", content=TABLE, source="SOURCES.md").refused("unchanged")
    first.when("publish_agencies", content=COMMITTED, source="SOURCES.md").then(AgenciesPublished)
    assert first.state.agencies["klh"].name.startswith("Kementerian Lingkungan Hidup")
    assert "universitas-a" in first.state.agencies


@pytest.mark.parametrize("rows", ["a,A,lembaga,,w99999999,,,\n", "a,A,unit,b,,,,\n"])
def test_a_table_with_a_mistake_is_not_published(rows: str) -> None:
    Registry().when("publish_agencies", content=HEADER + rows, source="x").refused("reference_invalid")


@pytest.mark.parametrize("command", ["rename_agency", "merge_agency", "split_agency"])
def test_whatever_changes_an_agency_needs_a_reason(command: str) -> None:
    payloads: dict[str, dict[str, Any]] = {
        "rename_agency": {"agency": "klh", "to": "Lain"},
        "merge_agency": {"agency": "klh", "into": "kemenhut"},
        "split_agency": {"agency": "klh", "into": [{"id": "z", "name": "Z", "kind": "lembaga"}], "goes_on": True},
    }
    Registry().when(command, reason=None, **payloads[command]).refused("reason_required")


@pytest.mark.parametrize("who", ["operator", "minister", "auditor"])
def test_only_administrators_change_the_register(who: str) -> None:
    Registry(who=who).when("add_agency", id="dinas-baru", **UNIT).refused("role_missing")
