"""A plan of waves is amended until its wave opens."""

from typing import Any

from domain.events.amendments import AmendmentAccepted, AmendmentProposed, AmendmentRejected, WavePlan
from domain.events.innovation import WaveOpened
from domain.vocabulary import Stage
from domain.waits import WaitKind
from tests.domain.acts import paused
from tests.domain.amending import accept, amend_waves, reject
from tests.domain.histories import compressed_scaling, plan_two_waves
from tests.domain.journeys import scaling, until
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, JAYAPURA, MAKASSAR, region_id, wib


def wave(*adopters: str, after: str | None = None) -> dict[str, Any]:
    return {"adopters": list(adopters), "opens_after": after}


def in_two_waves() -> Life:
    """Bandung's wave is open, Makassar's opens in a month."""
    waves = [wave(BANDUNG), wave(MAKASSAR, after="P1M")]
    return scaling(BANDUNG, MAKASSAR).when("operator", "plan_waves", waves=waves)


FIRST = wave(BANDUNG)


def test_a_wave_that_has_not_opened_opens_when_it_should_have_been_planned_to() -> None:
    life = in_two_waves().later(days=3)
    amend_waves(life, FIRST, wave(MAKASSAR, after="P2M")).then(AmendmentProposed)
    assert isinstance(life.event(AmendmentProposed).statement, WavePlan)
    assert life.wait(WaitKind.WAVE_OPENS, "2").due_at == wib("2026-04-02")
    accept(life.later(days=3)).then(AmendmentAccepted)
    assert life.wait(WaitKind.WAVE_OPENS, "2").due_at == wib("2026-05-02")


def test_a_wave_whose_right_time_has_passed_opens_when_the_amendment_is_accepted() -> None:
    life = in_two_waves().later(days=20)
    amend_waves(life, FIRST, wave(MAKASSAR, after="P2W"))
    accept(life).then(AmendmentAccepted, WaveOpened)
    assert life.state.waits_for(WaitKind.WAVE_OPENS, "2") is None


def test_a_wave_that_should_have_had_no_delay_opens_when_the_amendment_is_accepted() -> None:
    life = amend_waves(in_two_waves(), FIRST, wave(MAKASSAR))
    accept(life).then(AmendmentAccepted, WaveOpened)


def test_adopters_move_between_waves_that_have_not_opened() -> None:
    waves = [
        wave(BANDUNG),
        wave(MAKASSAR, after="P1M"),
        wave(JAYAPURA, after="P2M"),
    ]
    life = scaling(BANDUNG, MAKASSAR, JAYAPURA).when("operator", "plan_waves", waves=waves)
    amend_waves(life, FIRST, wave(MAKASSAR, JAYAPURA, after="P1M"))
    accept(life).then(AmendmentAccepted)
    assert [len(wave.adopters) for wave in life.state.waves] == [1, 2]
    assert life.wait(WaitKind.WAVE_OPENS, "2").due_at == wib("2026-04-02")
    assert life.state.waits_for(WaitKind.WAVE_OPENS, "3") is None
    later = [wave(MAKASSAR, after="P1M"), wave(JAYAPURA, after="P3M")]
    accept(amend_waves(life, FIRST, *later), 2).then(AmendmentAccepted)
    assert life.wait(WaitKind.WAVE_OPENS, "3").due_at == wib("2026-06-02")


def test_a_wave_that_has_opened_stays_as_it_is() -> None:
    life = in_two_waves()
    swapped = [wave(MAKASSAR), wave(BANDUNG, after="P1M")]
    amend_waves(life, *swapped).refused("wave_opened")
    amend_waves(life, wave(BANDUNG, MAKASSAR)).refused("wave_opened")
    delayed = wave(BANDUNG, after="P1M")
    amend_waves(life, delayed, wave(MAKASSAR, after="P1M")).refused("wave_opened")


def test_what_a_wave_became_meanwhile_is_not_amended_away() -> None:
    life = amend_waves(in_two_waves(), FIRST, wave(MAKASSAR, after="P2M"))
    until(life, WaitKind.WAVE_OPENS, "2")
    accept(life).refused("wave_opened")
    reject(life).then(AmendmentRejected)


def test_suspension_moves_what_an_amended_plan_counts_from() -> None:
    life = in_two_waves()
    began = life.now
    paused(life)
    amend_waves(life, FIRST, wave(MAKASSAR, after="PT1000H"))
    accept(life)
    opens_at = life.wait(WaitKind.WAVE_OPENS, "2").due_at
    assert (opens_at - life.now).total_seconds() == 1000 * 3600
    assert life.now > began


def test_an_amended_plan_has_every_adopter_once() -> None:
    life = in_two_waves()
    amend_waves(life, FIRST).refused("adopter_without_wave")
    amend_waves(life, FIRST, wave(MAKASSAR, BANDUNG)).refused("region_twice")
    amend_waves(life, FIRST, wave(MAKASSAR, JAYAPURA)).refused("not_an_adopter")


def test_a_plan_is_amended_by_its_author_and_only_once_there_is_one() -> None:
    amend_waves(scaling(), FIRST).refused("waves_not_planned")
    later = wave(MAKASSAR, after="P2M")
    amend_waves(in_two_waves(), FIRST, later, who="operator-2").refused("anothers_statement")
    amend_waves(in_two_waves(), FIRST, later, who="minister").refused("role_missing")
    amend_waves(in_two_waves(), FIRST, wave(MAKASSAR, after="P1M")).refused("nothing_amended")


def test_a_plan_is_amended_while_the_innovation_is_sustained_already() -> None:
    life = plan_two_waves(compressed_scaling())
    waves = [wave(BANDUNG), wave(MAKASSAR, JAYAPURA, after="PT15S")]
    for region in (BANDUNG, MAKASSAR, JAYAPURA):
        life.system("adoption_moved", adopter=region_id(region), adoption_version=9, milestone="completed")
    assert life.state.stage is Stage.SUSTAINING
    due_at = life.wait(WaitKind.WAVE_OPENS, "2").due_at
    accept(amend_waves(life, *waves)).then(AmendmentAccepted)
    assert (life.wait(WaitKind.WAVE_OPENS, "2").due_at - due_at).total_seconds() == 6


def test_an_amendment_is_never_answered_by_its_author() -> None:
    life = amend_waves(in_two_waves(), FIRST, wave(MAKASSAR, after="P2M"))
    accept(life, who="operator").refused("own_amendment")
    reject(life, who="operator").refused("own_amendment")
    accept(life, who="operator-2").then(AmendmentAccepted)
