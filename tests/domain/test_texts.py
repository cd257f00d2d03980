"""Everything that people read exists in Indonesian and English, and names only facts that are there."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from domain.adoption import state as adoption_state
from domain.adoption.state import Status
from domain.commands import PAYLOADS
from domain.commands.administration import PublishReference
from domain.commands.adoption import Phase
from domain.commands.innovation import Recommendation, Verdict
from domain.event_texts import TOLD, WIDTH, told
from domain.events import EVENTS, Event
from domain.events import innovation as e
from domain.events.adoption import AdoptionOffered
from domain.events.refusal import CommandRefused
from domain.innovation.state import FAILED_VERDICTS
from domain.model import Place, Role, Stage
from domain.refusal_texts import TEXTS
from domain.refusals import Code, Refusal
from domain.titles import TITLES, title
from domain.waits import WaitKind
from domain.wording import FACT

ROOT = Path(__file__).parents[2]
LANGUAGES: tuple[Literal["id", "en"], ...] = ("id", "en")
SAME_IN_BOTH = {"Auditor"}

KEYS: dict[str, set[str]] = {
    "event": set(EVENTS),
    "stage": set(Stage),
    "role": set(Role),
    "wait": set(WaitKind),
    "task": {*WaitKind, "discontinuation", "revocation"},
    "command": set(PAYLOADS),
    "verdict": {*get_args(Verdict), *FAILED_VERDICTS},
    "choice": set(get_args(Recommendation)),
    "phase": set(get_args(Phase)),
    "status": set(Status),
    "milestone": set(),
    "reference": set(get_args(PublishReference.model_fields["kind"].annotation)),
}


@cache
def raised() -> dict[Code, list[set[str]]]:
    """Per code, the facts that each place gives which refuses with it, read from the source."""
    places = defaultdict(list)
    for package in ("domain", "engine", "activities"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    for code, facts in _refusal(node.func.id, node):
                        places[code].append(facts)
    return places


def _refusal(function: str, call: ast.Call) -> Iterator[tuple[Code, set[str]]]:
    """`refuse(Code.X, fact=…)`, `require(…, Code.X, fact=…)`, or `Refusal(code=Code.X, facts={…})`."""
    keywords = {each.arg: each.value for each in call.keywords if each.arg}
    if function == "Refusal":
        facts = keywords.get("facts", ast.Dict(keys=[], values=[]))
        given = {str(key.value) for key in getattr(facts, "keys", []) if isinstance(key, ast.Constant)}
        code = keywords.get("code")
    elif function in ("refuse", "require"):
        given = set(keywords)
        code = call.args[1 if function == "require" else 0]
    else:
        return
    for node in ast.walk(code) if code else ():
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Code":
            yield Code[node.attr], given


def facts_of(template: str) -> set[str]:
    """The names of the facts in a template."""
    return {match[1] for match in FACT.finditer(template)}


@pytest.mark.parametrize("code", Code)
def test_a_refusal_is_explained_in_both_languages_with_facts_that_every_place_gives(code: Code) -> None:
    assert set(TEXTS[code]) == set(LANGUAGES)
    places = raised()[code]
    assert places, f"nothing is ever refused as {code}"
    for lang in LANGUAGES:
        for text in TEXTS[code][lang]:
            assert text[-1] == ".", text
            for given in places:
                assert facts_of(text) <= given, text
    assert facts_of(TEXTS[code]["id"][0]) == facts_of(TEXTS[code]["en"][0])
    assert not set(TEXTS[code]["id"]) & set(TEXTS[code]["en"])


def test_a_refusal_reads_as_people_speak() -> None:
    facts = {"command": "admit", "stage": "decision", "stages": "proposal, pilot"}
    refusal = Refusal(code=Code.WRONG_STAGE, facts=facts)
    assert refusal.message("id") == "“terima ke uji coba” tidak tersedia pada tahap keputusan."
    assert refusal.hint("id") == "Tersedia pada tahap: usulan, uji coba. Lihat apa yang sekarang ditunggu."
    assert refusal.message("en") == "“admit to the pilot” isn't available in the stage decision."


def test_an_instant_in_a_refusal_is_shown_with_its_zone() -> None:
    refusal = Refusal(code=Code.SUSPENDED, facts={"since": "2026-03-02T02:00:00+00:00"})
    assert refusal.message("en") == "This innovation has been suspended since 2026-03-02 09:00:00 WIB."


def test_a_refusal_recorded_without_a_fact_can_still_be_read() -> None:
    for code in Code:
        for lang in LANGUAGES:
            assert Refusal(code=code).message(lang)
            assert Refusal(code=code).hint(lang)


@pytest.mark.parametrize("kind", TITLES)
def test_everything_has_a_title_in_both_languages_and_nothing_else_does(kind: str) -> None:
    keys = KEYS[kind] or milestones()
    assert set(TITLES[kind]) == keys
    for key in keys:
        in_both = {title(kind, key, lang) for lang in LANGUAGES}
        assert len(in_both) == 2 or in_both <= SAME_IN_BOTH, in_both


def milestones() -> set[str]:
    """Every milestone that an adoption tells, read from the source: `_told(…, "committed", …)`."""
    tree = ast.parse(Path(adoption_state.__file__).read_text())
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    told_of = [node.args[1] for node in calls if getattr(node.func, "id", None) == "_told"]
    named = [node.value for node in told_of if isinstance(node, ast.Constant)]
    assert len(named) == len(told_of) - 1, "one is named after the phase"
    return {*map(str, named), *(f"phase_{phase}" for phase in get_args(Phase))}


# ---- events


def sample(annotation: Any) -> Any:
    """A value of that type, the same each time: something rather than nothing."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType, Annotated, Literal):
        return inner[0] if origin is Literal else sample(inner[0])
    if origin is tuple:
        return (sample(inner[0]),)
    if origin is dict:
        return {sample(inner[0]): sample(inner[1])}
    if issubclass(annotation, BaseModel):
        return annotation(**{name: sample(each.annotation) for name, each in annotation.model_fields.items()})
    if issubclass(annotation, StrEnum):
        return next(iter(annotation))
    values: dict[type, Any] = {
        str: "x",
        bool: True,
        int: 7,
        Decimal: Decimal("87.5"),
        datetime: datetime(2026, 3, 2, 2, tzinfo=UTC),
    }
    return values[annotation]


KEYED = {
    "choice": "scale_national",
    "recommendation": "repeat_pilot",
    "verdict": "sustained",
    "phase": "adapt",
    "milestone": "completed",
    "came_from": "pilot",
    "code": "ended",
}


def samples(cls: type[Event]) -> Iterator[Event]:
    """An event with all it can say, and one without what is optional."""
    full = {name: sample(each.annotation) for name, each in cls.model_fields.items()}
    full |= {name: value for name, value in KEYED.items() if name in full}
    yield cls(**full)
    yield cls(**{name: full[name] for name, each in cls.model_fields.items() if each.is_required()})


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_told_in_a_sentence_of_each_language(name: str) -> None:
    templates = {key: texts for key, texts in TOLD.items() if key.split(".")[0] == name}
    assert name in templates
    for key, (indonesian, english) in templates.items():
        assert facts_of(indonesian) == facts_of(english), key
        assert indonesian != english
    for event in samples(EVENTS[name]):
        for lang in LANGUAGES:
            sentence = told(event, lang)
            assert sentence
            assert not {"{", "}"} & set(sentence), sentence
            assert "–" not in sentence, f"{sentence}: a fact is missing"


def test_no_sentence_is_left_for_an_event_that_does_not_exist() -> None:
    for key in TOLD:
        name, _, field = key.partition(".")
        assert name in EVENTS
        assert not field or field in EVENTS[name].model_fields


@pytest.mark.parametrize(
    ("event", "indonesian", "english"),
    [
        (e.CheckUnanswered(number=2), "Pemantauan 2 tidak dijawab", "Check 2 got no answer"),
        (
            AdoptionOffered(
                innovation="x",
                adopter=Place(id="w1", code="73.71"),
                wave=1,
                wave_ends_at=datetime(2026, 3, 2, tzinfo=UTC),
                follows=9,
            ),
            "Replikasi ditawarkan kepada 73.71 dalam gelombang 1",
            "Adoption offered to 73.71 in wave 1",
        ),
        (
            e.InnovationWithdrawn(lapsed=True),
            "Usulan dianggap ditarik: revisi tidak datang sampai tenggat",
            "Proposal counts as withdrawn: no revision came in time",
        ),
        (
            e.Escalated(kind=WaitKind.CHECK_ASSESSMENT, subject="3", role=Role.OPERATOR),
            "Tenggat terlewati: penilaian atas pemantauan 3; diteruskan ke sekretariat",
            "Overdue: assessment of check 3; escalated to the secretariat",
        ),
        (
            e.WaveOpened(number=1, ends_at=datetime(2026, 3, 2, 2, tzinfo=UTC)),
            "Gelombang 1 dibuka, berakhir 2026-03-02 09:00:00 WIB",
            "Wave 1 opened, ending 2026-03-02 09:00:00 WIB",
        ),
        (
            CommandRefused(command_type="endorse", actor="rina", code="same_decision_maker"),
            "Permintaan “setujui keputusan” oleh rina tidak dapat diproses: Keputusan ini Anda ambil sendiri; "
            "persetujuan atau keberatan harus datang dari orang lain",
            "“endorse the decision” by rina was refused: You took this decision yourself; it takes another person "
            "to endorse it or to object",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Event) else "",
)
def test_the_essential_facts_of_an_event_are_told(event: Event, indonesian: str, english: str) -> None:
    assert told(event, "id") == indonesian
    assert told(event, "en") == english


def test_a_decision_for_every_region_names_a_few_and_counts_the_rest() -> None:
    adopters = tuple(Place(id=f"w{number}", code=f"11.{number:02}") for number in range(1, 61))
    decision = e.DecisionTaken(choice="scale_national", adopters=adopters, instrument="SK 1")
    assert "11.01, 11.02, 11.03, 11.04, 11.05, 11.06 (+54)" in told(decision, "id")


def test_a_long_text_is_cut_and_braces_in_it_are_only_text() -> None:
    assert told(e.NoteMade(text="{number} {x:stage}"), "id") == "Catatan: {number} {x:stage}"
    assert len(told(e.NoteMade(text="panjang " * 1000), "id")) <= len("Catatan: ") + WIDTH
