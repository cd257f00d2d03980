"""Publications: editions and reference data are published as texts, known by the hash of their content."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from domain.administration.publications import decide, evolve
from domain.commands import Command
from domain.events import Event
from domain.events.administration import EditionPublished, ReferencePublished
from domain.events.innovation import NoteMade
from domain.grants import Person
from domain.published import Published
from domain.refusals import Refusal
from tests.domain.world import PEOPLE, ROOT, START, basis, signed

EDITION = (ROOT / "editions/kipp-2025.toml").read_text()
REGIONS = (ROOT / "reference/regions.csv").read_text()
CALENDAR = (ROOT / "reference/holidays.csv").read_text()


def publish(state: Published, who: str = "administrator", **payload: Any) -> list[Event] | Refusal:
    kind = state.id.split("/")[0]
    command = Command(
        id=uuid4(), stream=state.id, type=f"publish_{kind}", payload=payload, reason="SK 1", at=START, **signed(who)
    )
    return decide(state, command, basis(PEOPLE.get(who, Person(who))))


def edition(content: str = EDITION, name: str = "kipp-2025", who: str = "administrator") -> list[Event] | Refusal:
    return publish(Published(f"edition/{name}"), who, content=content)


def reference(content: str, kind: str, stream: str | None = None) -> list[Event] | Refusal:
    state = Published(f"reference/{stream or kind}")
    return publish(state, kind=kind, content=content, source="Kepmendagri 300.2.2-2138/2025")


def refused(answer: list[Event] | Refusal, code: str) -> Refusal:
    assert isinstance(answer, Refusal), answer
    assert answer.code == code, answer.facts
    return answer


def published(state: Published, answer: list[Event] | Refusal) -> Published:
    assert not isinstance(answer, Refusal), answer
    for event in answer:
        state = evolve(state, event, START)
    return state


def test_an_edition_is_published_with_the_hash_of_its_exact_text() -> None:
    answer = edition()
    assert isinstance(answer, list)
    (event,) = answer
    assert isinstance(event, EditionPublished)
    assert (event.name, event.content) == ("kipp-2025", EDITION)
    assert event.sha256 == sha256(EDITION.encode()).hexdigest()
    assert event.reason == "SK 1"


@pytest.mark.parametrize(("kind", "content"), [("regions", REGIONS), ("calendar", CALENDAR)])
def test_reference_data_is_published_with_its_source(kind: str, content: str) -> None:
    answer = reference(content, kind)
    assert isinstance(answer, list)
    (event,) = answer
    assert isinstance(event, ReferencePublished)
    assert event.sha256 == sha256(content.encode()).hexdigest()
    assert event.source == "Kepmendagri 300.2.2-2138/2025"


def test_every_published_text_is_kept_and_the_last_one_is_current() -> None:
    state = published(Published("edition/kipp-2025"), edition())
    corrected = EDITION.replace("passing_grade = 85", "passing_grade = 84.5")
    state = published(state, publish(state, content=corrected))
    assert state.version == 2
    assert list(state.texts.values()) == [EDITION, corrected]
    assert state.current == sha256(corrected.encode()).hexdigest()


def test_the_current_text_is_not_published_again_but_an_older_one_may_come_back() -> None:
    first = published(Published("edition/kipp-2025"), edition())
    refused(publish(first, content=EDITION), "unchanged")
    second = published(first, publish(first, content=EDITION + "\n"))
    third = published(second, publish(second, content=EDITION))
    assert (third.version, third.current) == (3, first.current)


def test_a_stream_bears_one_name() -> None:
    refused(edition(name="kipp-2024"), "wrong_stream")
    refused(reference(CALENDAR, "calendar", stream="regions"), "wrong_stream")


@pytest.mark.parametrize("who", ["operator", "minister", "auditor"])
def test_only_an_administrator_publishes(who: str) -> None:
    refused(edition(who=who), "role_missing")
    refused(edition(who="nobody"), "unknown_person")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("name = ", "not_toml"),
        (EDITION.replace("weight = 25", "weight = 24"), "weights_not_100"),
        (EDITION.replace('check_every = "P12M"', 'check_every = "PT1H"'), "windows_longer_than_period"),
        (EDITION.replace("quorum = 2", "quorum = 4"), "panel_sizes"),
        (EDITION.replace("passing_grade = 85", "passing_grade = 85.00001"), "decimal_max_places"),
        (EDITION.replace("year = 2025", "year = " + "1" * 5000), "not_toml"),
        ("a = " + "[" * 90_000, "not_toml"),
        ("a." * 45_000 + "a = 1", "key_too_deep"),
        (EDITION.replace("coverage_target = 0.75", "coverage_target = 1e-99999999"), "decimal_max_places"),
    ],
)
def test_an_edition_that_breaks_a_rule_is_refused_with_the_problem(content: str, problem: str) -> None:
    assert problem in str(refused(edition(content), "edition_invalid").facts["problems"])


@pytest.mark.parametrize(
    ("content", "kind", "line", "problem"),
    [
        ("date,name", "calendar", 1, "columns"),
        ("date,name,kind\n2026-02-30,x,libur_nasional\n", "calendar", 2, "no_date"),
        ("date,name,kind\n20260817,x,libur_nasional\n", "calendar", 2, "no_date"),
        (CALENDAR, "regions", 1, "columns"),
        (REGIONS + REGIONS.splitlines()[1] + "\n", "regions", len(REGIONS.splitlines()) + 1, "in_force_twice"),
        (REGIONS + '"unclosed', "regions", len(REGIONS.splitlines()) + 1, "not_csv"),
    ],
)
def test_reference_data_that_cannot_be_read_is_refused_with_its_line(
    content: str, kind: str, line: int, problem: str
) -> None:
    facts = refused(reference(content, kind), "reference_invalid").facts
    assert facts["line"] == str(line)
    assert problem in str(facts["problems"])


@pytest.mark.parametrize("payload", [{}, {"content": ""}, {"content": EDITION, "name": "x"}])
def test_a_malformed_publication_is_refused(payload: dict[str, str]) -> None:
    refused(publish(Published("edition/kipp-2025"), **payload), "invalid_payload")


def test_reference_data_is_regions_or_a_calendar_with_a_source() -> None:
    refused(reference(CALENDAR, "weather"), "invalid_payload")
    refused(publish(Published("reference/calendar"), kind="calendar", content=CALENDAR), "invalid_payload")


def test_a_publication_stream_has_no_other_events() -> None:
    with pytest.raises(KeyError):
        evolve(Published("edition/x"), NoteMade(text="x"), START)
