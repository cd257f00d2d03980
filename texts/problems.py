"""Which message says what is wrong with what somebody filled in: by a code, ours or pydantic's, and its facts."""

from collections.abc import Mapping

_TYPES: dict[str, tuple[str, ...]] = {
    "missing": ("missing_argument", "missing_keyword_only_argument", "missing_positional_only_argument"),
    "unknown_field": ("extra_forbidden", "unexpected_keyword_argument", "unexpected_positional_argument"),
    "text": ("string_type", "string_unicode", "invalid_key"),
    "empty": ("string_too_short",),
    "long_text": ("string_too_long",),
    "form": ("string_pattern_mismatch",),
    "few": ("too_short",),
    "many": ("too_long",),
    "whole_number": ("int_parsing", "int_type", "int_from_float"),
    "large_number": ("int_parsing_size",),
    "number": ("decimal_parsing", "decimal_type", "float_parsing", "float_type"),
    "decimal_places": ("decimal_max_places",),
    "more_than": ("greater_than",),
    "at_least": ("greater_than_equal",),
    "at_most": ("less_than_equal",),
    "true_or_false": ("bool_parsing", "bool_type"),
    "json": ("json_invalid", "json_type"),
    "date": ("date_type", "date_parsing", "date_from_datetime_parsing"),
    "date_without_time": ("date_from_datetime_inexact",),
    "time": ("datetime_type", "datetime_parsing", "datetime_object_invalid", "datetime_from_date_parsing"),
    "uuid": ("uuid_type", "uuid_parsing", "uuid_version"),
    "one_of": ("literal_error", "enum"),
    "list": ("list_type", "tuple_type", "iterable_type", "set_type"),
    "fields": ("dict_type", "mapping_type", "model_type", "model_attributes_type", "dataclass_type"),
}
"""Pydantic's types of error that share a message, by that message."""

MEANS = {type_name: code for code, type_names in _TYPES.items() for type_name in type_names}

FORMS: dict[str, str] = {
    r"^[a-z0-9][a-z0-9._-]{0,62}$": "form_of_key",
    r"^[0-9]{2}(\.[0-9]{2})?$": "form_of_region_code",
    r"^[0-9a-f]{64}$": "form_of_hash",
    r"^[!-*,-~]+$": "form_of_origin",
}
"""Messages by the pattern that a text must match."""


def message_of(code: str, facts: Mapping[str, object]) -> str:
    """The code of the message, which may not exist for an unexpected type of pydantic's."""
    return f"problem.{FORMS.get(str(facts.get('pattern'))) or MEANS.get(code, code)}"
