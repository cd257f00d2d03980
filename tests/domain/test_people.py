"""People: the first administrator, grants and ends of roles, solitary roles, officers' regions, no back-dating."""

from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from domain.administration.people import decide, evolve
from domain.agencies import Register
from domain.basis import Basis
from domain.commands import Command
from domain.events import Event
from domain.events.administration import KeyEnrolled, RoleEnded, RoleGranted
from domain.events.innovation import NoteMade
from domain.grants import Person
from domain.keys import Founder, Keys
from domain.refusals import Refusal
from domain.rules import REGIONS
from domain.streams import AGENCIES
from domain.vocabulary import Role
from proof.streams import KEYS
from tests.agencies import register
from tests.domain.spec import Answered
from tests.domain.world import (
    BANDUNG,
    PEOPLE,
    POST,
    START,
    SURAKARTA,
    as_csv,
    basis,
    key_of,
    person,
    published,
    region_id,
    rules,
    signed,
    with_regions,
)

DAY = timedelta(days=1)
ENDED = {"valid_until": (START - DAY).date()}


class Somebody(Answered):
    """One person's stream in a test, and the administrator who acts on it."""

    def __init__(self, name: str = "dewi") -> None:
        self.state = Person(name)
        self.actor = PEOPLE["administrator"]
        self.tables = basis()
        self.now = START
        self.last: list[Event] | Refusal = []

    def when(self, command: str, *, reason: str | None = "Surat tugas", **payload: Any) -> Self:
        if command == "grant_role":
            payload = {"post": POST, **payload}
        asked = Command(
            id=uuid4(),
            stream=f"person/{self.state.id}",
            type=command,
            payload=payload,
            reason=reason,
            at=self.now,
            **signed(self.actor.id),
        )
        self.last = decide(self.state, asked, self.tables.having({f"person/{self.actor.id}": self.actor}))
        if not isinstance(self.last, Refusal):
            for event in self.last:
                self.state = evolve(self.state, event, self.now)
        return self

    def holds(self, role: Role, at: datetime | None = None) -> bool:
        return bool(self.state.grants_of(role, at or self.now))


def granted(role: Role = Role.OPERATOR, **payload: Any) -> Somebody:
    return Somebody().when("grant_role", role=role, agency="kemenpanrb", **payload).then(RoleGranted)


def officer(agency: str, **payload: Any) -> Somebody:
    return Somebody().when("grant_role", role=Role.REGIONAL_OFFICER, agency=agency, **payload).then(RoleGranted)


# ---- the first administrators


def founded(**founders: str) -> Basis:
    """What was read where a ledger began with these people and keys."""
    named = {
        name: Founder(person=name, agency="kemenpanrb", key=key, possession="A" * 86 + "==")
        for name, key in founders.items()
    }
    return basis().having({KEYS: Keys(KEYS, 1, START, founders=named)})


def test_a_founder_takes_office_with_the_key_that_the_ledger_began_with() -> None:
    first = Somebody("siti")
    first.actor, first.tables = first.state, founded(siti=key_of("siti"))
    first.when("take_office").then(RoleGranted, KeyEnrolled)
    assert first.holds(Role.ADMINISTRATOR)
    assert first.state.keys == {key_of("siti"): None}
    first.actor = first.state
    first.when("take_office").refused("already_in_office")


def test_nobody_else_takes_office() -> None:
    first = Somebody("siti")
    first.actor, first.tables = first.state, founded(siti=key_of("another"))
    first.when("take_office").refused("key_not_enrolled")
    first.tables = founded(budi=key_of("budi"))
    first.when("take_office").refused("not_a_founder")
    first.actor = PEOPLE["administrator"]
    first.when("take_office").refused("not_ones_own")


def test_nobody_takes_office_beside_a_signature_that_does_not_count() -> None:
    tables = founded(siti=key_of("siti")).having({"person/siti": Person("siti"), "person/operator": PEOPLE["operator"]})
    asked = Command(id=uuid4(), stream="person/siti", type="take_office", at=START, **signed("siti", "operator"))
    refused = decide(Person("siti"), asked, tables)
    assert isinstance(refused, Refusal)
    assert refused.code == "role_missing"


# ---- granting


@pytest.mark.parametrize("id", ["system", "A B", "x" * 64, "-"])
def test_nobody_has_an_id_that_no_person_can_have(id: str) -> None:
    somebody = Somebody(id)
    somebody.when("grant_role", role=Role.OPERATOR, agency="kemenpanrb").refused("wrong_stream")


def test_an_administrator_grants_a_role_from_now_on_without_an_end() -> None:
    somebody = granted()
    grant = next(iter(somebody.state.grants.values()))
    assert (grant.role, grant.agency, grant.region) == (Role.OPERATOR, "kemenpanrb", None)
    assert (grant.valid_from, grant.valid_until) == (START, None)
    assert somebody.holds(Role.OPERATOR)


@pytest.mark.parametrize("who", ["operator", "minister", "auditor", "proposer"])
@pytest.mark.parametrize("command", ["grant_role", "end_role"])
def test_nobody_else_grants_or_ends_roles(who: str, command: str) -> None:
    somebody = Somebody()
    somebody.actor = PEOPLE[who]
    payload = {"agency": "x"} if command == "grant_role" else {}
    somebody.when(command, role=Role.OPERATOR, **payload).refused("role_missing")
    somebody.actor = Person("nobody")
    somebody.when(command, role=Role.OPERATOR, **payload).refused("unknown_person")


def test_an_administrator_whose_role_ended_grants_nothing() -> None:
    former = Somebody()
    held = PEOPLE["administrator"].grants["administrator-1"].model_copy(update={"valid_until": START})
    former.actor = Person("administrator", 2, START, {held.id: held}, {key_of("administrator"): None})
    former.when("grant_role", role=Role.OPERATOR, agency="kemenpanrb").refused("role_missing")


def test_a_role_may_begin_later_and_end_by_itself() -> None:
    somebody = granted(valid_from=(START + DAY).isoformat(), valid_until=(START + 3 * DAY).isoformat())
    assert [somebody.holds(Role.OPERATOR, START + n * DAY) for n in range(5)] == [False, True, True, False, False]


def test_the_same_role_for_the_same_agency_is_granted_once() -> None:
    granted().when("grant_role", role=Role.OPERATOR, agency="kemenpanrb").refused("role_held")


def test_the_same_role_may_be_held_for_another_agency_and_again_after_its_end() -> None:
    somebody = granted().when("grant_role", role=Role.OPERATOR, agency="bappenas").then(RoleGranted)
    assert somebody.state.agencies(START) == {"kemenpanrb", "bappenas"}
    somebody = granted(valid_until=(START + DAY).isoformat())
    somebody.now = START + DAY
    somebody.when("grant_role", role=Role.OPERATOR, agency="kemenpanrb").then(RoleGranted)
    assert len(somebody.state.grants) == 2


@pytest.mark.parametrize("alone", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_an_administrator_and_an_auditor_hold_no_other_role(alone: Role) -> None:
    for other in Role:
        if other in (alone, Role.REGIONAL_OFFICER):
            continue
        granted(alone).when("grant_role", role=other, agency="bpk").refused("solitary_role")
        granted(other).when("grant_role", role=alone, agency="bpk").refused("solitary_role")


def test_a_solitary_role_may_follow_one_that_has_ended_but_not_one_to_come() -> None:
    somebody = granted().when("end_role", role=Role.OPERATOR).then(RoleEnded)
    somebody.when("grant_role", role=Role.AUDITOR, agency="bpk").then(RoleGranted)
    later = granted(valid_from=(START + 9 * DAY).isoformat())
    later.when("grant_role", role=Role.AUDITOR, agency="bpk").refused("solitary_role")


def test_every_other_pair_of_roles_may_be_held_together() -> None:
    somebody = granted(Role.EVALUATOR).when("grant_role", role=Role.DECISION_MAKER, agency="bappenas")
    somebody.then(RoleGranted)


# ---- agencies


def test_a_role_is_granted_for_an_agency_that_is_registered_and_in_force() -> None:
    Somebody().when("grant_role", role=Role.OPERATOR, agency="dinas-antah").refused("unknown_agency")
    somebody = Somebody()
    ended = {**register().agencies, "bappenas": register().agencies["bappenas"].model_copy(update=ENDED)}
    somebody.tables = basis().having({AGENCIES: Register(AGENCIES, 1, agencies=ended)})
    somebody.when("grant_role", role=Role.OPERATOR, agency="bappenas").refused("ended_agency")


def test_no_role_is_granted_before_there_is_a_register() -> None:
    somebody = Somebody()
    somebody.tables = basis().having({AGENCIES: Register(AGENCIES)})
    somebody.when("grant_role", role=Role.OPERATOR, agency="bappenas").refused("reference_missing")


# ---- officers' regions


def test_an_officers_role_names_its_region_by_its_opaque_id() -> None:
    somebody = officer("kota-bandung", region=BANDUNG)
    assert next(iter(somebody.state.grants.values())).region == region_id(BANDUNG)


def test_an_officers_region_is_the_agencys_and_need_not_be_said() -> None:
    for agency in ("kota-bandung", "dinkes-bandung"):
        assert next(iter(officer(agency).state.grants.values())).region == region_id(BANDUNG)
    assert next(iter(officer("imigrasi-surakarta").state.grants.values())).region == region_id(SURAKARTA)
    role = {"role": Role.REGIONAL_OFFICER}
    Somebody().when("grant_role", agency="kota-bandung", region=SURAKARTA, **role).refused("region_of_other")
    Somebody().when("grant_role", agency="kemenpanrb", region=SURAKARTA, **role).refused("agency_without_region")


def test_an_officers_region_that_is_said_exists_and_is_in_force() -> None:
    officer: dict[str, Any] = {"role": Role.REGIONAL_OFFICER, "agency": "kota-bandung"}
    Somebody().when("grant_role", region="99.99", **officer).refused("unknown_region")
    somebody = Somebody()
    ended = with_regions(rules(), ended={BANDUNG: "2026-03-01"}).regions
    somebody.tables = basis().having({REGIONS: published(REGIONS, as_csv(ended))})
    somebody.when("grant_role", region=BANDUNG, **officer).refused("ended_region")


def test_an_officer_may_serve_several_regions_each_once() -> None:
    somebody = officer("kota-bandung", region=BANDUNG)
    somebody.when("grant_role", role=Role.REGIONAL_OFFICER, agency="kota-makassar").then(RoleGranted)
    somebody.when("grant_role", role=Role.REGIONAL_OFFICER, agency="kota-bandung").refused("role_held")


def test_a_region_means_nothing_for_other_roles() -> None:
    assert next(iter(granted(Role.OPERATOR, region=BANDUNG).state.grants.values())).region is None


# ---- ending


def test_a_role_ends_now_with_a_reason() -> None:
    somebody = granted()
    somebody.now = START + DAY
    somebody.when("end_role", reason=" ", role=Role.OPERATOR).refused("reason_required")
    somebody.when("end_role", role=Role.OPERATOR).then(RoleEnded)
    assert somebody.holds(Role.OPERATOR, START + DAY - timedelta(microseconds=1))
    assert not somebody.holds(Role.OPERATOR, START + DAY)


def test_an_end_may_lie_ahead_and_be_moved_forward() -> None:
    somebody = granted().when("end_role", role=Role.OPERATOR, ends_at=(START + 9 * DAY).isoformat()).then(RoleEnded)
    assert somebody.holds(Role.OPERATOR, START + 8 * DAY)
    somebody.when("end_role", role=Role.OPERATOR, ends_at=(START + 3 * DAY).isoformat()).then(RoleEnded)
    assert not somebody.holds(Role.OPERATOR, START + 3 * DAY)


def test_an_end_is_never_back_dated() -> None:
    before = (START - timedelta(microseconds=1)).isoformat()
    granted().when("end_role", role=Role.OPERATOR, ends_at=before).refused("backdated")


def test_no_grant_ends_before_it_begins() -> None:
    grant: dict[str, Any] = {"role": Role.OPERATOR, "agency": "bpk"}
    at_once = {"valid_until": START.isoformat()}
    span = {"valid_from": (START + 2 * DAY).isoformat(), "valid_until": (START + DAY).isoformat()}
    for period in (at_once, span):
        Somebody().when("grant_role", **grant, **period).refused("ends_before_it_begins")


def test_an_end_is_not_put_off_and_whoever_tries_is_told_when_it_is() -> None:
    end = (START + 3 * DAY).isoformat()
    somebody = granted(valid_until=end)
    for later in (end, (START + 9 * DAY).isoformat()):
        somebody.when("end_role", role=Role.OPERATOR, ends_at=later).refused("role_ends")
        assert isinstance(somebody.last, Refusal)
        assert somebody.last.facts == {"role": Role.OPERATOR, "at": end}
    somebody.when("end_role", role=Role.OPERATOR).then(RoleEnded)
    assert not somebody.holds(Role.OPERATOR)


def test_a_role_that_is_not_held_cannot_end() -> None:
    granted().when("end_role", role=Role.EVALUATOR).refused("role_not_held")
    ended = granted().when("end_role", role=Role.OPERATOR)
    ended.when("end_role", role=Role.OPERATOR).refused("role_not_held")
    granted().when("end_role", role=Role.OPERATOR).when(
        "end_role", role=Role.OPERATOR, ends_at=(START + DAY).isoformat()
    ).refused("role_not_held")


def test_ending_a_role_ends_it_for_every_agency() -> None:
    somebody = granted().when("grant_role", role=Role.OPERATOR, agency="bappenas")
    somebody.when("end_role", role=Role.OPERATOR).then(RoleEnded, RoleEnded)
    assert not somebody.holds(Role.OPERATOR)


def test_an_administrator_does_not_end_the_own_role_so_that_one_always_remains() -> None:
    somebody = Somebody("administrator")
    somebody.state = PEOPLE["administrator"]
    somebody.when("end_role", role=Role.ADMINISTRATOR).refused("last_administrator")
    other = granted(Role.ADMINISTRATOR)
    other.when("end_role", role=Role.ADMINISTRATOR).then(RoleEnded)


# ---- handing over


def handing(to: Person) -> Somebody:
    """Somebody whose role is about to end, and who may take it over."""
    somebody = officer("kota-bandung")
    somebody.tables = somebody.tables.having({f"person/{to.id}": to, "person/dewi": somebody.state})
    return somebody


def test_a_role_is_handed_over_to_whoever_holds_the_same() -> None:
    successor = person("wira", Role.REGIONAL_OFFICER, "kota-bandung", BANDUNG)
    somebody = handing(successor).when("end_role", role=Role.REGIONAL_OFFICER, successor="wira").then(RoleEnded)
    assert somebody.state.grants["regional_officer-1"].successor == "wira"
    assert not somebody.holds(Role.REGIONAL_OFFICER)


@pytest.mark.parametrize(
    "other",
    [
        person("wira", Role.PROPOSER, "kota-bandung"),
        person("wira", Role.REGIONAL_OFFICER, "dinkes-bandung", BANDUNG),
        person("wira", Role.REGIONAL_OFFICER, "kota-bandung", "73.71"),
        Person("wira"),
    ],
    ids=["another role", "another agency", "another region", "nobody"],
)
def test_nobody_succeeds_who_does_not_hold_the_same(other: Person) -> None:
    handing(other).when("end_role", role=Role.REGIONAL_OFFICER, successor="wira").refused("not_succeeded")


def test_a_successor_holds_the_same_when_it_ends_and_is_somebody_else() -> None:
    successor = person("wira", Role.REGIONAL_OFFICER, "kota-bandung", BANDUNG)
    held = successor.grants["regional_officer-1"].model_copy(update={"valid_until": START + 2 * DAY})
    leaving = Person("wira", 1, grants={held.id: held})
    later = {"role": Role.REGIONAL_OFFICER, "successor": "wira", "ends_at": (START + 2 * DAY).isoformat()}
    handing(leaving).when("end_role", **later).refused("not_succeeded")
    handing(leaving).when("end_role", **later | {"ends_at": (START + DAY).isoformat()}).then(RoleEnded)
    handing(successor).when("end_role", role=Role.REGIONAL_OFFICER, successor="dewi").refused("own_successor")


# ---- the stream


def test_versions_are_dense_and_grants_keep_their_ids() -> None:
    somebody = granted().when("end_role", role=Role.OPERATOR).when("grant_role", role=Role.OPERATOR, agency="bpk")
    assert somebody.state.version == 3
    assert list(somebody.state.grants) == ["operator-1", "operator-2"]


@pytest.mark.parametrize("command", ["admit", "publish_edition", "teleport"])
def test_what_is_no_command_about_a_person_is_unknown(command: str) -> None:
    Somebody().when(command).refused("unknown_command")


@pytest.mark.parametrize(
    "payload",
    [
        {"role": "king", "agency": "x"},
        {"role": "operator"},
        {"role": "operator", "agency": "Kementerian PANRB"},
        {"role": "operator", "agency": "x", "valid_until": "2027-01-01T00:00:00"},
        {"role": "regional_officer", "agency": "x", "region": "Bandung"},
    ],
)
def test_a_malformed_grant_is_refused(payload: dict[str, Any]) -> None:
    Somebody().when("grant_role", **payload).refused("invalid_payload")


def test_a_person_has_no_other_events() -> None:
    with pytest.raises(KeyError):
        evolve(Person("dewi"), NoteMade(text="x"), START)


def test_an_officer_reads_times_in_the_zone_of_their_region_and_anybody_else_in_jakartas() -> None:
    at, regions = datetime(2026, 3, 2, tzinfo=UTC), rules().regions
    for who, city in (("officer-makassar", "Makassar"), ("officer-bandung", "Jakarta"), ("operator", "Jakarta")):
        assert PEOPLE[who].zone(regions, at) == ZoneInfo(f"Asia/{city}")
