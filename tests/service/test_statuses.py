"""An answer's status says what a program can do about it."""

import pytest

from domain.refusals import Code, refuse
from proof.errors import JejakError
from service.statuses import status_of
from wiring.errors import BadRequest, NotPossible, Unavailable


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (refuse(Code.UNKNOWN_REGION), 409),
        (refuse(Code.ROLE_MISSING), 403),
        (refuse(Code.UNKNOWN_INNOVATION), 404),
        (refuse(Code.VERSION_MOVED), 412),
        (refuse(Code.INTERNAL_ERROR), 500),
        (BadRequest("invalid_request"), 422),
        (BadRequest("bad_cursor"), 400),
        (NotPossible("too_often"), 429),
        (Unavailable(reason="too_slow"), 503),
        (JejakError("internal_error"), 500),
    ],
)
def test_each_kind_of_error_has_its_status_and_some_codes_their_own(error: JejakError, status: int) -> None:
    assert status_of(error) == status
