"""Editions: the committed ones hold what their sources say, and a broken one is refused with every problem named."""

import subprocess
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from domain.editions import EditionInvalid, content_hash, parse_edition

EDITIONS = sorted((Path(__file__).parents[2] / "editions").glob("*.toml"))
each_edition = pytest.mark.parametrize("path", EDITIONS, ids=lambda path: path.stem)
RINGKAS = next(path for path in EDITIONS if path.stem == "ringkas").read_text()


def test_the_committed_editions_are_those_of_2023_and_2025_and_a_compressed_one() -> None:
    assert [path.stem for path in EDITIONS] == ["kipp-2023", "kipp-2025", "ringkas"]


@each_edition
def test_an_edition_bears_the_name_of_its_file_and_weights_that_add_up(path: Path) -> None:
    edition = parse_edition(path.read_text())
    assert edition.name == path.stem
    assert sum(edition.weights().values()) == 100
    assert edition.sources


@each_edition
def test_every_edition_knows_the_five_criteria(path: Path) -> None:
    criteria = parse_edition(path.read_text()).criteria
    assert list(criteria) == ["novelty", "effectiveness", "usefulness", "replicability", "sustainability"]


def test_the_weights_of_2023_are_the_published_ones() -> None:
    edition = parse_edition(EDITIONS[0].read_text())
    assert edition.weights() == {
        "summary": 0,
        "background": 10,
        "novelty": 15,
        "implementation": 5,
        "significance": 30,
        "adaptability": 20,
        "resources": 5,
        "sustainability": 15,
    }
    assert not any(path.endswith(".weight") for path in edition.assumed)


def test_the_passing_grade_of_2025_is_the_published_85_and_its_weights_are_assumed() -> None:
    edition = parse_edition(EDITIONS[1].read_text())
    assert edition.passing_grade == 85
    assert "passing_grade" not in edition.assumed
    for key in edition.weights():
        assert {f"aspects.{key}", f"aspects.{key}.weight"} & set(edition.assumed)


@each_edition
def test_every_aspect_is_asked_about_in_words_that_no_source_gives(path: Path) -> None:
    edition = parse_edition(path.read_text())
    assert {question.aspect for question in edition.questions} == edition.weights().keys()
    assert "questions" in edition.assumed


@each_edition
def test_whatever_an_edition_calls_assumed_stands_in_it(path: Path) -> None:
    document = tomllib.loads(path.read_text())
    document["aspects"] = {aspect["key"]: aspect for aspect in document["aspects"]}
    for assumed in document["assumed"]:
        value = document
        for part in assumed.split("."):
            assert part in value, f"{assumed}: nothing is called so"
            value = value[part]


@each_edition
def test_the_hash_that_pins_an_edition_is_what_sha256sum_says_of_its_file(path: Path) -> None:
    said = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout
    assert content_hash(path.read_text()) == said.split()[0].lstrip("\\")


def test_the_compressed_edition_differs_from_that_of_2025_in_its_periods_only() -> None:
    ringkas, kipp = parse_edition(RINGKAS), parse_edition(EDITIONS[1].read_text())
    assert ringkas.aspects == kipp.aspects
    assert ringkas.questions == kipp.questions
    assert ringkas.criteria == kipp.criteria
    assert ringkas.passing_grade == kipp.passing_grade
    sizes = ("smallest", "largest", "quorum", "justify_below", "justify_from")
    assert all(getattr(ringkas.evaluation, each) == getattr(kipp.evaluation, each) for each in sizes)
    assert ringkas.scaling.coverage_target == kipp.scaling.coverage_target == Decimal("0.75")


def replaced(old: str, new: str) -> Callable[[str], str]:
    """A text with one place changed."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


BROKEN: dict[str, tuple[Callable[[str], str], str, str]] = {
    "a weight too much": (replaced("weight = 25", "weight = 30"), "", "weights_not_100"),
    "a negative weight": (replaced("weight = 25", "weight = -25"), "aspects.3.weight", "greater_than_equal"),
    "an aspect named twice": (replaced('key = "novelty"', 'key = "background"'), "", "aspect_twice"),
    "an aspect without criterion": (
        replaced('criterion = "novelty"', 'criterion = "beauty"'),
        "",
        "no_such_criterion",
    ),
    "a question asked twice": (replaced('key = "impact"', 'key = "evaluation"'), "", "question_twice"),
    "a question about nothing": (replaced('aspect = "resources"', 'aspect = "charm"'), "", "no_such_aspect"),
    "a question without room": (replaced("words = 300", "words = 0"), "questions.0.words", "greater_than_equal"),
    "an unknown key": (replaced("year = 2025", "year = 2025\nmotto = 'maju'"), "motto", "extra_forbidden"),
    "a missing part": (replaced("extension = ", "# extension = "), "evaluation.extension", "missing"),
    "a period of another form": (replaced('wave = "PT20S"', 'wave = "20 seconds"'), "scaling.wave", "no_period"),
    "a reminder after the due instant": (
        replaced('commitment = { due = "PT15S"', 'commitment = { due = "PT5S"'),
        "scaling.commitment",
        "reminder_after_due",
    ),
    "a report reminded too late": (
        replaced('report_remind = "PT7S"', 'report_remind = "PT10S"'),
        "pilot",
        "reminder_after_report",
    ),
    "more reports of one region than a plan can hold": (
        replaced('longest = "PT60S"', 'longest = "PT2001S"'),
        "pilot",
        "too_many_reports",
    ),
    "a pilot of a year that reports every ten seconds": (
        replaced('longest = "PT60S"', 'longest = "P1Y"'),
        "pilot",
        "too_many_reports",
    ),
    "a scale that doesn't rise": (replaced("starts_at = 60", "starts_at = 90"), "evaluation", "scale_not_rising"),
    "a quorum beyond the smallest panel": (replaced("quorum = 2", "quorum = 4"), "evaluation", "panel_sizes"),
    "windows that don't fit into the check period": (
        replaced('check_every = "PT6S"', 'check_every = "PT5S"'),
        "sustaining",
        "windows_longer_than_period",
    ),
    "a role that nobody can hold": (
        replaced('escalate_to = "operator"', 'escalate_to = "king"'),
        "proposal.screening.escalate_to",
        "enum",
    ),
    "a coverage beyond all": (
        replaced("coverage_target = 0.75", "coverage_target = 1.1"),
        "scaling.coverage_target",
        "less_than_equal",
    ),
    "a year out of range": (replaced("year = 2025", "year = 1925"), "year", "greater_than_equal"),
    "no TOML": (lambda text: "[" + text, "", "not_toml_at"),
}


@pytest.mark.parametrize(("change", "path", "code"), BROKEN.values(), ids=BROKEN)
def test_a_broken_edition_is_refused_with_the_path_of_its_problem(
    change: Callable[[str], str], path: str, code: str
) -> None:
    with pytest.raises(EditionInvalid) as refused:
        parse_edition(change(RINGKAS))
    assert [(each["path"], each["code"]) for each in refused.value.problems] == [(path, code)]


def test_every_problem_of_an_edition_is_named_at_once() -> None:
    text = RINGKAS
    for change in (replaced("year = 2025", "year = 1925"), replaced('wave = "PT20S"', 'wave = "soon"')):
        text = change(text)
    with pytest.raises(EditionInvalid) as refused:
        parse_edition(text)
    assert [each["path"] for each in refused.value.problems] == ["year", "scaling.wave"]
