"""Cursors: a place in a list, as a text that says nothing to whoever carries it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.model import Input
from ledger.model import Place, Sort
from wiring.errors import BadRequest


class _Cursor(Input):
    """What a cursor holds, in this order."""

    sort: Sort
    value: str | None
    stream: str
    key: str


def cursor_of(place: Place, sort: Sort) -> str:
    """The cursor after which a list goes on behind that place."""
    value, stream, key = place
    return written(sort, value.isoformat() if isinstance(value, datetime) else value, stream, key)


def place_of(cursor: str | None, sort: Sort) -> Place | None:
    """The place that a cursor names; None for the beginning.

    Raises:
        BadRequest: it is no cursor, or one of a list that is sorted otherwise.
    """
    if cursor is None:
        return None
    try:
        named = _Cursor.model_validate(dict(zip(_Cursor.model_fields, parts_of(cursor), strict=True)))
        if named.sort is not sort or (named.value is None) != (sort is Sort.ID):
            raise ValueError("a cursor of another list")
        value = datetime.fromisoformat(named.value).astimezone(UTC) if named.value and sort is Sort.DUE else named.value
    except (ValueError, TypeError, OverflowError) as error:
        raise BadRequest("bad_cursor", given=cursor) from error
    return value, named.stream, named.key


def written(*parts: str | int | None) -> str:
    """The cursor that holds these parts of a place."""
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def parts_of(cursor: str) -> list[Any]:
    """What a cursor holds; of whoever brings it, so it may be anything.

    Raises:
        BadRequest: it is no cursor.
    """
    try:
        found = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError) as error:
        raise BadRequest("bad_cursor", given=cursor) from error
    if not isinstance(found, list):
        raise BadRequest("bad_cursor", given=cursor)
    return found


def of_moment(at: datetime, id_: UUID) -> str:
    """The cursor behind a place in a list that is sorted by instants, and by ids where those are the same."""
    return written(at.isoformat(), str(id_))


def moment_of(cursor: str) -> tuple[datetime, UUID]:
    """The place that `of_moment` wrote down.

    Raises:
        BadRequest: it is no cursor of such a list.
    """
    try:
        at, id_ = parts_of(cursor)
        return datetime.fromisoformat(at).astimezone(UTC), UUID(id_)
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise BadRequest("bad_cursor", given=cursor) from error
