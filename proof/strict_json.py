"""JSON that every reader reads alike."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from math import isfinite
from typing import Any

from proof.errors import Malformed

HASH = re.compile(r"[0-9a-f]{64}")
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise Malformed("field_twice")
    return value


def _number(text: str) -> float:
    if not isfinite(value := float(text)):
        raise Malformed("no_number", text=text)
    return value


WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
JSON = json.JSONDecoder(object_pairs_hook=_once, parse_float=_number, parse_constant=_number)


def read_json(text: str | bytes) -> Any:
    """A JSON value, in UTF-8, that every reader reads alike.

    Raises Malformed for duplicate fields, NaN and fractions beyond a double; ValueError for half a surrogate pair and
    anything else that isn't JSON in UTF-8.
    """
    if isinstance(text, bytes):
        text = text.decode()
    value = JSON.decode(text)
    if "\\u" in text:  # half a pair can only be written so, and has no UTF-8
        json.dumps(value, ensure_ascii=False).encode()
    return value


def canonical(value: Any) -> bytes:
    """A value of texts, whole numbers, truths, lists and mappings, in its one writing by RFC 8785, in UTF-8.

    Raises Malformed for fractions, and for whole numbers that a double can't hold.
    """
    return WRITER.encode(_sorted(value)).encode()


def _sorted(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        try:
            # UTF-16 orders ASCII as Python does, and takes longer.
            names = sorted(value) if "".join(value).isascii() else sorted(value, key=_utf_16)
        except TypeError:
            raise Malformed("odd_value", field="", value=value) from None
        return {name: _sorted(value[name]) for name in names}
    if isinstance(value, list | tuple):
        return [_sorted(each) for each in value]
    if isinstance(value, float) or (type(value) is int and abs(value) >= 2**53):
        raise Malformed("odd_value", field="", value=value)
    return value


def _utf_16(name: str) -> bytes:
    return name.encode("utf-16-be")


def read_canonical(text: bytes) -> dict[str, Any]:
    """A JSON object from its one canonical writing. Raises Malformed, ValueError for any other text."""
    value = read_json(text)
    if not isinstance(value, dict) or canonical(value) != text:
        raise Malformed("not_canonical")
    return value


def well_formed(value: Any, field: str = "") -> None:
    """Raises Malformed unless the proved fields of `value` have their one form: to Python true is 1, "0A" is hex 0a."""
    if isinstance(value, dict):
        for name, inner in value.items():
            well_formed(inner, name)
    elif isinstance(value, list):
        for inner in value:
            well_formed(inner, field)
    elif isinstance(value, str):
        if field in FORMS and not FORMS[field](value):
            raise Malformed("odd_field", field=field, value=value)
    elif value is not None and type(value) is not int:
        raise Malformed("odd_value", field=field, value=value)


def is_base64(text: str) -> bool:
    """Whether a text is canonical base64: with its padding, and none of the leftover bits set."""
    return b64encode(b64decode(text)).decode() == text


FORMS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("chain", "previous", "path", "range_path"), HASH.fullmatch),
    **dict.fromkeys(("metadata", "data"), is_base64),
    "event_id": ID.fullmatch,
}
"""By field: whether a text has its form."""
