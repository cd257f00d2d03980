"""The codec: what is recorded can be read for good, and what can't be read stops whoever reads."""

from collections.abc import Iterator
from traceback import format_exception
from typing import Any, ClassVar

import pytest

from domain import codec
from domain.codec import UnreadableEvent, decode, encode
from domain.events import EVENTS, Event
from domain.events.innovation import InnovationWithdrawn, NoteMade, Wave
from domain.model import problem
from tests.domain.walk import walked


def test_every_event_of_whole_lives_survives_being_stored() -> None:
    for event in walked():
        assert decode(type(event).__name__, event.SCHEMA_VERSION, encode(event)) == event


def test_what_is_at_its_default_is_not_stored() -> None:
    assert encode(InnovationWithdrawn()) == b"{}"
    assert encode(InnovationWithdrawn(lapsed=True)) == b'{"lapsed":true}'


def test_text_is_stored_as_utf_8_as_it_is() -> None:
    data = encode(NoteMade(text="Kartu “anak” – 100 % é"))
    assert data == '{"text":"Kartu “anak” – 100 % é"}'.encode()


@pytest.mark.parametrize(
    ("type_name", "version", "data"),
    [
        ("InnovationTeleported", 1, b"{}"),
        ("NoteMade", 2, b'{"text":"x"}'),
        ("NoteMade", 0, b'{"text":"x"}'),
        ("NoteMade", 1, b"{}"),
        ("NoteMade", 1, b'{"text":"x","mood":"good"}'),
        ("NoteMade", 1, b'{"text":'),
        ("NoteMade", 1, b"[]"),
        ("NoteMade", 1, b"\xff"),
    ],
)
def test_what_cannot_be_read_is_said_and_never_skipped(type_name: str, version: int, data: bytes) -> None:
    with pytest.raises(UnreadableEvent, match=f"event='{type_name} v{version}'") as error:
        decode(type_name, version, data)
    assert error.value.code == "unreadable_event"


def test_what_an_event_says_that_cannot_be_read_is_in_no_traceback() -> None:
    """A worker logs it, whoever reads logs; and the sheet may be confidential yet."""
    data = b'{"evaluator":"evaluator-1","scores":{"novelty":"61.125"},"total":"61.125","gone":"61.125"}'
    with pytest.raises(UnreadableEvent) as error:
        decode("ScoreSubmitted", 1, data)
    assert "61.125" not in "".join(format_exception(error.value))


def test_why_an_event_cannot_be_read_is_data_and_its_place_is_added() -> None:
    with pytest.raises(UnreadableEvent) as error:
        decode("NoteMade", 1, b'{"mood":"good"}')
    problems = [problem("text", "missing"), problem("mood", "extra_forbidden")]
    assert error.value.facts == {"reason": "form", "event": "NoteMade v1", "problems": problems}
    with pytest.raises(UnreadableEvent) as error, codec.placed("innovation/1", 2):
        decode("NoteMade", 1, b"[]")
    assert error.value.facts.items() >= {("stream", "innovation/1"), ("version", 2)}


@pytest.fixture
def lifted() -> Iterator[type[Event]]:
    """An event whose schema is in its third version, with upcasters from both earlier ones."""

    class WaveRenamed(Event):
        SCHEMA_VERSION: ClassVar[int] = 3

        wave: Wave
        title: str

    def split(raw: dict[str, Any]) -> dict[str, Any]:
        return {"wave": {"number": raw["wave"], "adopters": []}, "name": raw["name"]}

    def rename(raw: dict[str, Any]) -> dict[str, Any]:
        return {"wave": raw["wave"], "title": raw["name"]}

    codec.UPCASTERS[WaveRenamed.__name__, 1] = split
    codec.UPCASTERS[WaveRenamed.__name__, 2] = rename
    yield WaveRenamed
    del codec.UPCASTERS[WaveRenamed.__name__, 1], codec.UPCASTERS[WaveRenamed.__name__, 2]
    del EVENTS[WaveRenamed.__name__]


def test_an_older_event_is_lifted_over_every_version_when_it_is_read(lifted: type[Event]) -> None:
    present = lifted.model_validate({"wave": {"number": 2, "adopters": []}, "title": "Jawa"})
    assert decode("WaveRenamed", 1, b'{"wave":2,"name":"Jawa"}') == present
    assert decode("WaveRenamed", 2, b'{"wave":{"number":2,"adopters":[]},"name":"Jawa"}') == present
    assert decode("WaveRenamed", 3, encode(present)) == present


@pytest.mark.parametrize("data", [b'{"wave":2}', b"{", b'{"wave":-1,"name":"x","more":1}x', b"[1]"])
def test_an_older_event_that_does_not_fit_its_schema_is_unreadable(lifted: type[Event], data: bytes) -> None:
    with pytest.raises(UnreadableEvent, match="WaveRenamed v1"):
        decode("WaveRenamed", 1, data)


def test_a_version_without_an_upcaster_is_unreadable(lifted: type[Event]) -> None:
    with pytest.raises(UnreadableEvent, match="no_upcaster"):
        decode("WaveRenamed", 0, b"{}")
    with pytest.raises(UnreadableEvent, match="known=3"):
        decode("WaveRenamed", 4, b"{}")


def test_no_two_events_bear_one_name() -> None:
    with pytest.raises(TypeError, match="two events are named NoteMade"):
        type("NoteMade", (Event,), {"__module__": __name__})


def test_every_upcaster_leads_to_a_version_that_is_known() -> None:
    for name, version in codec.UPCASTERS:
        assert 1 <= version < EVENTS[name].SCHEMA_VERSION
