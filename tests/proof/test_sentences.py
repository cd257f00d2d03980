"""Every reason why something isn't proved has a sentence in both languages, with facts that every place gives."""

from string import Formatter

from proof.errors import Malformed, ProofFailed, Unproved
from proof.sentences import LONGEST, REASONS, reason_of
from tests.texts.sources import given

CLASSES = ("ProofFailed", "NoteRefused", "Malformed", "NothingToCompare", "Unfounded", "AtEvent", "_otherwise")


def test_every_reason_has_its_sentences_and_every_sentence_its_reason() -> None:
    places = [(reason, facts) for name in CLASSES for reason, facts in given(name, name == "_otherwise")]
    assert {reason for reason, _ in places} | {"other_log"} == REASONS.keys()
    for reason, facts in places:
        for sentence in REASONS[reason]:
            assert {name for _, name, _, _ in Formatter().parse(sentence) if name} <= facts, reason


def test_a_reason_for_a_reason_is_said_with_it() -> None:
    error = Unproved("newest_outside", cause=ProofFailed("path_too_long"))
    assert reason_of(error, "en").endswith("isn't what was signed: the path is too long")
    assert reason_of(Malformed(ProofFailed("path_too_long")), "id") == reason_of(ProofFailed("path_too_long"), "id")


def test_a_sentence_is_short_and_safe_for_a_terminal() -> None:
    error = Malformed("foreign_stream", stream="\x1b[2J" * 1000)
    for language in ("id", "en"):
        assert reason_of(error, language).isprintable()
        assert len(reason_of(error, language)) == LONGEST
