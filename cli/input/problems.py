"""What can be wrong with a file that a person wrote, as sentences in Indonesian and English."""

from string import Formatter
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

KEY, REGION_CODE, HASH = r"^[a-z0-9][a-z0-9._-]{0,62}$", r"^[0-9]{2}(\.[0-9]{2})?$", r"^[0-9a-f]{64}$"
"""The patterns of `domain.model.Key`, of `domain.regions.RegionCode`, and of the chain in a receipt."""

SENTENCES: dict[str, tuple[str, str]] = {
    "empty": ("berkasnya kosong", "the file is empty"),
    "endless": ("aliasnya tidak berujung atau terlalu banyak", "its aliases never end, or unfold to too much"),
    "not_storable": (
        "memuat karakter yang tidak dapat disimpan (U+0000 atau separuh pasangan surrogate)",
        "holds a character that can't be stored (U+0000 or half a surrogate pair)",
    ),
    "control_character": ("memuat karakter kendali", "holds a control character"),
    "key_not_text": ("nama isian harus berupa teks", "the name of a field must be text"),
    "duplicate_key": ("isian ini ditulis dua kali", "this field is there twice"),
    "missing": ("isian ini wajib dan belum ada", "this field is required and isn't there"),
    "extra_forbidden": ("isian ini tidak dikenal", "there is no such field"),
    "string_type": ("harus berupa teks", "must be text"),
    "string_too_short": ("tidak boleh kosong", "must not be empty"),
    "string_too_long": ("paling panjang {max_length} karakter", "at most {max_length} characters"),
    "string_pattern_mismatch": ("tidak sesuai bentuk {pattern}", "doesn't have the form {pattern}"),
    "too_short": ("sedikitnya {min_length} isi", "needs at least {min_length}"),
    "too_long": ("paling banyak {max_length} isi", "takes at most {max_length}"),
    "int_parsing": ("harus bilangan bulat", "must be a whole number"),
    "int_parsing_size": ("bilangannya terlalu besar", "is too large a number"),
    "int_type": ("harus bilangan bulat", "must be a whole number"),
    "decimal_parsing": ("harus bilangan", "must be a number"),
    "decimal_type": ("harus bilangan", "must be a number"),
    "finite_number": ("harus bilangan terhingga", "must be a finite number"),
    "greater_than_equal": ("sedikitnya {ge}", "must be at least {ge}"),
    "less_than": ("kurang dari {lt}", "must be less than {lt}"),
    "bool_parsing": ("harus true atau false", "must be true or false"),
    "bool_type": ("harus true atau false", "must be true or false"),
    "json_invalid": ("bukan JSON", "isn't JSON"),
    "date_type": ("harus tanggal seperti 2014-01-31", "must be a date like 2014-01-31"),
    "date_parsing": ("harus tanggal seperti 2014-01-31", "must be a date like 2014-01-31"),
    "date_from_datetime_parsing": ("harus tanggal seperti 2014-01-31", "must be a date like 2014-01-31"),
    "date_from_datetime_inexact": ("harus tanggal tanpa jam", "must be a date without a time"),
    "literal_error": ("harus salah satu dari {expected}", "must be one of {expected}"),
    "tuple_type": ("harus berupa daftar", "must be a list"),
    "dict_type": ("harus berupa isian bernama", "must be fields with names"),
    "model_type": ("harus berupa isian bernama", "must be fields with names"),
    "model_attributes_type": ("harus berupa isian bernama", "must be fields with names"),
}
"""By pydantic's error type, or our own. Any other is told in pydantic's own words."""


FORMS: dict[str, tuple[str, str]] = {
    KEY: (
        "hanya huruf kecil, angka, titik, tanda hubung dan garis bawah, misalnya kota-surakarta",
        "only lower-case letters, digits, dots, hyphens and underscores, such as kota-surakarta",
    ),
    HASH: ("harus 64 angka heksadesimal", "must be 64 hex digits"),
    REGION_CODE: ("harus kode daerah seperti 33 atau 33.72", "must be a region's code such as 33 or 33.72"),
}
"""By the pattern that a text must have."""


def sentence(problem: ErrorDetails, lang: str) -> str:
    """One problem that pydantic found, with its facts."""
    facts = problem.get("ctx", {})
    if form := FORMS.get(str(facts.get("pattern"))):
        return form[lang == "en"]
    return told(problem["type"], lang, problem["msg"].removeprefix("Value error, "), facts)


def fields(error: ValidationError, lang: str) -> str:
    """All that pydantic found, in a line, each with its place."""
    found = [(".".join(map(str, each["loc"])), sentence(each, lang)) for each in error.errors()]
    return "; ".join(f"{place}: {said}" if place else said for place, said in found)


def told(key: str, lang: str, otherwise: str, facts: dict[str, Any]) -> str:
    """The sentence of that key, if there is one and all of its facts are known."""
    template = SENTENCES.get(key, ("", ""))[lang == "en"]
    needed = [name for _, name, _, _ in Formatter().parse(template) if name]
    return template.format(**facts) if template and all(name in facts for name in needed) else otherwise
