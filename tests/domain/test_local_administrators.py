"""An agency's own administrator: two roles, one agency, one region, alone, never for themselves."""

from typing import Any
from uuid import uuid4

import pytest

from domain.administration.people import decide
from domain.agencies import Register
from domain.commands import Command
from domain.events import Event
from domain.events.administration import RoleEnded, RoleGranted
from domain.events.innovation import InnovationProposed, InnovationWithdrawn, ProposalRevised
from domain.grants import Person
from domain.refusals import Refusal
from domain.streams import AGENCIES
from domain.vocabulary import Role
from tests.domain.journeys import PROPOSAL, proposed, returned
from tests.domain.spec import Life
from tests.domain.test_agencies import Registry
from tests.domain.test_people import DAY, Somebody, granted
from tests.domain.world import BANDUNG, PEOPLE, POST, START, SURAKARTA, also, basis, person, region_id, rules, signed

IN_SURAKARTA: dict[str, Any] = {"agency": "kota-surakarta"}


def of(state: Person | None = None) -> Somebody:
    """Somebody to whom Surakarta's own administrator grants roles."""
    somebody = Somebody()
    somebody.state = state or somebody.state
    somebody.actor = PEOPLE["local-administrator"]
    return somebody


def asked(payload: dict[str, Any], **signatures: Any) -> list[Event] | Refusal:
    """What comes of a grant that is signed so."""
    command = Command(
        id=uuid4(), stream="person/dewi", type="grant_role", payload=payload, at=START, reason="SK", **signatures
    )
    return decide(Person("dewi"), command, basis(PEOPLE["local-administrator"], PEOPLE["administrator"]))


def test_they_grant_proposers_and_officers_of_their_own_agency_and_end_them() -> None:
    somebody = of().when("grant_role", role=Role.PROPOSER, **IN_SURAKARTA).then(RoleGranted)
    somebody.when("grant_role", role=Role.REGIONAL_OFFICER, region=SURAKARTA, **IN_SURAKARTA).then(RoleGranted)
    assert somebody.holds(Role.PROPOSER)
    assert somebody.state.grants["regional_officer-2"].region == region_id(SURAKARTA)
    somebody.when("end_role", role=Role.PROPOSER).then(RoleEnded)
    somebody.when("end_role", role=Role.REGIONAL_OFFICER).then(RoleEnded)


def test_their_own_signature_is_enough_and_needed_while_the_ministrys_administrators_are_two() -> None:
    payload = {"role": "proposer", "post": POST, **IN_SURAKARTA}
    assert isinstance(asked(payload, **signed("local-administrator", None)), list)
    unsigned = asked(payload, actor="local-administrator")
    assert isinstance(unsigned, Refusal)
    assert unsigned.code == "signature_required"
    alone = asked(payload, **signed("administrator", None))
    assert isinstance(alone, Refusal)
    assert alone.code == "confirmation_required"


@pytest.mark.parametrize("role", [each for each in Role if each not in (Role.PROPOSER, Role.REGIONAL_OFFICER)])
def test_they_grant_and_end_no_other_role(role: Role) -> None:
    of().when("grant_role", role=role, **IN_SURAKARTA).refused("beyond_local")
    of(granted(role).state).when("end_role", role=role).refused("beyond_local")


def test_they_have_no_say_about_another_agency() -> None:
    of().when("grant_role", role=Role.PROPOSER, agency="kota-bandung").refused("beyond_agency")
    both = of(granted(Role.PROPOSER).when("grant_role", role=Role.PROPOSER, **IN_SURAKARTA).then(RoleGranted).state)
    both.when("end_role", role=Role.PROPOSER).refused("beyond_agency")
    both.when("end_role", role=Role.PROPOSER, grant="proposer-1").refused("beyond_agency")
    both.when("end_role", role=Role.PROPOSER, grant="proposer-2").then(RoleEnded)


@pytest.mark.parametrize("role", [Role.PROPOSER, Role.REGIONAL_OFFICER])
def test_they_hear_nothing_about_who_never_served_their_agency(role: Role) -> None:
    elsewhere = Somebody().when("grant_role", role=role, agency="kota-bandung").then(RoleGranted).state
    for state in (Person("dewi"), granted(Role.DECISION_MAKER).state, elsewhere):
        for grant in (None, f"{role}-1"):
            somebody = of(state).when("end_role", role=role, grant=grant).refused("others_people")
            assert isinstance(somebody.last, Refusal)
            assert somebody.last.facts == {"person": "dewi"}
    of(granted(Role.DECISION_MAKER).state).when("end_role", role=Role.DECISION_MAKER).refused("beyond_local")
    of(Person("dewi")).when("end_role", role=Role.DECISION_MAKER).refused("beyond_local")
    former = of().when("grant_role", role=role, **IN_SURAKARTA).when("end_role", role=role).then(RoleEnded)
    former.when("end_role", role=role).refused("role_not_held")


def test_they_grant_in_nobodys_name_but_their_own_peoples() -> None:
    title = POST["title"]

    def by(giver: Person | None, title: str = title) -> Somebody:
        somebody = of()
        mandate = {"title": title, "rank": "fungsional", **({"person": giver.id} if giver else {})}
        others = [*PEOPLE.values(), Person("nobody"), *([giver] if giver else [])]
        somebody.tables = basis(*others)
        post = POST | {"tenure": "an", "mandate": mandate}
        return somebody.when("grant_role", role=Role.PROPOSER, post=post, **IN_SURAKARTA)

    by(PEOPLE["proposer"]).then(RoleGranted)
    by(PEOPLE["proposer"], "Wali Kota").refused("mandate_not_held")
    both = also(PEOPLE["proposer"], Role.EVALUATOR, "bappenas")
    for giver in (None, PEOPLE["minister"], PEOPLE["other-proposer"], both, Person("nobody"), Person("dewi")):
        for named in (title, "Menteri"):
            somebody = by(giver, named).refused("others_mandate")
            assert isinstance(somebody.last, Refusal)
            assert somebody.last.facts == {"post": named}


def test_they_grant_nothing_to_who_holds_or_held_a_role_beyond_their_agency() -> None:
    minister = granted(Role.DECISION_MAKER)
    for state in (minister.state, minister.when("end_role", role=Role.DECISION_MAKER).then(RoleEnded).state):
        somebody = of(state).when("grant_role", role=Role.PROPOSER, **IN_SURAKARTA).refused("held_elsewhere")
        assert isinstance(somebody.last, Refusal)
        assert somebody.last.facts == {"person": "dewi"}
    evaluator = Somebody().when("grant_role", role=Role.EVALUATOR, agency="upt-surakarta").then(RoleGranted)
    of(evaluator.state).when("grant_role", role=Role.PROPOSER, **IN_SURAKARTA).then(RoleGranted)


def test_they_appoint_officers_for_their_own_region_only() -> None:
    officer = {"role": Role.REGIONAL_OFFICER, **IN_SURAKARTA}
    of().when("grant_role", region=BANDUNG, **officer).refused("region_of_other")
    somebody = of().when("grant_role", **officer).then(RoleGranted)
    assert somebody.state.grants["regional_officer-1"].region == region_id(SURAKARTA)


@pytest.mark.parametrize("agency", ["imigrasi-surakarta", "disdukcapil-surakarta"])
def test_they_have_no_say_about_the_officers_of_a_region_that_their_agency_does_not_govern(agency: str) -> None:
    theirs = person("local-administrator", Role.LOCAL_ADMINISTRATOR, agency)
    officer: dict[str, Any] = {"role": Role.REGIONAL_OFFICER, "agency": agency}
    somebody = of()
    somebody.actor = theirs
    somebody.when("grant_role", **officer).refused("others_officers")
    by_the_ministry = of(Somebody().when("grant_role", **officer).then(RoleGranted).state)
    by_the_ministry.actor = theirs
    by_the_ministry.when("end_role", role=Role.REGIONAL_OFFICER).refused("others_officers")


def test_they_appoint_officers_in_the_units_of_the_regions_government() -> None:
    officer: dict[str, Any] = {"role": Role.REGIONAL_OFFICER, "agency": "upt-surakarta"}
    somebody = of().when("grant_role", **officer).then(RoleGranted)
    somebody.when("end_role", role=Role.REGIONAL_OFFICER).then(RoleEnded)


def test_the_units_below_their_agency_are_theirs_too() -> None:
    somebody = of().when("grant_role", role=Role.PROPOSER, agency="upt-surakarta").then(RoleGranted)
    somebody.when("end_role", role=Role.PROPOSER).then(RoleEnded)
    for other in ("imigrasi-surakarta", "prov-jawa-tengah"):
        of().when("grant_role", role=Role.PROPOSER, agency=other).refused("beyond_agency")


def by(somebody: Somebody, agency: str, register: Register) -> Somebody:
    """Somebody on whom the administrator of an agency acts, while the register is that one."""
    somebody.actor = person("local-administrator", Role.LOCAL_ADMINISTRATOR, agency)
    somebody.tables = somebody.tables.having({AGENCIES: register})
    return somebody


def test_after_a_merger_units_and_people_are_the_heirs_administrators_and_no_longer_the_ended_agencys() -> None:
    merged = Registry().when("merge_agency", agency="disdukcapil-surakarta", into="dinkes-bandung").state
    within: dict[str, Any] = {"role": Role.PROPOSER, "agency": "upt-surakarta"}
    by(Somebody(), "disdukcapil-surakarta", merged).when("grant_role", **within).refused("beyond_agency")
    somebody = by(Somebody(), "dinkes-bandung", merged).when("grant_role", **within).then(RoleGranted)
    by(somebody, "disdukcapil-surakarta", merged).when("end_role", role=Role.PROPOSER).refused("others_people")
    by(somebody, "kota-bandung", merged).when("end_role", role=Role.PROPOSER).then(RoleEnded)
    before = of().when("grant_role", role=Role.PROPOSER, agency="disdukcapil-surakarta").then(RoleGranted)
    by(before, "dinkes-bandung", merged).when("end_role", role=Role.PROPOSER).then(RoleEnded)


def test_after_a_split_units_are_every_parts_administrators() -> None:
    parts = [{"id": name, "name": name, "kind": "unit", "parent": "kota-surakarta"} for name in ("dinas-a", "dinas-b")]
    split = Registry().when("split_agency", agency="disdukcapil-surakarta", into=parts).state
    within: dict[str, Any] = {"role": Role.PROPOSER, "agency": "upt-surakarta"}
    for part in ("dinas-a", "dinas-b"):
        by(Somebody(), part, split).when("grant_role", **within).then(RoleGranted)
    by(Somebody(), "disdukcapil-surakarta", split).when("grant_role", **within).refused("beyond_agency")


def test_nobody_grants_a_role_to_themselves_or_confirms_their_own() -> None:
    own = of(PEOPLE["local-administrator"])
    own.when("grant_role", role=Role.PROPOSER, **IN_SURAKARTA).refused("own_grant")
    for name in ("administrator", "administrator-2"):  # who asks, and who confirms it
        somebody = Somebody(name)
        somebody.state = PEOPLE[name]
        somebody.when("grant_role", role=Role.ADMINISTRATOR, agency="bkn").refused("own_grant")


def test_no_grant_begins_in_the_past() -> None:
    yesterday = (START - DAY).isoformat()
    for somebody in (of(), Somebody()):
        somebody.when("grant_role", role=Role.PROPOSER, valid_from=yesterday, **IN_SURAKARTA).refused("backdated")
        somebody.when("grant_role", role=Role.PROPOSER, valid_from=START.isoformat(), **IN_SURAKARTA).then(RoleGranted)


def test_they_propose_revise_and_withdraw_for_their_own_agency() -> None:
    who = "local-administrator"
    what: dict[str, Any] = {"edition": "kipp-2025", "region": SURAKARTA, "proposal": PROPOSAL}
    Life().when(who, "propose", agency="kota-surakarta", **what).then(InnovationProposed)
    Life().when(who, "propose", agency="upt-surakarta", **what).then(InnovationProposed)
    Life().when(who, "propose", agency="kota-bandung", **what).refused("other_agency")
    returned().when(who, "revise", title="Kartu Anak").then(ProposalRevised)
    proposed().when(who, "withdraw").then(InnovationWithdrawn)


def test_what_waits_for_the_agencys_proposers_waits_for_them() -> None:
    somebody = PEOPLE["local-administrator"]
    parties = somebody.parties(rules().regions, rules().agencies, START)
    assert parties == {"local_administrator/kota-surakarta", "proposer/kota-surakarta"}
    [grant] = somebody.grants.values()
    assert grant.parties == parties
