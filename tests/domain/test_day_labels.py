"""Labels of days: a period is asked for by few of them, and finds exactly its days."""

from datetime import date, timedelta

import pytest

from domain.day_labels import FIRST, of_day, of_period


@pytest.mark.parametrize(
    ("since", "until", "most"),
    [
        (date(2025, 3, 14), date(2025, 3, 14), 1),
        (date(2024, 2, 28), date(2024, 3, 1), 3),
        (date(2024, 1, 1), date(2024, 12, 31), 1),
        (date(2023, 12, 31), date(2025, 1, 31), 3),
        (date(2014, 5, 17), date(2025, 11, 30), 50),
        (date(1, 1, 1), date(2025, 11, 30), 36),
    ],
)
def test_a_period_has_a_label_of_each_of_its_days_and_of_no_other(since: date, until: date, most: int) -> None:
    labels = list(of_period("x", since, until))
    assert len(labels) <= most
    days = [FIRST + timedelta(n) for n in range(9_500)]
    assert [day for day in days if of_day("x", day) & set(labels)] == [day for day in days if since <= day <= until]
    assert sum(len(of_day("x", day) & set(labels)) for day in days) == sum(since <= day <= until for day in days)


def test_a_period_that_ends_before_it_begins_has_none() -> None:
    assert list(of_period("x", date(2025, 1, 2), date(2025, 1, 1))) == []
