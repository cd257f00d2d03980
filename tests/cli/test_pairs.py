"""Numbers are typed as people here write them, with a comma, or as programs do."""

from decimal import Decimal

import pytest

from cli.input.pairs import nested, numbers
from domain.commands.innovation import Note, ReportMeasurement
from wiring.errors import BadRequest


@pytest.mark.parametrize(("typed", "read"), [("12,5", "12.5"), ("12.5", "12.5"), ("-0,25", "-0.25"), ("90", "90")])
def test_a_decimal_comma_is_a_point(typed: str, read: str) -> None:
    assert numbers([f"cakupan={typed}"], Decimal, "cakupan=12,5") == [("cakupan", read)]


@pytest.mark.parametrize("typed", ["1.250", "-12.500", "999.999"])
def test_a_dot_before_three_digits_is_neither_of_thousands_nor_of_decimals(typed: str) -> None:
    for given in (lambda: numbers([f"cakupan={typed}"], Decimal, "cakupan=12,5"),
                  lambda: nested([f"values.cakupan={typed}"], ReportMeasurement)):  # fmt: skip
        with pytest.raises(BadRequest, match="ambiguous_number") as raised:
            given()
        whole, decimal = (Decimal(str(raised.value.facts[each]).replace(",", ".")) for each in ("whole", "decimal"))
        assert (whole, decimal) == (Decimal(typed) * 1000, Decimal(typed))


@pytest.mark.parametrize("typed", ["0.125", "12.5", "1.2500", "1250.125", "1250"])
def test_any_other_dot_is_a_point(typed: str) -> None:
    assert numbers([f"cakupan={typed}"], Decimal, "cakupan=12,5") == [("cakupan", typed)]


def test_only_what_the_form_takes_as_a_number_is_one() -> None:
    assert nested(["values.cakupan=12,5", "note=1.250"], ReportMeasurement) == {
        "values": {"cakupan": "12.5"}, "note": "1.250"
    }  # fmt: skip
    assert nested(["text=12,5"], Note) == {"text": "12,5"}
    assert nested(["text=12,5"], None) == {"text": "12,5"}


@pytest.mark.parametrize("typed", ["1.234,5", "1,2,3", ",5", "12,", "dua"])
def test_what_could_mean_two_numbers_is_none(typed: str) -> None:
    with pytest.raises(BadRequest, match="bad_number"):
        numbers([f"cakupan={typed}"], Decimal, "cakupan=12,5")
