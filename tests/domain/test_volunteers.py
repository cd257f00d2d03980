"""Any agency may copy an innovation: `adopt`, from scaling on; and what becomes of regions that split."""

from collections.abc import Callable

import pytest

from domain.adoption.state import Status
from domain.events.adoption import AdoptionCommitted, AdoptionCompleted, AdoptionReported, AdoptionVolunteered
from domain.grants import Person
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.domain.acts import declined, discontinued, institutionalised, rejected, resume, revoked, suspend, withdrawn
from tests.domain.histories import AdoptionLife, committed, offered, volunteer
from tests.domain.journeys import deciding, evaluating, in_waves, piloting, proposed, scaling, sustaining, until
from tests.domain.spec import Life
from tests.domain.world import (
    BANDUNG,
    JAYAPURA,
    person,
    region_id,
    rules,
    successor,
    with_regions,
)

OFFICER = "officer-jayapura"


# ---- copying


@pytest.mark.parametrize("life", [scaling, in_waves, sustaining, institutionalised])
def test_any_region_may_copy_from_scaling_on_and_after_institutionalising(life: Callable[[], Life]) -> None:
    copy = volunteer(life()).then(AdoptionVolunteered)
    assert copy.state.volunteered
    assert copy.state.status is Status.COMMITTED
    assert {name.kind for name in copy.state.waits} == {WaitKind.ADOPTION_REPORT, WaitKind.COMPLETION}


@pytest.mark.parametrize(
    "life",
    [proposed, piloting, evaluating, deciding, declined, rejected, withdrawn, discontinued, revoked],
)
def test_nothing_else_can_be_copied(life: Callable[[], Life]) -> None:
    volunteer(life()).refused("not_adoptable")


def test_an_innovation_that_does_not_exist_cannot_be_copied() -> None:
    volunteer(Life()).refused("unknown_innovation")


def test_a_suspended_innovation_is_copied_only_once_it_is_resumed() -> None:
    life = suspend(in_waves())
    volunteer(life).refused("suspended")
    volunteer(resume(life)).then(AdoptionVolunteered)


def test_a_volunteer_reports_completes_and_lapses_like_any_adopter() -> None:
    copy = volunteer(in_waves())
    copy.when(OFFICER, "report_adoption", phase="adapt").then(AdoptionReported)
    copy.until(WaitKind.COMPLETION)
    assert copy.state.status is Status.LAPSED


@pytest.mark.parametrize("life", [in_waves, sustaining])
def test_milestones_are_reported_while_the_innovation_is_open(life: Callable[[], Life]) -> None:
    copy = volunteer(life()).report_milestones()
    assert copy.life.state.adoptions[copy.adopter] == (1, "committed")


def test_an_ended_innovation_is_never_changed() -> None:
    copy = volunteer(institutionalised())
    version = copy.life.state.version
    copy.when(OFFICER, "complete_adoption").report_milestones()
    assert copy.state.status is Status.COMPLETED
    assert copy.life.state.version == version


def test_copying_twice_is_refused() -> None:
    volunteer(in_waves()).when(OFFICER, "adopt", region=JAYAPURA).refused("already_committed")


def test_for_an_adopter_with_an_offer_adopting_is_committing() -> None:
    adoption = offered(in_waves()).when("officer-bandung", "adopt", region=BANDUNG).then(AdoptionCommitted)
    assert not adoption.state.volunteered


def test_a_named_adopter_that_began_before_its_wave_is_not_offered_it_again() -> None:
    life = scaling()
    early = volunteer(life, BANDUNG, "officer-bandung")
    life.when("operator", "plan_waves", waves=[{"adopters": [BANDUNG, "73.71"]}])
    assert early.catch_up().last == []
    early.when("officer-bandung", "complete_adoption").report_milestones()
    assert life.state.completed == {region_id(BANDUNG)}


# ---- the right stream


@pytest.mark.parametrize("existing", [True, False])
def test_a_region_adopts_in_its_own_stream_only(existing: bool) -> None:
    life = in_waves()
    adoption = offered(life) if existing else AdoptionLife(life, JAYAPURA)
    other = JAYAPURA if existing else BANDUNG
    adoption.when("officer-bandung" if existing else OFFICER, "adopt", region=other).refused("wrong_stream")


@pytest.mark.parametrize(("code", "refusal"), [("99.99", "unknown_region"), ("x", "invalid_payload")])
def test_only_a_region_adopts(code: str, refusal: str) -> None:
    AdoptionLife(in_waves(), JAYAPURA).when(OFFICER, "adopt", region=code).refused(refusal)


def test_a_region_that_has_ended_does_not_adopt() -> None:
    life = in_waves()
    life.rules = with_regions(rules(), ended={JAYAPURA: "2026-01-31"})
    volunteer(life).refused("ended_region")


# ---- regions that split


def officer(name: str, region: str) -> Person:
    """An officer of a region by its id."""
    someone = person(name, Role.REGIONAL_OFFICER, f"kab-{region}")
    (grant,) = someone.grants.values()
    return Person(name, version=1, grants={grant.id: grant.model_copy(update={"region": region})})


def split(life: Life) -> Life:
    """Bandung ends, and becomes two kabupaten; each has an officer."""
    life.later(days=60)
    life.rules = with_regions(
        rules(),
        successor("wnorth", "32.68", BANDUNG, "2026-04-01"),
        successor("wsouth", "32.69", BANDUNG, "2026-04-01"),
        ended={BANDUNG: "2026-03-31"},
    )
    life.people["north"] = officer("north", "wnorth")
    life.people["south"] = officer("south", "wsouth")
    return life


def test_a_running_adoption_goes_on_under_its_id_and_officers_of_the_successors_report() -> None:
    adoption = committed(in_waves())
    split(adoption.life)
    adoption.when("north", "report_adoption", phase="adapt").then(AdoptionReported)
    adoption.when("south", "report_adoption", phase="replicate").then(AdoptionReported)
    adoption.when("south", "complete_adoption").report_milestones()
    assert adoption.life.state.completed == {region_id(BANDUNG)}


def test_officers_of_the_region_that_was_split_still_act() -> None:
    adoption = committed(in_waves())
    split(adoption.life)
    adoption.when("officer-bandung", "complete_adoption").then(AdoptionCompleted)


def test_successors_take_up_an_offer_that_was_made_to_the_region_that_was_split() -> None:
    adoption = offered(in_waves())
    split(adoption.life)
    adoption.when("north", "commit_adoption").then(AdoptionCommitted)


def test_an_officer_of_an_unrelated_region_does_not_act_for_it() -> None:
    adoption = committed(in_waves())
    split(adoption.life)
    adoption.when(OFFICER, "report_adoption", phase="adapt").refused("other_region")


def test_a_successor_that_wants_its_own_adopts_anew_and_the_denominator_does_not_change() -> None:
    life = in_waves()
    adoption = committed(life)
    split(life)
    own = AdoptionLife(life, BANDUNG)
    own.state = type(own.state)("adoption/test/wnorth")
    own.when("north", "adopt", region="32.68").then(AdoptionVolunteered)
    own.when("north", "complete_adoption").report_milestones()
    assert life.state.denominator == 2
    assert life.state.completed == frozenset()
    adoption.when("south", "complete_adoption").report_milestones()
    assert life.state.completed == {region_id(BANDUNG)}


def test_a_successor_does_not_act_in_its_siblings_stream() -> None:
    life = split(in_waves())
    own = AdoptionLife(life, BANDUNG)
    own.state = type(own.state)("adoption/test/wnorth")
    own.when("south", "adopt", region="32.68").refused("other_region")


def test_a_wave_that_opens_after_the_split_is_offered_under_the_old_id() -> None:
    life = scaling().when(
        "operator",
        "plan_waves",
        waves=[{"adopters": ["73.71"]}, {"adopters": [BANDUNG], "opens_after": "P2M"}],
    )
    split(life)
    until(life, WaitKind.WAVE_OPENS, "2")
    adoption = offered(life)
    assert adoption.state.status is Status.OFFERED
    adoption.when("south", "commit_adoption").then(AdoptionCommitted)
    assert life.state.stage is Stage.SCALING
