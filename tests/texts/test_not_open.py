"""What isn't open to a reader is said so in their language, wherever a sentence would have named it."""

from uuid import UUID

import pytest

from domain.events import Event
from domain.notices import notice_for
from domain.shown import shown_event
from domain.visibility import Viewer
from domain.vocabulary import Role
from tests.domain.journeys import deciding
from tests.domain.walk import one_of_each
from tests.domain.world import PEOPLE, rules
from texts import LANGUAGES, Lang, text
from texts.events import sentence

NOBODY_SPECIAL = "other-proposer"
TOLD = [
    name
    for name, event in sorted(one_of_each().items())
    if notice_for(event, UUID(int=1), "innovation/1", "kota-surakarta", "region-1")
]


SAID = ("ScoreSubmitted", "EvaluationClosed", "NoteMade", "MeasurementReported", "CommandRefused")


RECIPIENTS = {
    Role.PROPOSER: "proposer",
    Role.OPERATOR: "operator",
    Role.EVALUATOR: "evaluator-1",
    Role.DECISION_MAKER: "minister",
    Role.REGIONAL_OFFICER: "officer-bandung",
}


def seen(event: Event, by: str) -> tuple[Event, tuple[str, ...]]:
    """The event as somebody sees it, and what isn't open of it."""
    life = deciding()
    viewer = Viewer(PEOPLE[by], life.now, rules().regions, rules().agencies)
    shown = shown_event(viewer, life.state, event, number=1, version=1)
    return shown.value, shown.not_open


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SAID)
def test_a_sentence_says_what_of_it_is_not_open(name: str, lang: Lang) -> None:
    event, not_open = seen(one_of_each()[name], NOBODY_SPECIAL)
    said = sentence(event, lang, not_open=not_open)
    assert text("not_open.value", lang) in said
    assert "None" not in said
    assert said != sentence(one_of_each()[name], lang)


@pytest.mark.parametrize("name", TOLD)
def test_a_notice_names_nothing_that_is_not_open_to_whom_it_goes(name: str) -> None:
    event = one_of_each()[name]
    body = notice_for(event, UUID(int=1), "innovation/1", "kota-surakarta", "region-1", ("evaluator-1",))
    assert body is not None
    for recipient in [RECIPIENTS[each["role"]] for each in body["roles"]] + ["evaluator-1"] * bool(body["people"]):
        shown, not_open = seen(event, recipient)
        for lang in LANGUAGES:
            assert sentence(shown, lang, not_open=not_open) == sentence(event, lang)
