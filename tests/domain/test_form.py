"""The form: what a proposal has to answer is the edition's that it is pinned to, also after it moved."""

from dataclasses import replace

import pytest

from domain.events.innovation import (
    EditionMoved,
    InnovationProposed,
    ProposalAdmitted,
    ProposalReturned,
    ProposalRevised,
)
from domain.refusals import Refusal
from tests.domain.journeys import PROPOSAL, proposed, returned
from tests.domain.spec import Life
from tests.domain.world import SURAKARTA, rules
from tests.forms import answers

NOVELTY = next(each for each in rules().edition.questions if each.key == "novelty")


def answered(given: dict[str, str], edition: str = "kipp-2025") -> Life:
    """Somebody proposes under an edition, with these answers."""
    life = Life()
    life.rules = rules(edition)
    where = {"edition": edition, "agency": "kota-surakarta", "region": SURAKARTA}
    return life.when("proposer", "propose", proposal=PROPOSAL | {"answers": given}, **where)


def problems(life: Life) -> dict[str, str]:
    """What was wrong with which answer."""
    assert isinstance(life.last, Refusal)
    found = life.last.facts["problems"]
    assert isinstance(found, list)
    return {str(each["path"]): str(each["code"]) for each in found if isinstance(each, dict)}


def moved(life: Life, edition: str) -> Life:
    """Moved to another edition, whose rules hold from now on."""
    life.rules = replace(life.rules, named_edition=rules(edition).edition_pin)
    life.when("operator", "move_edition", edition=edition).then(EditionMoved)
    life.rules = rules(edition)
    return life


# ---- proposing


@pytest.mark.parametrize("edition", ["kipp-2023", "kipp-2025", "ringkas"])
def test_a_proposal_answers_the_questions_of_its_edition_in_their_order(edition: str) -> None:
    life = answered(dict(reversed(answers(edition).items())), edition).then(InnovationProposed)
    assert list(life.event(InnovationProposed).content.answers.items()) == list(answers(edition).items())


def test_a_question_that_is_not_required_may_be_answered_or_not() -> None:
    optional = [each.key for each in rules().edition.questions if not each.required]
    assert optional
    life = answered(answers() | dict.fromkeys(optional, "Belum ada.")).then(InnovationProposed)
    assert set(optional) < life.event(InnovationProposed).content.answers.keys()


def test_everything_that_is_wrong_with_the_answers_is_refused_at_once() -> None:
    given = {key: answer for key, answer in answers().items() if key != "background"}
    life = answered(given | {"novelty": "kata " * (NOVELTY.words + 1), "charm": "Ya"}).refused("answers_invalid")
    assert problems(life) == {"charm": "no_such_question", "background": "not_answered", "novelty": "too_many_words"}


def test_too_many_words_are_refused_with_both_counts_and_as_many_as_allowed_are_taken() -> None:
    life = answered(answers() | {"novelty": "kata\n" * (NOVELTY.words + 1)}).refused("answers_invalid")
    assert isinstance(life.last, Refusal)
    facts = {"words": str(NOVELTY.words + 1), "most": str(NOVELTY.words)}
    assert life.last.facts["problems"] == [{"path": "novelty", "code": "too_many_words", "facts": facts}]
    answered(answers() | {"novelty": "kata  " * NOVELTY.words}).then(InnovationProposed)


def test_an_answer_of_blanks_is_none() -> None:
    answered(answers() | {"novelty": "  "}).refused("invalid_payload")


# ---- revising


def test_a_revision_changes_the_answers_that_it_names_and_keeps_the_others() -> None:
    life = returned().when("proposer", "revise", answers={"novelty": "Jawaban lain."}).then(ProposalRevised)
    assert life.event(ProposalRevised).content.answers == answers() | {"novelty": "Jawaban lain."}


def test_a_revision_answers_by_the_same_rules() -> None:
    life = returned().when("proposer", "revise", answers={"charm": "Ya"}).refused("answers_invalid")
    assert problems(life) == {"charm": "no_such_question"}


# ---- another edition


def test_an_edition_that_asks_more_has_the_proposal_returned_before_it_is_admitted() -> None:
    life = moved(proposed(), "kipp-2023").when("operator", "admit").refused("questions_unanswered")
    assert isinstance(life.last, Refusal)
    assert life.last.facts["questions"] == ["summary"]
    life.when("operator", "return_proposal").then(ProposalReturned)
    life.when("proposer", "revise", title="Lain").refused("answers_invalid")
    life.when("proposer", "revise", answers={"summary": "Ringkasan."}).then(ProposalRevised)
    life.when("operator", "admit").then(ProposalAdmitted)


def test_what_the_new_edition_does_not_ask_stands_until_a_revision() -> None:
    life = moved(proposed(), "kipp-2023")
    assert life.state.content is not None
    assert "scale_readiness" in life.state.content.answers
    life.when("operator", "return_proposal").when("proposer", "revise", answers={"summary": "Ringkasan."})
    assert life.event(ProposalRevised).content.answers == answers("kipp-2023") | {"summary": "Ringkasan."}


def test_an_edition_that_asks_the_same_is_moved_to_without_a_return() -> None:
    moved(proposed(), "ringkas").when("operator", "admit").then(ProposalAdmitted)
