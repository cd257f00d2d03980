"""An edition is shown to whoever proposes, scores or waits by it."""

from domain.editions import parse_edition
from domain.waits import WaitKind
from tests.cli.running import Cli
from tests.furnished import edition
from texts.editions import PERIODS

PUBLISHED = parse_edition(edition("kipp-2025"))
TOLD_OTHERWISE = {WaitKind.DECREE, WaitKind.WAVE_OPENS}
"""Waits of the period of another one, or of one that the plan says."""


async def test_an_edition_is_shown_with_the_keys_that_are_typed_and_what_they_mean(cli: Cli) -> None:
    for lang in ("id", "en"):
        shown = " ".join((await cli("editions", "show", "kipp-2025", "--lang", lang)).out.split())
        for aspect in PUBLISHED.aspects:
            assert aspect.key in shown
        for question in PUBLISHED.questions:
            assert str(question.words) in shown
    assert "Kebaruan" in (await cli("editions", "show", "kipp-2025", "--lang", "id")).out
    assert "Passing grade: 85" in (await cli("editions", "show", "kipp-2025", "--lang", "en")).out


async def test_programs_read_an_edition_whole(cli: Cli) -> None:
    shown = await cli.done("editions", "show", "kipp-2025")
    assert shown.pop("sha256")
    assert shown == PUBLISHED.model_dump(mode="json") | {"own_signature": sorted(PUBLISHED.own_signature)}
    await cli.refused("unknown_edition", "editions", "show", "kipp-1999")


def test_each_wait_is_told_with_its_period() -> None:
    assert PERIODS.keys() | TOLD_OTHERWISE == set(WaitKind)
