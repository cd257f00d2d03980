"""What people read of the domain is all there, and names only facts that every place gives."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from inspect import getsource
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel, JsonValue

from cli.app import COMMANDS, application
from domain import doubts
from domain.administration import agencies, keys, people, publications
from domain.adoption import evolve as adoption_steps
from domain.adoption.policy import policy as adoption_policy
from domain.adoption.state import Status
from domain.agencies import Agency
from domain.commands import PAYLOADS, Payload
from domain.commands.administration import PublishReference
from domain.commands.innovation import CheckAnswers
from domain.events import EVENTS, Event
from domain.events import innovation as e
from domain.events.administration import RoleGranted
from domain.events.adoption import AdoptionOffered
from domain.events.refusal import CommandRefused
from domain.events.waits import Escalated
from domain.grants import Grant, Post
from domain.innovation.decider import policy_of
from domain.innovation.stages import anywhere
from domain.innovation.state import FAILED_VERDICTS
from domain.interventions import Intervention
from domain.model import Pinned, Place
from domain.names import Names
from domain.periods import Period
from domain.readings import EVERYBODY, EVERYTHING, INNOVATIONS, Reading, Via
from domain.refusals import Code
from domain.rows import Prompt
from domain.streams import ADOPTION, INNOVATION, REFUSALS
from domain.vocabulary import AgencyKind, Capacity, Phase, Purpose, Rank, Recommendation, Role, Stage, Tenure, Verdict
from domain.waits import WaitKind
from tests.texts.written import facts_of, under
from texts import LANGUAGES, Lang, text, title
from texts.events import VARIANTS, WIDTH, headline, people_in, sentence
from texts.filling import message
from texts.refusals import on_page

ROOT = Path(__file__).parents[2]
SAME_IN_BOTH = {"Auditor", "Status", "Unit"}


def confirmed() -> set[type[Payload]]:
    """What takes a second person's signature, who reads it first."""
    policies = (people.policy, publications.policy, agencies.policy, keys.policy, anywhere.before_evaluation)
    return {form for policy in policies for form, rule in policy.rules.items() if rule.confirmed}


def fields_of(form: type[BaseModel]) -> Iterator[str]:
    """The paths of what a form holds that has no fields itself."""
    for name, each in form.model_fields.items():
        either = get_args(each.annotation) if get_origin(each.annotation) in (Union, UnionType) else ()
        inner = next((kind for kind in (each.annotation, *either) if _is_form(kind)), None)
        yield from (f"{name}.{path}" for path in fields_of(inner)) if inner else [name]


def _is_form(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


KEYS: dict[str, set[str]] = {
    "stage": set(Stage),
    "role": set(Role),
    "capacity": set(Capacity),
    "sight": {"record", "ledger", "people", "accounts", "readings", "interventions"},
    "reading": set(Reading),
    "via": set(Via),
    "intervention": set(Intervention),
    "subject": {EVERYTHING, INNOVATIONS, EVERYBODY},
    "task": {*WaitKind, *Prompt},
    "command": set(PAYLOADS),
    "verdict": {*get_args(Verdict), *FAILED_VERDICTS},
    "choice": set(get_args(Recommendation)),
    "phase": set(get_args(Phase)),
    "status": set(Status),
    "milestone": set(),
    "purpose": set(Purpose),
    "question": set(CheckAnswers.model_fields),
    "stream": {INNOVATION, ADOPTION, REFUSALS},
    "reference": {*get_args(PublishReference.model_fields["kind"].annotation), "agencies"},
    "agency_kind": set(get_args(AgencyKind)),
    "doubt": set(doubts.Code),
    "tenure": set(Tenure),
    "rank": set(Rank),
    "field": {field for form in confirmed() for field in fields_of(form)},
}


@cache
def raised() -> dict[Code, list[set[str]]]:
    """Per code, the facts that each place gives which refuses with it, read from the source."""
    places = defaultdict(list)
    for package in ("domain", "engine", "activities", "service"):
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
    elif function in ("refuse", "require", "required", "_not_recorded"):
        given = set(keywords)
        code = call.args[0 if function == "refuse" else 1]
    else:
        return
    for node in ast.walk(code) if code else ():
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Code":
            yield Code[node.attr], given


@pytest.mark.parametrize("code", Code)
def test_a_refusal_is_explained_with_facts_that_every_place_gives(code: Code) -> None:
    places = raised()[code]
    assert places, f"nothing is ever refused as {code}"
    for said in (f"refusal.{code}", f"refusal.{code}.hint", on_page(code)):
        for given in places:
            assert facts_of(said) <= given, said
        for lang in LANGUAGES:
            assert text(said, lang)[-1] == ".", said


def test_nothing_explains_a_refusal_that_does_not_exist() -> None:
    to_others = {f"{code}.recorded" for code in (Code.SAME_REVOKER, Code.SAME_RECORDER)}
    on_pages = {on_page(code).removeprefix("refusal.") for code in Code}
    assert under("refusal") == {*Code, *(f"{code}.hint" for code in Code), *on_pages, *to_others}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", Code)
def test_whoever_has_pages_before_them_is_sent_to_no_command_line(code: Code, lang: Lang) -> None:
    assert not re.search(r"`|--|\bjejak [a-z]|JEJAK_|nomor perintah|command id", message(on_page(code), lang))


def test_a_refusal_reads_as_people_speak() -> None:
    facts = {"command": "admit", "stage": "decision", "stages": ["proposal", "pilot"]}
    assert (
        text("refusal.wrong_stage", "id", **facts)
        == "“nyatakan lolos seleksi administrasi” tidak tersedia pada tahap keputusan."
    )
    assert text("refusal.wrong_stage.hint", "id", **facts) == (
        "Tersedia pada tahap: usulan dan uji coba. Lihat apa yang sekarang ditunggu."
    )
    assert text("refusal.wrong_stage", "en", **facts) == "“admit to the pilot” isn't available in the stage decision."


@pytest.mark.parametrize("kind", KEYS)
def test_everything_has_a_title_in_both_languages_and_nothing_else_does(kind: str) -> None:
    keys = KEYS[kind] or milestones()
    assert under(kind) == keys
    for key in keys:
        in_both = {title(kind, key, lang) for lang in LANGUAGES}
        assert len(in_both) == 2 or in_both <= SAME_IN_BOTH, in_both


def lines(payload: type[Payload]) -> dict[str, str]:
    """The command lines for an act in both languages, by their codes, with something for all that is given."""
    codes = [code for code in under("line") if code.split(".")[0] == payload.name]
    given = {"innovation": "ff7713ad", "region": "32.73", "subject": "1"}
    return {f"{lang} {code}": text(f"line.{code}", lang, **given) for lang in LANGUAGES for code in codes}


def asked_by_people() -> set[type[Payload]]:
    """What people ask of an innovation or adoption that exists."""
    return {
        each
        for each in PAYLOADS.values()
        if each.scope in (INNOVATION, ADOPTION) and not each.system and each.name != "propose"
    }


TYPED = {"PERIOD": "PT5S", "VERDICT": "sustained", "CHOICE": "return", "PHASE": "adapt", "NUMBER": "1"}
TYPED |= {"JANGKA": "PT5S", "HASIL": "sustained", "PILIHAN": "return", "FASE": "adapt", "NOMOR": "1"}
"""What people put in where not just any word will do."""


def test_whatever_may_be_done_next_has_a_command_line_that_asks_for_it_once_it_is_filled_in() -> None:
    assert {code.split(".")[0] for code in under("line")} == {each.name for each in asked_by_people()}
    functions = {path: name for commands in COMMANDS.values() for name, path in commands.items()}
    for payload in asked_by_people():
        rules = [policy_of(stage).rules.get(payload) for stage in Stage]
        takes = {rule.reason for rule in (*rules, adoption_policy.rules.get(payload)) if rule is not None}
        for line in lines(payload).values():
            words = [TYPED.get(word, word) for word in line.split()]
            command, given, _ = application("en").parse_args(words, print_error=False, exit_on_error=False)
            module = command.__module__.rpartition(".")[2]
            assert functions[f"{module}:{command.__name__}"] == words[0]
            assert payload.name in getsource(command), (payload.name, line)
            assert given.args[0] == "ff7713ad"
            assert takes == {"--reason" in words}, line


def milestones() -> set[str]:
    """Every milestone of an adoption, read from the source: `_with_milestone(…, "committed", …)`."""
    tree = ast.parse(Path(adoption_steps.__file__).read_text())
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    noted = [node.args[2] for node in calls if getattr(node.func, "id", None) == "_with_milestone"]
    named = [node.value for node in noted if isinstance(node, ast.Constant)]
    assert len(named) == len(noted) - 1, "one is named after the phase"
    return {*map(str, named), *(f"phase_{phase}" for phase in get_args(Phase))}


# ---- events


FORMED: dict[str | None, str] = {r"^[0-9a-f]{64}$": "0" * 64, r"^[A-Za-z0-9+/]{86}==$": "A" * 86 + "=="}
"""By pattern: a text of that form."""


def filled(model: type[BaseModel]) -> dict[str, Any]:
    """A value for each field of a model."""
    found = {}
    for name, each in model.model_fields.items():
        pattern = next((form.pattern for form in each.metadata if getattr(form, "pattern", None)), None)
        found[name] = FORMED[pattern] if pattern in FORMED else sample(each.annotation)
        if name == "tenure":
            found[name] = Tenure.AN  # of the tenures the one that has a mandate
    return found


def sample(annotation: Any) -> Any:
    """A value of that type, the same each time: something rather than nothing."""
    if annotation is JsonValue:
        return "x"
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated and (
        form := next((each.pattern for each in inner[1:] if getattr(each, "pattern", None)), "")
    ):
        return FORMED.get(form, "x")
    if origin in (Union, UnionType, Annotated, Literal):
        return inner[0] if origin is Literal else sample(inner[0])
    if origin is tuple:
        return (sample(inner[0]),)
    if origin is dict:
        return {sample(inner[0]): sample(inner[1])}
    if annotation is Agency:
        return Agency(id="x", name="x", kind="lembaga")
    if annotation is Period:
        return Period("P1M")
    if issubclass(annotation, BaseModel):
        return annotation(**filled(annotation))
    if issubclass(annotation, StrEnum):
        return next(iter(annotation))
    values: dict[type, Any] = {
        str: "x",
        bool: True,
        int: 7,
        Decimal: Decimal("87.5"),
        datetime: datetime(2026, 3, 2, 2, tzinfo=UTC),
        date: date(2026, 3, 2),
    }
    return values[annotation]


KEYED = {
    "choice": "scale_national",
    "recommendation": "repeat_pilot",
    "verdict": "sustained",
    "phase": "adapt",
    "milestone": "completed",
    "from_stage": "pilot",
    "code": "reason_required",
}


def samples(cls: type[Event]) -> Iterator[Event]:
    """An event with all it can say, and one without what is optional."""
    full = filled(cls)
    full |= {name: value for name, value in KEYED.items() if name in full}
    yield cls(**full)
    yield cls(**{name: full[name] for name, each in cls.model_fields.items() if each.is_required()})


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_a_sentence_of_each_language_with_all_of_its_facts(name: str) -> None:
    for event in samples(EVENTS[name]):
        for lang in LANGUAGES:
            said = sentence(event, lang)
            assert not {"{", "}"} & set(said), said
            assert "–" not in said, f"{said}: a fact is missing"
            assert "?" not in said, f"{said}: a fact is missing"
    assert sentence(event, "id") != sentence(event, "en")


@pytest.mark.parametrize(
    ("choice", "said", "called"),
    [
        ("scale_regions", "Diusulkan: perluasan ke sejumlah daerah; instansi replikator: 32.73", "Keputusan diusulkan"),
        ("decline", "Diputuskan: tidak ditetapkan", "Keputusan diambil"),
    ],
)
def test_scaling_up_is_proposed_and_all_else_decided_at_once(choice: str, said: str, called: str) -> None:
    adopters = (Place(id="x", code="32.73"),) if choice.startswith("scale") else ()
    event = e.DecisionTaken(choice=choice, adopters=adopters)
    assert (sentence(event, "id"), headline(event, "id")) == (said, called)


def test_events_and_nothing_else_have_sentences_and_titles() -> None:
    variants = {f"{name}.{field}" for name, field in VARIANTS.items() if field in EVENTS[name].model_fields}
    assert len(variants) == len(VARIANTS)
    titled = {"DecisionTaken.adopters.title"}
    assert under("event") == {*EVENTS, *(f"{name}.title" for name in EVENTS), *variants, *titled}


@pytest.mark.parametrize(
    ("event", "indonesian", "english"),
    [
        (e.CheckUnanswered(number=2), "Laporan pemantauan ke-2 tidak disampaikan", "Check 2 got no answer"),
        (
            AdoptionOffered(
                innovation="x",
                adopter=Place(id="w1", code="73.71"),
                wave=1,
                wave_ends_at=datetime(2026, 3, 2, tzinfo=UTC),
                follows=9,
            ),
            "Replikasi ditawarkan kepada 73.71 dalam gelombang ke-1",
            "Adoption offered to 73.71 in wave 1",
        ),
        (
            e.InnovationWithdrawn(lapsed=True),
            "Usulan dianggap ditarik: perbaikan tidak disampaikan sampai batas waktu",
            "Proposal counts as withdrawn: no revision came in time",
        ),
        (
            Escalated(kind=WaitKind.CHECK_ASSESSMENT, subject="3", role=Role.OPERATOR),
            "Batas waktu terlampaui: penilaian atas laporan pemantauan 3; dieskalasikan kepada sekretariat",
            "Overdue: assessment of check 3; escalated to the secretariat",
        ),
        (
            e.WaveOpened(number=1, ends_at=datetime(2026, 3, 2, 2, tzinfo=UTC)),
            "Gelombang ke-1 dibuka sampai 2 Maret 2026 09.00 WIB",
            "Wave 1 opened, ending 2 March 2026 09:00 WIB",
        ),
        (
            CommandRefused(command_type="revoke", actor="rina", code="same_revoker"),
            "Permintaan “cabut penetapan” oleh rina tidak dapat diproses: yang mengusulkan pencabutan ini tidak boleh "
            "sekaligus menetapkannya",
            "“revoke the award” by rina was refused: who proposed this revocation can't determine it too",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Event) else "",
)
def test_the_essential_facts_of_an_event_are_in_its_sentence(event: Event, indonesian: str, english: str) -> None:
    assert sentence(event, "id") == indonesian
    assert sentence(event, "en") == english


JOKO = Names(people={"joko": "Joko Rekaan"})


def test_people_are_called_by_name_where_it_is_known_and_by_id_elsewhere() -> None:
    refused = CommandRefused(
        command_type="score", actor="joko", code="same_agency", facts={"person": "joko", "agency": "kota-surakarta"}
    )
    assert people_in(refused) == {"joko"}
    said = sentence(refused, "en", JOKO)
    assert said.startswith("“hand in a score sheet” by Joko Rekaan was refused: Joko Rekaan belongs")
    assert "joko belongs" in sentence(refused, "en")
    panel = e.PanelAssigned(evaluators=("joko", "auditor"))
    assert people_in(panel) == {"joko", "auditor"}
    assert sentence(panel, "id", JOKO) == "Tim panel independen ditetapkan: Joko Rekaan dan auditor"


GOVERNMENT = Names(agencies={"kota-surakarta": "Pemerintah Kota Surakarta"}, codes={"33.72": "Kota Surakarta"})


@pytest.mark.parametrize(
    ("code", "facts", "indonesian", "english"),
    [
        (
            "runs_it",
            {"agency": "kota-surakarta"},
            "Instansi Pemerintah Kota Surakarta menyelenggarakan perluasan ini, sehingga tidak mengusulkan inovasi.",
            "The agency Pemerintah Kota Surakarta runs the scaling up, and so proposes nothing.",
        ),
        (
            "region_of_other",
            {"region": "33.72", "agency": "kota-sala"},
            "Daerah Kota Surakarta bukan daerah instansi kota-sala.",
            "Region Kota Surakarta isn't that of the agency kota-sala.",
        ),
        (
            "ended_agency",
            {"agency": "kota-sala", "successors": ["kota-surakarta", "kota-baru"]},
            "Instansi kota-sala sudah tidak ada; penerusnya: Pemerintah Kota Surakarta dan kota-baru.",
            "The agency kota-sala has ended; what took its place: Pemerintah Kota Surakarta and kota-baru.",
        ),
        (
            "post_needed",
            {
                "person": "joko",
                "posts": [
                    {"grant": "operator-1", "post": "Plt. Deputi", "agency": "kota-surakarta"},
                    {"grant": "operator-2", "post": None, "agency": "kota-sala"},
                ],
            },
            "joko memegang lebih dari satu jabatan untuk tindakan ini: operator-1 (Plt. Deputi, Pemerintah Kota "
            "Surakarta) dan operator-2 (kota-sala).",
            "joko holds several posts for this: operator-1 (Plt. Deputi, Pemerintah Kota Surakarta) and operator-2 "
            "(kota-sala).",
        ),
    ],
)
def test_agencies_and_regions_are_called_by_name_where_the_tables_have_one(
    code: str, facts: dict[str, Any], indonesian: str, english: str
) -> None:
    assert text(f"refusal.{code}", "id", GOVERNMENT, **facts) == indonesian
    assert text(f"refusal.{code}", "en", GOVERNMENT, **facts) == english


def test_who_proposed_and_for_whom_a_role_was_granted_are_called_by_name() -> None:
    content = e.ProposalContent(**filled(e.ProposalContent))
    edition = Pinned(name="kipp-2025", sha256="0" * 64)
    proposed = e.InnovationProposed(agency="kota-surakarta", content=content, edition=edition)
    assert (
        sentence(proposed, "id", GOVERNMENT) == "“x” diusulkan oleh Pemerintah Kota Surakarta menurut edisi kipp-2025"
    )
    assert sentence(proposed, "en") == "“x” proposed by kota-surakarta under the edition kipp-2025"
    post = Post(title="Kepala Dinas", tenure=Tenure.PLT, letter="7")
    since = datetime(2026, 3, 2, tzinfo=UTC)
    held = Grant(id="1", role=Role.PROPOSER, agency="kota-surakarta", post=post, valid_from=since)
    said = "Role of proposer granted for Plt. Kepala Dinas, Pemerintah Kota Surakarta"
    assert sentence(RoleGranted(grant=held), "en", GOVERNMENT) == said


def test_a_figure_that_is_some_regions_code_too_is_no_region() -> None:
    assert sentence(e.CheckUnanswered(number=11), "en", Names(codes={"11": "Aceh"})) == "Check 11 got no answer"
    decree = Escalated(kind=WaitKind.CHECK_ASSESSMENT, subject="11", role=Role.OPERATOR)
    assert "Aceh" not in sentence(decree, "en", Names(codes={"11": "Aceh"}))


def test_a_decision_for_every_region_names_a_few_and_counts_the_rest() -> None:
    adopters = tuple(Place(id=f"w{number}", code=f"11.{number:02}") for number in range(1, 61))
    decision = e.DecisionTaken(choice="scale_national", adopters=adopters, instrument="SK 1")
    assert "11.01, 11.02, 11.03, 11.04, 11.05, 11.06, dan 54 lainnya" in sentence(decision, "id")


def test_a_long_text_is_cut_and_braces_in_it_are_only_text() -> None:
    assert sentence(e.NoteMade(text="{number} {x:stage}"), "id") == "Catatan: {number} {x:stage}"
    assert len(sentence(e.NoteMade(text="panjang " * 1000), "id")) <= len("Catatan: ") + WIDTH
    assert sentence(e.NoteMade(text="x" * 1000), "id") == "Catatan: " + "x" * (WIDTH - 1) + "…"
