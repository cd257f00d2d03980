"""No number or text in a bundle can be changed, also by whoever holds the log's key."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proof import contents
from proof.checking import check
from proof.errors import BundleRefused
from tests.bundle.carton import Carton, Place, found_at, places
from tests.bundle.conftest import Sealed


def change(value: Any, path: Place) -> None:
    """Changes the number or text that stands there."""
    value = found_at(value, path[:-1])
    old = value[path[-1]]
    value[path[-1]] = old + 1 if isinstance(old, int) else ("1" if old[0] == "0" else "0") + old[1:]


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_number_or_text_in_events_and_proofs_can_be_changed_by_whoever_holds_the_key(
    packed: bytes, sealed: Sealed, data: st.DataObject
) -> None:
    carton = Carton.opened(packed, sealed.settings)
    if data.draw(st.booleans()):
        lines = carton.lines
        change(lines, data.draw(st.sampled_from(places(lines, []))))
        carton.lines = lines
    else:
        proofs = carton.json(contents.PROOFS)
        change(proofs, data.draw(st.sampled_from(places(proofs, []))))
        carton.put(contents.PROOFS, proofs)
    carton.sign()
    with pytest.raises(BundleRefused) as refused:
        check(carton.packed(), keys=[carton.key])
    assert refused.value.facts["step"] in ("chain", "inclusion", "latest")
