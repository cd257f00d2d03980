"""What is read of a file that somebody wants to publish."""

import pytest

from domain.refusals import Code, Refused
from service import publishing


def test_no_more_is_read_of_an_edition_than_may_be_published() -> None:
    with pytest.raises(Refused) as long:
        publishing.edition("#\n" * 50_001)
    assert long.value.refusal.code == Code.INVALID_PAYLOAD
    assert "string_too_long" in str(long.value.refusal.facts)
    with pytest.raises(Refused) as short:
        publishing.edition("#\n" * 50_000)
    assert short.value.refusal.code == Code.EDITION_INVALID
