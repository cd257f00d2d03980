"""Which HTTP status an answer has that isn't what was asked for: of pages and of the API alike."""

from collections.abc import Mapping

from domain.refusals import Code
from proof.errors import JejakError, Kind

_BY_KIND = {Kind.MISUSED: 400, Kind.REFUSED: 409, Kind.UNAVAILABLE: 503, Kind.UNPROVED: 500, Kind.OURS: 500}
_BY_CODE: Mapping[str, int] = {
    "no_valid_token": 401,
    "scope_missing": 403,
    "unknown_token": 404,
    "unknown_verification": 404,
    "not_own_tokens": 403,
    "no_such_address": 404,
    "no_such_method": 405,
    "body_too_large": 413,
    "too_large": 413,
    "invalid_request": 422,
    "other_request": 422,
    "too_often": 429,
    "share_used": 429,
    "no_such_event": 409,
    Code.UNKNOWN_INNOVATION: 404,
    Code.UNKNOWN_DRAFT: 404,
    Code.NOT_OPEN: 403,
    Code.NO_ROLE: 403,
    Code.ROLE_MISSING: 403,
    Code.CONTACTS_NOT_YOURS: 403,
    Code.INVALID_PAYLOAD: 422,
    Code.COMMAND_ID_REUSED: 422,
    Code.VERSION_MOVED: 412,
    Code.INTERNAL_ERROR: 500,
}
"""Where it isn't that of the error's kind."""

AGAIN_S = 5
"""After how many seconds something that isn't available may be asked again."""


def status_of(error: JejakError) -> int:
    """The status of an answer that tells this error or refusal."""
    return _BY_CODE.get(str(error.code), _BY_KIND[error.kind])
