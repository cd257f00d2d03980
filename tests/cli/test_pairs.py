"""Numbers are typed as people here write them, with a comma, or as programs do."""

from decimal import Decimal

import pytest

from cli.input.pairs import numbers
from wiring.errors import BadRequest


@pytest.mark.parametrize(("typed", "read"), [("12,5", "12.5"), ("12.5", "12.5"), ("-0,25", "-0.25"), ("90", "90")])
def test_a_decimal_comma_is_a_point(typed: str, read: str) -> None:
    assert numbers([f"cakupan={typed}"], Decimal, "cakupan=12,5") == [("cakupan", read)]


@pytest.mark.parametrize("typed", ["1.234,5", "1,2,3", ",5", "12,", "dua"])
def test_what_could_mean_two_numbers_is_none(typed: str) -> None:
    with pytest.raises(BadRequest, match="bad_number"):
        numbers([f"cakupan={typed}"], Decimal, "cakupan=12,5")
