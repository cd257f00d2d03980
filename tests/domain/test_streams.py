"""What follows from a stream's name alone."""

import pytest

from domain.streams import correlation_of


@pytest.mark.parametrize(
    ("stream", "correlation"),
    [
        ("innovation/1", "1"),
        ("adoption/1/bandung", "1"),
        ("person/1", "person/1"),
        ("ledger/closings", "ledger/closings"),
        ("refusals/1", "refusals/1"),
        ("stray", "stray"),
        ("", ""),
    ],
)
def test_every_name_has_a_correlation_even_one_that_no_stream_of_ours_has(stream: str, correlation: str) -> None:
    assert correlation_of(stream) == correlation
