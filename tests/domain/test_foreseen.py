"""What would come of an act is what comes of it: foreseen by the rules that decide it."""

from typing import Any
from uuid import UUID

import pytest

from domain.changing import replace
from domain.commands import Command
from domain.events import adoption as a
from domain.events import innovation as e
from domain.foreseen import Foreseen, Part, course_of, foresee
from domain.innovation.state import Innovation
from domain.refusals import Refusal
from domain.vocabulary import Role, Stage
from domain.waits import WaitKind
from tests.domain.journeys import decided, deciding, evaluating, scaling
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, MAKASSAR


def of_its_own(life: Life) -> Innovation:
    """The innovation by an id of which adoptions' streams are named."""
    return replace(life.state, id="00000000-0000-5000-8000-000000000001")


def course(life: Life, **given: Any) -> list[Part]:
    """What a decision that these fields propose would lead to."""
    found = course_of(of_its_own(life), {}, given, life.now, life.rules)
    assert not isinstance(found, Refusal), found
    return found


def foreseen(life: Life, who: str, act: str, **payload: Any) -> Foreseen | Refusal:
    """What an act would lead to."""
    command = Command(
        id=UUID(int=0), stream=life.state.id, type=act, payload=payload, actor=who, reason="Karena", at=life.now
    )
    return foresee(of_its_own(life), {}, command, life.people[who], life.rules)


def test_scaling_up_to_two_regions_gives_two_tasks_to_officers_once_it_is_determined_and_planned() -> None:
    proposing, determining, planning = course(deciding(), choice="scale_regions", adopters=[BANDUNG, MAKASSAR])
    assert [each.wait.kind for each in proposing.to.duties] == [WaitKind.ENDORSEMENT]
    assert determining.to.after.stage is Stage.SCALING
    assert [each.wait.kind for each in determining.to.duties] == [WaitKind.WAVE_PLAN]
    assert planning.to.offered == 2
    [duty] = planning.to.duties
    assert (duty.wait.awaits, duty.wait.kind, duty.count) == (Role.REGIONAL_OFFICER, WaitKind.COMMITMENT, 2)
    assert duty.wait.due_at < duty.last_due_at  # Makassar's day ends an hour before Bandung's


def test_scaling_up_nationally_names_every_autonomous_region() -> None:
    life = deciding()
    *_, planning = course(life, choice="scale_national")
    assert planning.to.offered == len(life.rules.all_adopters(life.now)) > 500


@pytest.mark.parametrize(
    ("choice", "stage", "awaited"),
    [
        ("repeat_pilot", Stage.PILOT, WaitKind.PILOT_PLAN),
        ("return", Stage.PROPOSAL, WaitKind.REVISION),
        ("decline", Stage.DECLINED, None),
    ],
)
def test_what_takes_effect_at_once_is_one_act(choice: str, stage: Stage, awaited: WaitKind | None) -> None:
    [only] = course(deciding(), choice=choice)
    assert only.to.after.stage is stage
    assert [each.wait.kind for each in only.to.duties] == ([awaited] if awaited else [])


def test_what_was_proposed_goes_on_from_where_it_is() -> None:
    acts = [part.act.name for part in course(decided(BANDUNG), choice="decline")]
    assert acts == ["endorse", "plan_waves"]


def test_what_is_refused_is_foreseen_as_refused() -> None:
    found = course_of(of_its_own(deciding(60, 70, 80)), {}, {"choice": "decline"}, deciding().now, deciding().rules)
    assert isinstance(found, Refusal)
    assert found.code == "below_grade"


def test_it_is_what_comes_of_it_when_it_is_asked() -> None:
    life = scaling(BANDUNG, MAKASSAR)
    waves = [{"adopters": [BANDUNG]}, {"adopters": [MAKASSAR], "opens_after": "P1M"}]
    found = foreseen(life, "operator", "plan_waves", waves=waves)
    assert isinstance(found, Foreseen)
    life.when("operator", "plan_waves", reason="Karena", waves=waves).then(e.WavesPlanned, e.WaveOpened)
    assert list(found.events) == life.last
    assert [type(each) for each in found.adoptions] == [a.AdoptionOffered]


def test_what_somebody_may_not_do_is_foreseen_as_refused() -> None:
    found = foreseen(evaluating(), "evaluator-1", "assign_panel", evaluators=["evaluator-1"])
    assert isinstance(found, Refusal)
