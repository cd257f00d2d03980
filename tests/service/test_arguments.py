"""What comes from elsewhere fits a use-case, with all that is in it, or is refused before anything is done with it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

import pytest

from service.arguments import fits, require_fitting
from service.listing import Wanted
from wiring.errors import BadRequest


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("x", str), (1, int), (None, str | None), (date(2026, 1, 1), date), ("a", Literal["a", "b"]),
        (["x"], Sequence[str]), (("x", 1), tuple[str, int]), ({"x": [1, None, "y", 0.5]}, Mapping[str, Any]),
        (Wanted(search="x"), Wanted),
    ],
)  # fmt: skip
def test_what_a_use_case_takes_fits(value: Any, hint: Any) -> None:
    assert fits(value, hint)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("\x00", str), ("\ud800", str), (2**63, int), (True, int), ("x", int), (None, str),
        (datetime(2026, 1, 1, tzinfo=UTC), date), ("c", Literal["a", "b"]), ("x", Sequence[str]), ([1], Sequence[str]),
        (("x",), tuple[str, int]), ({"x": float("nan")}, Mapping[str, Any]), ({"x": Decimal(1)}, Mapping[str, Any]),
        (Wanted(search="\x00"), Wanted), ({}, Wanted),
    ],
)  # fmt: skip
def test_what_it_does_not_take_or_the_database_can_not_hold_does_not(value: Any, hint: Any) -> None:
    assert not fits(value, hint)


@pytest.mark.parametrize(
    ("args", "named"), [((), {}), (("x", "y"), {}), (("x",), {"other": 1}), (("x",), {"limit": 1001}), ((1,), {})]
)
def test_a_call_that_does_not_fit_is_refused(args: tuple[Any, ...], named: dict[str, Any]) -> None:
    def use_case(reader: object, given: str, *, limit: int = 1) -> None:
        """Something that is asked from elsewhere."""

    require_fitting(use_case, ("x",), {"limit": 1000})
    with pytest.raises(BadRequest):
        require_fitting(use_case, args, named)
