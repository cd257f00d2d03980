"""What a verification expects and finds has words in both languages, with facts that every place gives."""

from tests.texts.sources import given
from tests.texts.written import facts_of, under


def test_every_finding_has_words_and_all_words_are_needed() -> None:
    places = [*given("value", 0, "ledger", "service"), *((code, {"at"}) for code, _ in given("instant", 0, "ledger"))]
    assert {code for code, _ in places} == under("found")
    for code, facts in places:
        assert facts_of(f"found.{code}") <= facts, code
