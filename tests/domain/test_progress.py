"""Progress: what a workflow has to know, and nothing that the ledger lacks."""

from collections.abc import Callable

import pytest

from domain.adoption.decider import progress as adoption_progress
from domain.basis import Basis
from domain.innovation.decider import progress as innovation_progress
from domain.innovation.state import Innovation
from domain.progress import Progress
from domain.streams import innovation_stream
from domain.vocabulary import Role
from domain.waits import WaitKind
from tests.domain.acts import discontinued, every_stage, institutionalised, resume, revoked, suspend
from tests.domain.histories import AdoptionLife, committed, declined_adoption, offered, unanswered_adoption, volunteer
from tests.domain.journeys import completed, in_check, in_waves, scaling, sustaining, until
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, MAKASSAR, SURAKARTA, region_id


def progress(life: Life) -> Progress:
    return innovation_progress(life.state, Basis({}))


def adopting(adoption: AdoptionLife) -> Progress:
    return adoption_progress(
        adoption.state, Basis({innovation_stream(adoption.state.innovation_id): adoption.life.state})
    )


# ---- innovations


def test_progress_says_where_the_innovation_is() -> None:
    life = scaling()
    assert progress(life) == Progress(
        stream=innovation_stream(life.state.id),
        version=len(life.events),
        chapter="scaling 1",
        stage="scaling",
        wake_at=life.state.wake_at,
        awaiting=(Role.OPERATOR,),
        open=True,
        region=SURAKARTA,
        edition="kipp-2025",
    )


def test_what_does_not_exist_is_not_open() -> None:
    assert progress(Life(Innovation("none"))) == Progress(stream="innovation/none", chapter="none 0")


@every_stage
def test_every_open_stage_is_open_and_waits_for_an_instant(life: Callable[[], Life]) -> None:
    now = progress(life())
    assert now.open
    assert now.wake_at is not None


@every_stage
def test_suspended_it_waits_for_no_instant_and_awaits_nobody_and_is_open(life: Callable[[], Life]) -> None:
    now = progress(suspend(life()))
    assert (now.open, now.wake_at, now.awaiting) == (True, None, ())


@pytest.mark.parametrize("life", [discontinued, institutionalised, revoked])
def test_an_ended_innovation_is_not_open(life: Callable[[], Life]) -> None:
    now = progress(life())
    assert (now.open, now.wake_at, now.awaiting) == (False, None, ())


def test_each_check_is_a_chapter_of_its_own() -> None:
    life = sustaining()
    chapters = [progress(life).chapter]
    for number in ("1", "2"):
        until(life, WaitKind.CHECK_OPENS, number)
        chapters.append(progress(life).chapter)
    assert chapters == ["sustaining 0", "sustaining 1", "sustaining 2"]


def test_what_happens_within_a_check_stays_in_its_chapter() -> None:
    life = in_check()
    before = progress(life).chapter
    until(life, WaitKind.CHECK_REPORT, "1")
    assert progress(life).chapter == before


def test_the_last_change_is_the_version_that_adoptions_have_to_follow() -> None:
    life = scaling()
    assert progress(life).to_follow == 0
    life.when("operator", "plan_waves", waves=[{"adopters": [BANDUNG, MAKASSAR]}])
    assert progress(life).to_follow == life.state.version
    life.when("operator", "note", text="x")
    assert progress(life).to_follow == life.state.version - 1
    suspend(life)
    assert progress(life).to_follow == life.state.version


@pytest.mark.parametrize("what", ["wave_opened", "wave_ended", "suspended", "resumed", "ended"])
def test_every_kind_of_change_has_its_instant(what: str) -> None:
    life = until(in_waves(), WaitKind.WAVE_ENDS, "1")
    resume(suspend(life.later(days=1)).later(days=1)).when("minister", "discontinue")
    change = next(each for each in life.state.changes if each.what == what)
    assert life.instants[change.version - 1] == change.at


# ---- adoptions


def test_progress_says_how_far_the_adoption_is() -> None:
    adoption = committed(in_waves())
    assert adopting(adoption) == Progress(
        stream=adoption.state.id,
        version=2,
        chapter="committed",
        stage="committed",
        wake_at=adoption.state.wake_at,
        awaiting=(Role.REGIONAL_OFFICER,),
        open=True,
        region=BANDUNG,
        edition="kipp-2025",
        to_report=2,
    )


def test_an_adoption_that_has_not_begun_is_nothing() -> None:
    life = scaling()
    nothing = adopting(AdoptionLife(life, BANDUNG))
    assert (nothing.version, nothing.open, nothing.to_report, nothing.wake_at) == (0, False, 0, None)


def test_an_offer_is_open_and_has_nothing_to_report() -> None:
    now = adopting(offered(in_waves()))
    assert (now.open, now.to_report) == (True, 0)


@pytest.mark.parametrize("adoption", [declined_adoption, unanswered_adoption])
def test_who_declined_or_did_not_answer_waits_for_nothing_but_has_something_to_report(
    adoption: Callable[[], AdoptionLife],
) -> None:
    now = adopting(adoption())
    assert (now.open, now.wake_at, now.awaiting) == (False, None, ())
    assert now.to_report == now.version


def test_what_was_reported_is_no_longer_to_report() -> None:
    adoption = committed(in_waves()).report_milestones()
    assert adopting(adoption).to_report == 0
    adoption.when("officer-bandung", "report_adoption", phase="adapt")
    assert adopting(adoption).to_report == adoption.state.version


def test_milestones_are_reported_while_the_innovation_is_suspended() -> None:
    adoption = committed(in_waves())
    suspend(adoption.life)
    assert adopting(adoption.catch_up()).to_report == 2


def test_nothing_is_reported_to_an_ended_innovation() -> None:
    copy = volunteer(institutionalised())
    assert adopting(copy).to_report == 0
    assert adopting(copy).open


def test_a_frozen_adoption_stays_open_and_waits_for_no_instant() -> None:
    adoption = committed(in_waves())
    suspend(adoption.life)
    now = adopting(adoption.catch_up())
    assert (now.open, now.wake_at, now.awaiting) == (True, None, ())


def test_a_released_adoption_is_not_open() -> None:
    adoption = committed(in_waves())
    adoption.life.when("minister", "discontinue")
    now = adopting(adoption.catch_up())
    assert (now.open, now.wake_at, now.awaiting) == (False, None, ())


def test_each_status_is_a_chapter_of_its_own() -> None:
    adoption = offered(in_waves())
    chapters = [adopting(adoption).chapter]
    for command in ("commit_adoption", "complete_adoption"):
        chapters.append(adopting(adoption.when("officer-bandung", command)).chapter)
    assert chapters == ["offered", "committed", "completed"]


def test_a_milestone_moves_the_innovations_version_but_not_its_wake_up() -> None:
    life = in_waves()
    before = progress(life)
    completed(life, region_id(BANDUNG))
    assert progress(life).version == before.version + 1
    assert progress(life).wake_at == before.wake_at
