"""What a parcel from elsewhere may hold."""

from typing import Any

import pytest

from service.parcels import packed, unpacked
from wiring.errors import NotPossible

ONE_HASH = 2**61 - 1
"""Of whose multiples all have the same."""


@pytest.mark.parametrize(
    "parcel",
    [
        {"$": "set", "of": [ONE_HASH]},
        {"$": "set", "of": [{"$": "decimal", "of": str(ONE_HASH)}]},
        {"$": "map", "of": [[ONE_HASH, "x"]]},
        {"$": "counts", "of": [[ONE_HASH, 1]]},
        {"$": "counts", "of": [ONE_HASH]},
    ],
)
def test_nobody_elsewhere_chooses_by_which_hash_something_is_looked_up(parcel: Any) -> None:
    with pytest.raises(NotPossible):
        unpacked(parcel, trusted=False)


def test_text_is_looked_up_wherever_it_comes_from() -> None:
    for each in ({"ä": [1]}, frozenset({"a", "b"})):
        assert unpacked(packed(each), trusted=False) == each
