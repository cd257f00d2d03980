"""What is measured is a life that the rules allow."""

from uuid import UUID

import pytest

from benchmarks.listing import POINTS
from benchmarks.lives import long_life


@pytest.mark.parametrize("events", [POINTS[-1], 1000])
def test_a_long_life_goes_through(events: int) -> None:
    assert len(long_life(str(UUID(int=0)), events).events) == events
