"""What is left until something falls due is said in working days."""

from datetime import datetime

import pytest

from domain.calendar import Calendar
from texts.locales import JAKARTA
from texts.remaining import remaining

CALENDAR = Calendar.parse("date,name,kind\n2026-12-25,Hari Raya Natal,libur_nasional\n")
NOW = datetime(2026, 12, 23, 10, tzinfo=JAKARTA)  # a Wednesday


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (datetime(2026, 12, 23, 23, tzinfo=JAKARTA), "hari ini"),
        (datetime(2026, 12, 24, 23, tzinfo=JAKARTA), "1 hari kerja lagi"),
        (datetime(2026, 12, 28, 23, tzinfo=JAKARTA), "2 hari kerja lagi"),  # Christmas and a weekend lie between
        (datetime(2026, 12, 23, 9, tzinfo=JAKARTA), "terlambat"),
        (datetime(2026, 12, 18, 23, tzinfo=JAKARTA), "terlambat 3 hari kerja"),
        (datetime(2029, 12, 23, tzinfo=JAKARTA), ""),
    ],
)
def test_working_days_are_counted_from_the_day_after(due: datetime, said: str) -> None:
    assert remaining(due, NOW, CALENDAR, JAKARTA, "id") == said


def test_what_is_due_on_a_day_off_is_due_before_work_begins_again() -> None:
    friday = datetime(2026, 12, 25, 10, tzinfo=JAKARTA)
    assert "hari kerja berikutnya" in remaining(friday.replace(day=27), friday, CALENDAR, JAKARTA, "id")
