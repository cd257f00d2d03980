"""What comes from outside is storable for decades: no U+0000, no lone surrogates, every time with its zone."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from domain.administration.agencies import policy as agencies
from domain.administration.keys import policy as service_keys
from domain.administration.people import policy as people
from domain.administration.publications import policy as publications
from domain.adoption.policy import policy as adoption
from domain.commands import PAYLOADS, Command, TimeReached
from domain.commands.administration import NewAgency
from domain.commands.innovation import (
    AddInstrument,
    Decide,
    IndicatorPlan,
    Note,
    PlanPilots,
    PlanWaves,
    ProposalFields,
    ReportMeasurement,
    Revise,
)
from domain.events.innovation import NoteMade
from domain.grants import Post
from domain.innovation.decider import policy_of
from domain.model import Instant, Key, Title, problems_of
from domain.policy import PolicyOf
from domain.vocabulary import ENDS, OPEN_STAGES, Stage
from proof.visible import visible

BAD_TEXTS = ["\x00", "a\x00b", "\ud800", "x\udfff", "\udc00\ud800"]
instant = TypeAdapter(Instant)


def command(**changes: Any) -> Command:
    fields = {
        "id": uuid4(),
        "stream": "innovation/1",
        "type": "note",
        "actor": "operator",
        "at": "2026-03-02T09:00:00+07:00",
    }
    return Command.model_validate(fields | changes)


@pytest.mark.parametrize("text", BAD_TEXTS)
@pytest.mark.parametrize("field", ["stream", "type", "actor", "reason"])
def test_no_text_of_a_command_is_unstorable(text: str, field: str) -> None:
    with pytest.raises(ValidationError, match="not_storable"):
        command(**{field: text})


@pytest.mark.parametrize("text", ["\x1b[31m", "a\rb", "\x07", "\x7f", "\x9b2J", "a\u202eb", "\u2066x\u2069", "\x0c"])
def test_no_text_holds_what_nobody_sees(text: str) -> None:
    with pytest.raises(ValidationError, match="not_visible"):
        command(reason=text)
    with pytest.raises(ValidationError, match="not_visible"):
        command(payload={"text": [text]})


BREAKS = ["a\nb", "a\r\nb", "a\tb", "a\x0bb", "a\x85b", "a\u2028b", "a\u2029b"]


@pytest.mark.parametrize("text", BREAKS)
@pytest.mark.parametrize(
    ("model", "field"),
    [
        (ProposalFields, "title"),
        (Revise, "title"),
        (IndicatorPlan, "name"),
        (IndicatorPlan, "unit"),
        (Decide, "instrument"),
        (AddInstrument, "number"),
        (Post, "title"),
        (Post, "letter"),
        (NewAgency, "name"),
    ],
)
def test_what_is_one_line_holds_no_break_and_no_tab(model: type[BaseModel], field: str, text: str) -> None:
    with pytest.raises(ValidationError) as error:
        model.model_validate({field: text})
    found = {(each["path"], each["code"]) for each in problems_of(error.value)}
    assert found & {(field, "not_one_line"), ("", "not_visible")}


def test_white_space_around_one_line_is_left_off() -> None:
    assert TypeAdapter(Title).validate_python("  Kartu Insentif Anak\n") == "Kartu Insentif Anak"


def test_no_input_holds_more_than_anybody_looks_at() -> None:
    assert len(command(payload={"text": [1] * 19_000}).payload["text"]) == 19_000
    floods: list[dict[str, Any]] = [
        {"text": [1] * 20_000},
        {"text": [[[[]] * 20_000]]},
        dict.fromkeys(map(str, range(10_001)), 1),
    ]
    for flood in floods:
        with pytest.raises(ValidationError, match="too_many_values"):
            command(payload=flood)


def test_a_list_is_not_called_too_short_for_what_is_wrong_in_it() -> None:
    pilot = {"region": "33.72", "lasts": "P1M", "indicators": [{"key": "k"}]}
    with pytest.raises(ValidationError) as raised:
        PlanPilots.model_validate({"pilots": [pilot]})
    assert {each["code"] for each in problems_of(raised.value)} == {"missing"}
    with pytest.raises(ValidationError) as raised:
        PlanPilots.model_validate({"pilots": []})
    assert [each["code"] for each in problems_of(raised.value)] == ["too_short"]


@pytest.mark.parametrize("value", ["1e400", "9" * 25, "0.0000000001"])
def test_a_measurement_is_of_this_world(value: str) -> None:
    with pytest.raises(ValidationError):
        ReportMeasurement.model_validate({"region": "32.73", "values": {"k": value}})


def test_of_many_problems_the_first_are_named() -> None:
    with pytest.raises(ValidationError) as raised:
        PlanWaves.model_validate({"waves": [{"adopters": [1] * 10_000}]})
    assert len(problems_of(raised.value)) == 20


def test_lines_and_columns_are_text() -> None:
    assert command(reason="satu\r\n\tdua\n").reason == "satu\r\n\tdua\n"


@pytest.mark.parametrize("text", BAD_TEXTS)
@pytest.mark.parametrize("nested", [lambda t: {"a": t}, lambda t: {t: 1}, lambda t: {"a": [{"b": ({t: 1},)}]}])
def test_no_text_deep_in_a_payload_is_unstorable(text: str, nested: Any) -> None:
    with pytest.raises(ValidationError, match="not_storable"):
        command(payload=nested(text))
    with pytest.raises(ValidationError):
        Note.model_validate(nested(text))


@pytest.mark.parametrize("text", BAD_TEXTS)
def test_no_key_of_a_payload_is_unstorable(text: str) -> None:
    with pytest.raises(ValidationError, match="not_storable"):
        ReportMeasurement.model_validate({"region": "32.73", "values": {text: 1}})


@given(st.text(min_size=1).filter(lambda text: text.strip() and visible(text) == text))
def test_any_other_text_is_storable_and_comes_back_as_it_was(text: str) -> None:
    note = NoteMade(text=Note(text=text).text)
    assert NoteMade.model_validate_json(note.model_dump_json().encode()) == note


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="time_without_zone"):
        instant.validate_python(datetime(2026, 3, 2))
    with pytest.raises(ValidationError, match="time_without_zone"):
        command(at="2026-03-02T09:00:00")


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-01:00", "3000-01-01T00:00:00Z"])
def test_a_time_beyond_all_years_is_refused_and_no_error(text: str) -> None:
    with pytest.raises(ValidationError, match="time_out_of_years"):
        instant.validate_python(text)


def test_a_time_is_kept_in_utc_with_microseconds() -> None:
    jakarta = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=7)))
    assert instant.validate_python(jakarta) == datetime(2026, 3, 2, 2, 0, 0, 123456, tzinfo=UTC)
    assert instant.validate_python(jakarta).utcoffset() == timedelta(0)


def test_every_stage_is_open_or_an_end() -> None:
    assert {*OPEN_STAGES, *ENDS} == set(Stage)
    assert [stage for stage in Stage if stage.open] == list(OPEN_STAGES)


@pytest.mark.parametrize("text", ["dewi", "kota-surakarta", "a", "9", "a.b_c-d", "x" * 63])
def test_a_key_is_typed_by_people(text: str) -> None:
    assert TypeAdapter(Key).validate_python(text) == text


@pytest.mark.parametrize("text", ["", "Dewi", "a b", "-a", "a/b", "x" * 64, "é", "a\n"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Key).validate_python(text)


def test_values_never_change_and_know_their_fields() -> None:
    note = Note(text="x")
    with pytest.raises(ValidationError):
        note.text = "y"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Note.model_validate({"text": "x", "more": 1})


@pytest.mark.parametrize("name", sorted(PAYLOADS))
def test_some_policy_says_who_may_ask_a_command(name: str) -> None:
    """A role, or only the system; founders take office while they hold none."""
    cls = PAYLOADS[name]
    assert cls.name == name
    policies: list[PolicyOf[Any, Any]] = [
        *(policy_of(stage) for stage in (None, *Stage)),
        adoption,
        people,
        publications,
        agencies,
        service_keys,
    ]
    stated = [policy.rules[cls] for policy in policies if cls in policy.rules]
    assert stated or cls is TimeReached
    assert all(bool(rule.by) != (cls.system or name == "take_office") for rule in stated)
