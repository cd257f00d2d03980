"""Facts in a sentence are shown as each language writes them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from texts import Lang, day, moment, text, title
from texts.filling import filled


def shown(template: str, lang: Lang, fact: object) -> str:
    """A template with its one fact."""
    return filled(template, lambda _: fact, lang)


@pytest.mark.parametrize(
    ("instant", "indonesian", "english"),
    [
        (datetime(2026, 11, 24, 5, 44, tzinfo=UTC), "24 November 2026 12.44 WIB", "24 November 2026 12:44 WIB"),
        (datetime(2026, 8, 3, 5, 44, 7, 9, UTC), "3 Agustus 2026 12.44.07 WIB", "3 August 2026 12:44:07 WIB"),
        (datetime(2026, 8, 3, 16, 59, 59, tzinfo=UTC), "3 Agustus 2026 23.59 WIB", "3 August 2026 23:59 WIB"),
    ],
    ids=["to the minute", "with seconds", "the end of a day"],
)
def test_an_instant_is_written_in_words_with_its_zone(instant: datetime, indonesian: str, english: str) -> None:
    assert (moment(instant, "id"), moment(instant, "en")) == (indonesian, english)
    assert shown("{at}", "id", instant) == shown("{at:time}", "id", instant.isoformat()) == indonesian


def test_an_instant_is_no_day_because_that_depends_on_the_zone() -> None:
    with pytest.raises(TypeError):
        day(datetime(2026, 11, 30, 18, tzinfo=UTC), "id")


def test_an_instant_is_shown_by_the_clock_of_whoever_acts_and_short_in_a_table() -> None:
    instant = datetime(2026, 8, 3, 15, 59, 59, tzinfo=UTC)
    assert moment(instant, "id", ZoneInfo("Asia/Makassar"), short=True) == "3 Agu 2026 23.59 WITA"


@pytest.mark.parametrize(
    ("template", "fact", "indonesian", "english"),
    [
        ("{x}", date(2026, 8, 17), "17 Agustus 2026", "17 August 2026"),
        ("{x:date}", "2026-08-17", "17 Agustus 2026", "17 August 2026"),
        ("{x}", Decimal("1087.50"), "1.087,5", "1,087.5"),
        ("{x:number}", "12.5", "12,5", "12.5"),
        ("{x:number}", 36742, "36.742", "36,742"),
        ("{x}", 2026, "2026", "2026"),
        ("{x:count.event}", 1, "1 peristiwa", "1 event"),
        ("{x:count.event}", 1200, "1.200 peristiwa", "1,200 events"),
        ("{x:period}", "P3M", "3 bulan", "3 months"),
        ("{x:period}", "P1Y6M", "1 tahun 6 bulan", "1 year 6 months"),
        ("{x:period}", "PT2H30M", "2 jam 30 menit", "2 hours 30 minutes"),
        ("{x:period}", "14wd", "14 hari kerja", "14 working days"),
        ("{x}", timedelta(days=2, seconds=3601), "2 hari 1 jam 1 detik", "2 days 1 hour 1 second"),
        ("{x:seconds}", "0.25", "0,2 detik", "0.2 seconds"),
        ("{x:seconds}", "90", "1 menit 30 detik", "1 minute 30 seconds"),
        ("{x:stage}", "pilot", "uji coba", "pilot"),
        ("{x:stage}", ["proposal", "pilot"], "usulan dan uji coba", "proposal and pilot"),
        ("{x:or.role}", ["operator", "evaluator"], "sekretariat atau penilai", "secretariat or evaluator"),
        ("{x:or}", ["id", "en", "su"], "id, en, atau su", "id, en or su"),
        ("{x:all}", tuple("abcdefgh"), "a, b, c, d, e, f, g, dan h", "a, b, c, d, e, f, g and h"),
        ("{x}", tuple("abcdefgh"), "a, b, c, d, e, f, dan 2 lainnya", "a, b, c, d, e, f and 2 more"),
        ("{x}", {"cakupan": Decimal("41.5"), "hari": 5}, "cakupan 41,5 dan hari 5", "cakupan 41.5 and hari 5"),
        ("{x}", None, "–", "–"),
    ],
)
def test_each_kind_of_fact_is_written_by_the_language(
    template: str, fact: object, indonesian: str, english: str
) -> None:
    assert (shown(template, "id", fact), shown(template, "en", fact)) == (indonesian, english)


@pytest.mark.parametrize("template", ["{x:time}", "{x:date}", "{x:number}", "{x:seconds}", "{x:period}", "{x:stage}"])
def test_a_fact_that_is_nothing_of_its_kind_is_shown_as_it_is(template: str) -> None:
    assert shown(template, "id", "besok {x}") == "besok {x}"


def test_what_is_far_from_a_target_has_its_thousands_apart() -> None:
    assert text("chart.way", "id", percent=-14143).startswith("-14.143%")
    assert text("chart.way", "en", percent=-14143).startswith("-14,143%")


def test_a_fact_that_is_not_there_and_a_key_without_a_name_break_no_sentence() -> None:
    assert text("refusal.suspended", "en") == "This innovation has been suspended since ?."
    assert title("stage", "limbo", "id") == "limbo"
