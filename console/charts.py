"""Small charts: how far a result has come from where it began towards its target."""

from dataclasses import dataclass
from decimal import Decimal

WIDTH = 200
"""Of a bar, from the baseline to the target."""

BEYOND = 240
"""How far a bar goes at most, past its target."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A result on the way from baseline to target."""

    percent: int
    """Of the way; below nought where it went the other way, above a hundred past the target."""

    @property
    def width(self) -> int:
        """How long it is drawn."""
        return max(0, min(BEYOND, round(WIDTH * self.percent / 100)))


def bar(baseline: Decimal, target: Decimal, result: Decimal | None) -> Bar | None:
    """The bar of a result; None where there is no result, or no way to go."""
    if result is None or baseline == target:
        return None
    return Bar(round(100 * (result - baseline) / (target - baseline)))
