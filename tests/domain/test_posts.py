"""Posts: what a person does is done in one of theirs, which they choose where there are several."""

from typing import Any

import pytest

from domain.events.administration import RoleEnded, RoleGranted
from domain.events.adoption import AdoptionCommitted
from domain.events.innovation import DecisionTaken, InnovationProposed, MeasurementReported, NoteMade
from domain.grants import Person, Post
from domain.model import By
from domain.refusals import Refusal
from domain.vocabulary import Capacity, Rank, Role, Tenure
from tests.domain.histories import offered
from tests.domain.journeys import PROPOSAL, deciding, in_waves, piloting, proposed
from tests.domain.spec import Life
from tests.domain.test_people import Somebody, granted
from tests.domain.world import BANDUNG, MAKASSAR, PEOPLE, POST, also, person

PROPOSE: dict[str, Any] = {"edition": "kipp-2025", "region": "33.72", "proposal": PROPOSAL}


def knowing(life: Life, somebody: Person) -> Life:
    """The same life, in which there is somebody else."""
    life.people[somebody.id] = somebody
    return life


def secretary(**post: Any) -> Person:
    """An operator who holds another post as well."""
    held = person("secretary", Role.OPERATOR, "kemenpanrb")
    return also(held, Role.OPERATOR, "kemenpanrb", tenure="plt", **post)


# ---- which post an act is done in


def test_with_a_single_post_nothing_has_to_be_chosen_and_it_is_recorded() -> None:
    by = proposed().when("operator", "note", text="x").then(NoteMade).event(NoteMade).by
    assert by == By(
        person="operator", role=Role.OPERATOR, grant="operator-1", person_version=1, capacity=Capacity.OPERATING
    )


def test_with_several_posts_one_has_to_be_chosen_and_the_refusal_lists_them() -> None:
    life = knowing(proposed(), secretary(title="Kepala Biro Umum"))
    life.when("secretary", "note", text="x").refused("post_needed")
    assert isinstance(life.last, Refusal)
    assert life.last.facts["posts"] == [
        {"grant": "operator-1", "post": "Analis Kebijakan Ahli Muda", "agency": "kemenpanrb"},
        {"grant": "operator-2", "post": "Plt. Kepala Biro Umum", "agency": "kemenpanrb"},
    ]
    for chosen in ("operator-1", "operator-2"):
        by = life.when("secretary", "note", text="x", under=chosen).then(NoteMade).event(NoteMade).by
        assert by is not None
        assert by.grant == chosen


def test_a_post_that_is_not_held_for_it_cannot_be_chosen() -> None:
    life = knowing(proposed(), also(secretary(), Role.EVALUATOR, "bappenas"))
    for other in ("operator-3", "evaluator-1", "proposer-1", ""):
        life.when("secretary", "note", text="x", under=other).refused("post_not_held")
    life.when("operator", "note", text="x", under="operator-1").then(NoteMade)


def test_a_post_whose_time_is_over_neither_counts_nor_asks_to_be_chosen() -> None:
    both = secretary()
    over = both.grants["operator-2"].model_copy(update={"valid_until": proposed().now})
    life = knowing(proposed(), Person("secretary", 3, grants={**both.grants, over.id: over}))
    life.when("secretary", "note", text="x", under="operator-2").refused("post_not_held")
    life.when("secretary", "note", text="x").then(NoteMade)


def test_the_agency_that_an_act_is_for_chooses_among_a_proposers_posts() -> None:
    both = also(person("both", Role.PROPOSER, "kota-bandung"), Role.PROPOSER, "kota-surakarta")
    by = knowing(Life(), both).when("both", "propose", agency="kota-surakarta", **PROPOSE).event(InnovationProposed).by
    assert by is not None
    assert by.grant == "proposer-2"
    knowing(Life(), both).when("both", "propose", under="proposer-1", agency="kota-surakarta", **PROPOSE).refused(
        "other_agency"
    )
    life = knowing(proposed(), both).when("both", "withdraw")
    assert life.events[-1].by is not None
    assert life.events[-1].by.grant == "proposer-2"


def test_the_region_that_an_act_is_for_chooses_among_an_officers_posts() -> None:
    officer = person("both", Role.REGIONAL_OFFICER, "kota-bandung", BANDUNG)
    both = also(officer, Role.REGIONAL_OFFICER, "kota-makassar", MAKASSAR)
    life = knowing(piloting(BANDUNG, MAKASSAR), both)
    values = {"coverage": 3, "days": 1}
    reporting = both.acted_under((both.grants["regional_officer-2"],), Capacity.REPORTING)
    life.when("both", "report_measurement", region=MAKASSAR, values=values).then(MeasurementReported)
    assert life.event(MeasurementReported).by == reporting
    life.when("both", "report_measurement", under="regional_officer-2", region=BANDUNG, values=values).refused(
        "other_region"
    )
    adoption = offered(knowing(in_waves(MAKASSAR), both), MAKASSAR).when("both", "commit_adoption")
    assert adoption.event(AdoptionCommitted).by == reporting


def test_the_post_that_is_chosen_says_in_which_role_somebody_acts() -> None:
    both = also(person("both", Role.EVALUATOR, "bappenas"), Role.DECISION_MAKER, "bappenas")
    life = knowing(deciding(), both).when("both", "declare_conflict", under="decision_maker-1")
    assert life.events[-1].by == both.acted_under((both.grants["decision_maker-1"],))


def test_four_eyes_are_two_persons_not_two_posts() -> None:
    minister = also(PEOPLE["minister"], Role.DECISION_MAKER, "kemendagri", tenure="plt")
    life = knowing(deciding(), minister)
    decide: dict[str, Any] = {"choice": "scale_regions", "adopters": [BANDUNG], "instrument": "SK 1"}
    life.when("minister", "decide", under="decision_maker-1", **decide).then(DecisionTaken)
    life.when("minister", "endorse", under="decision_maker-2").refused("excluding_capacity")


# ---- what a grant says of the post


@pytest.mark.parametrize(
    ("post", "written"),
    [
        ({"title": "Kepala Dinas"}, "Kepala Dinas"),
        ({"title": "Kepala Dinas", "tenure": "plt"}, "Plt. Kepala Dinas"),
        ({"title": "Kepala Dinas", "tenure": "plh"}, "Plh. Kepala Dinas"),
        ({"title": "Wali Kota", "tenure": "pj"}, "Pj. Wali Kota"),
        (
            {"title": "Sekretaris Daerah", "tenure": "an", "mandate": {"title": "Wali Kota"}},
            "a.n. Wali Kota, Sekretaris Daerah",
        ),
    ],
)
def test_a_post_is_written_as_officials_write_it(post: dict[str, Any], written: str) -> None:
    assert Post(letter="1/2026", **post).written == written


def test_in_anothers_name_the_rank_of_who_gave_the_mandate_counts() -> None:
    own = Post(title="Deputi", letter="1/2026", rank=Rank.JPT_MADYA)
    assert own.counts_as is Rank.JPT_MADYA
    mandate = {"title": "Menteri", "rank": "menteri"}
    assert Post.model_validate({**own.model_dump(), "tenure": "an", "mandate": mandate}).counts_as is Rank.MENTERI


@pytest.mark.parametrize(
    "post",
    [
        {"tenure": "an"},
        {"tenure": "plt", "mandate": {"title": "Menteri"}},
        {"mandate": {"title": "Menteri"}},
        {"tenure": "acting"},
        {"rank": "king"},
        {"title": ""},
        {"title": "Kepala\n\nYang menunggu Anda:"},
        {"letter": ""},
    ],
)
def test_a_post_that_says_too_little_or_contradicts_itself_is_refused(post: dict[str, Any]) -> None:
    Somebody().when("grant_role", role="operator", agency="kemenpanrb", post=POST | post).refused("invalid_payload")


def naming(**post: Any) -> Somebody:
    """Somebody who is to hold a post that names others, and the minister and the deputy, who are known."""
    known = also(PEOPLE["minister"], Role.DECISION_MAKER, "kemenpanrb", title="Menteri", rank="menteri")
    somebody = Somebody()
    others = {"person/minister": known, "person/nobody": Person("nobody"), "person/dewi": somebody.state}
    somebody.tables = somebody.tables.having(others)
    return somebody.when("grant_role", role="operator", agency="kemenpanrb", post=POST | post)


def test_a_superior_is_somebody_else_who_is_known() -> None:
    grant = naming(supervisor="minister").then(RoleGranted).state.grants["operator-1"]
    assert grant.post is not None
    assert grant.post.supervisor == "minister"
    naming(supervisor="nobody").refused("unknown_person")
    naming(supervisor="dewi").refused("own_superior")


def test_who_gave_a_mandate_and_is_named_holds_that_post_with_that_rank() -> None:
    def by(**changes: Any) -> Somebody:
        return naming(tenure="an", mandate={"title": "Menteri", "rank": "menteri", "person": "minister"} | changes)

    by().then(RoleGranted)
    by(person="nobody").refused("unknown_person")
    by(person="dewi").refused("own_superior")
    by(title="Deputi").refused("mandate_not_held")
    by(rank="jpt_madya").refused("mandate_not_held")


def test_the_same_role_may_be_held_in_another_post_and_one_of_them_ended() -> None:
    somebody = granted().when("grant_role", role="operator", agency="kemenpanrb", post=POST | {"tenure": "plt"})
    somebody.then(RoleGranted)
    somebody.when("grant_role", role="operator", agency="kemenpanrb", post=POST | {"letter": "9/2026"}).refused(
        "role_held"
    )
    somebody.when("end_role", role="operator", grant="operator-3").refused("role_not_held")
    somebody.when("end_role", role="evaluator", grant="operator-2").refused("role_not_held")
    somebody.when("end_role", role="operator", grant="operator-1").then(RoleEnded)
    [left] = somebody.state.grants_of(Role.OPERATOR, somebody.now)
    assert left.post is not None
    assert left.post.tenure is Tenure.PLT
