"""What is wrong with what somebody filled in is said in both languages, whoever finds it."""

from typing import get_args

import pytest
from pydantic_core import _pydantic_core

from cli.input.yaml_lines import SYNTAX
from domain.commands.innovation import Sha256
from domain.model import Key
from domain.regions import RegionCode
from tests.texts.sources import given
from tests.texts.written import facts_of, under
from texts import LANGUAGES
from texts.filling import explained
from texts.problems import FORMS, MEANS, message_of
from wiring.settings import Settings

NOBODY_MEETS = {
    "arguments", "assertion_error", "bytes", "callable", "complex", "counter", "dataclass_exact", "default_factory",
    "deque", "ellipsis", "fraction", "frozen", "get_attribute", "is_", "iteration", "missing_sentinel", "multiple",
    "named_tuple", "needs", "no_such_attribute", "none_required", "ordered_dict", "recursion", "set_item", "string_not",
    "time_", "timezone", "union", "url", "value_error", "date_past", "date_future", "datetime_past", "datetime_future",
    "decimal_max_digits", "decimal_whole",
}  # fmt: skip
"""Beginnings of pydantic's types of error that none of our forms asks for."""


def ours() -> list[tuple[str, set[str]]]:
    """Every problem that our own code finds, with the facts that it gives."""
    return [*given("wrong", 0), *given("problem", 1, "domain"), *given("mistake", 2), *given("note", 2, "cli")]


def test_each_problem_that_we_find_has_a_message_with_facts_that_every_place_gives() -> None:
    found = ours()
    assert len(found) > 20
    for code, facts in found:
        assert facts_of(f"problem.{code}") <= facts, code


def test_each_type_of_error_of_pydantic_that_our_forms_can_meet_has_a_message() -> None:
    for error in _pydantic_core.list_all_errors():
        name, facts = error["type"], error.get("example_context") or {}
        if any(name.startswith(each) for each in NOBODY_MEETS):
            continue
        assert facts_of(message_of(name, {})) <= set(facts), name


def test_no_message_is_left_for_a_problem_that_nobody_finds() -> None:
    named = {*MEANS.values(), *FORMS.values(), *SYNTAX.values(), *(code for code, _ in ours())}
    named |= {"period_overflow", "less_than", "yaml"}
    assert under("problem") == named | {"finite_number", "other"}


def test_the_forms_are_those_that_fields_have() -> None:
    patterns = {get_args(each)[1].pattern for each in (Key, RegionCode, Sha256)}
    origin = next(each.pattern for each in Settings.model_fields["log_origin"].metadata if hasattr(each, "pattern"))
    assert set(FORMS) == patterns | {origin}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_problem_that_nobody_expected_is_no_english_sentence(lang: str) -> None:
    said = explained("callable_type", {}, "id" if lang == "id" else "en")
    assert said == {"id": "nilainya tidak sesuai", "en": "isn't as it should be"}[lang]
