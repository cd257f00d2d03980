"""Drafts: whose they are, who works on them, and that none is handed in twice."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from domain.drafts import agencies_administered_by, agencies_of, require_agency, require_unchanged, workable
from domain.grants import Person
from domain.refusals import Refused
from domain.vocabulary import Role
from proof.ids import innovation_id
from tests.agencies import register
from tests.domain.test_agencies import Registry
from tests.domain.world import PEOPLE, START, also, person

DRAFT, COMMAND = UUID(int=1), UUID(int=2)


@dataclass(frozen=True)
class Kept:
    """A draft of Surakarta's proposer."""

    draft_id: UUID = DRAFT
    agency: str = "kota-surakarta"
    author: str = "proposer"
    command_id: UUID = COMMAND
    submitted: bool = False


KEPT = Kept()


def refused(who: Person, draft: Kept | None = KEPT) -> str:
    """The code with which somebody who works on a draft is refused."""
    with pytest.raises(Refused) as error:
        workable(draft, "00000000", who, register(), START)
    return error.value.refusal.code


def test_its_author_and_the_administrator_of_its_agency_work_on_it() -> None:
    for name in ("proposer", "local-administrator"):
        assert workable(Kept(), "00000000", PEOPLE[name], register(), START) == Kept()


@pytest.mark.parametrize("name", ["other-proposer", "operator", "administrator", "officer-surakarta", "auditor"])
def test_nobody_else_does(name: str) -> None:
    assert refused(PEOPLE[name]) == "others_draft"


def test_a_colleague_who_proposes_for_the_same_agency_is_somebody_else() -> None:
    assert refused(person("colleague", Role.PROPOSER, "kota-surakarta")) == "others_draft"


def test_an_author_who_no_longer_proposes_for_the_agency_does_not() -> None:
    held = PEOPLE["proposer"].grants["proposer-1"].model_copy(update={"valid_until": START})
    moved = also(Person("proposer", 2, grants={held.id: held}), Role.PROPOSER, "kota-bandung")
    assert refused(moved) == "others_draft"
    assert agencies_of(moved, START) == ("kota-bandung",)
    assert agencies_of(moved, START - timedelta(seconds=1)) == ("kota-surakarta", "kota-bandung")


def test_a_draft_that_is_not_there_or_was_handed_in_says_so() -> None:
    assert refused(PEOPLE["proposer"], None) == "unknown_draft"
    assert refused(PEOPLE["proposer"], Kept(submitted=True)) == "draft_submitted"
    with pytest.raises(Refused) as error:
        workable(Kept(submitted=True), "00000000", PEOPLE["local-administrator"], register(), START)
    assert error.value.refusal.facts["innovation"] == innovation_id(COMMAND)


def test_others_do_not_hear_that_a_draft_was_handed_in() -> None:
    assert refused(PEOPLE["other-proposer"], Kept(submitted=True)) == "others_draft"


def test_the_administrator_of_an_agency_works_on_what_its_units_draft() -> None:
    of_unit = Kept(agency="upt-surakarta", author="somebody")
    assert workable(of_unit, "00000000", PEOPLE["local-administrator"], register(), START) == of_unit
    assert refused(PEOPLE["proposer"], of_unit) == "others_draft"


def test_drafts_of_an_ended_agency_and_its_units_are_its_heirs_administrators() -> None:
    merged = Registry().when("merge_agency", agency="kota-surakarta", into="kota-bandung").state
    heir = person("heir", Role.LOCAL_ADMINISTRATOR, "kota-bandung")
    ended = PEOPLE["local-administrator"]
    for agency in ("kota-surakarta", "upt-surakarta"):
        draft = Kept(agency=agency)
        assert workable(draft, "00000000", heir, merged, START) == draft
        assert agency in agencies_administered_by(heir, merged, START)
        with pytest.raises(Refused, match="others_draft"):
            workable(draft, "00000000", ended, merged, START)
    assert agencies_administered_by(ended, merged, START) == ()
    own = Kept(author=ended.id)
    assert workable(own, "00000000", ended, merged, START) == own


def test_one_drafts_for_agencies_that_one_proposes_for_and_sees_all_of_those_that_one_administers() -> None:
    both = also(PEOPLE["local-administrator"], Role.PROPOSER, "kota-bandung")
    assert agencies_of(both, START) == ("kota-bandung", "kota-surakarta")
    administered = agencies_administered_by(both, register(), START)
    assert {"kota-surakarta", "disdukcapil-surakarta", "upt-surakarta"} == set(administered)
    require_agency(both, "kota-bandung", register(), START)
    require_agency(both, "upt-surakarta", register(), START)
    with pytest.raises(Refused, match="other_agency"):
        require_agency(both, "dinkes-bandung", register(), START)


def test_a_change_of_what_was_changed_meanwhile_is_refused() -> None:
    require_unchanged(True, Kept())
    with pytest.raises(Refused, match="draft_changed"):
        require_unchanged(False, Kept())
