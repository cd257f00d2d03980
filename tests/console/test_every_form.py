"""Every form, filled in wrongly all over: what is wrong stands beside its field and at the top, and nothing is lost."""

from dataclasses import replace
from decimal import Decimal
from html import escape
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.requests import Request

from console.forms.asked import Asked
from console.forms.fields import Field, Kind
from console.forms.of_acts import FORMS
from console.forms.sustaining import CHECK_QUESTIONS
from console.marking import placed, unplaced
from console.rendering import Problem, rendered
from domain.adoption.state import Adoption
from domain.changing import replace as in_state
from domain.commands import PAYLOADS
from domain.events.amendments import AdoptionReport, CheckReport, Measurement, ScoreSheet, Statement, WavePlan
from domain.events.innovation import Wave
from domain.model import problems_of
from domain.names import NAMELESS
from domain.statements import HandedIn, Statements
from tests.domain.world import BANDUNG, region_id, rules
from tests.texts.sources import ROOT
from tests.texts.test_console import asked
from texts.filling import explained

SETTINGS = ROOT / "console" / "pages" / "settings"
LEFT_OUT = {
    "take_office": "founders do it once, by the keys in their files, before the pages let anybody in",
    "publish_key": "a key of the ledger's own is made where it is kept, on the servers",
    "retire_service_key": "the servers have to sign with the next one first",
}
"""What no page asks, and why."""

LONG = "<b>terlalu panjang</b> " * 5_000
WRONG = {
    Kind.LINE: LONG,
    Kind.PROSE: LONG,
    Kind.LINES: "\n".join(f"tidak-ada-{nth} <i>" for nth in range(700)),
    Kind.NUMBER: "tiga <b>",
    Kind.DAY: "kemarin",
    Kind.CHOICE: "tidak-ada",
    Kind.FILE: "bukan-hash",
}
LEFT_TO_THE_RULES = {"assign_panel", "replace_evaluator", "move_edition"}
"""Who or what is named is looked up by the rules, which refuse what they don't know."""


def form_of(act: str) -> Asked:
    """What an act is about: of an amendment, something that was handed in."""
    given = asked("id", subject="1", person="officer", edition=rules().edition)
    state = given.state
    scores = {aspect.key: 70 for aspect in given.edition.aspects}
    handed_in: list[Statement] = [
        Measurement(region=region_id(BANDUNG), number=1, values={"cakupan": Decimal("12.5")}),
        ScoreSheet(evaluator="officer", scores=scores, total=Decimal(70), note="Terukur."),
        WavePlan(waves=(Wave(number=1, adopters=tuple(state.decision.adopters.values()) if state.decision else ()),)),
        CheckReport(number=1, answers=dict.fromkeys(CHECK_QUESTIONS, "Ya.")),
        AdoptionReport(number=1, phase="adapt"),
    ]
    statements = Statements({each.name: HandedIn("officer", each) for each in handed_in})
    own = replace(given, state=in_state(state, statements=statements))
    return replace(own, adoption=Adoption("adoption/x/y", statements=statements)) if "adoption" in act else own


def wrongly(fields: list[Field]) -> list[Field]:
    """The fields, all filled in wrongly."""
    return [replace(each, value=WRONG[each.kind]) if each.kind in WRONG else each for each in fields]


def page(act: str, fields: list[Field], problem: Problem) -> str:
    """The form with what is wrong."""
    request = Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []})
    facts: dict[str, Any] = {"act": act, "innovation": asked("id").state, "fields": fields, "problem": problem}
    facts |= dict.fromkeys(("takes_reason", "reason_missing", "doubted", "own_signature", "files", "warning"), False)
    facts |= dict.fromkeys(("more", "long", "by_passkey", "takes_two"), False)
    facts |= {"posts": [], "post": "", "reason": "", "seen": "", "number_of_command": "", "left": "0", "left_at": ""}
    return bytes(
        rendered(request, "act", "id", names=NAMELESS, unplaced=[], elsewhere=[], others=[], **facts).body
    ).decode()


@pytest.mark.parametrize("act", FORMS)
def test_whatever_is_wrong_stands_beside_its_field_and_at_the_top_and_what_was_typed_stays(act: str) -> None:
    fields = wrongly(FORMS[act].fields(form_of(act)))
    typed = [each for each in fields if each.kind in WRONG]
    doubted = [each for each in fields if each.doubted("id")]
    assert {each.kind for each in doubted if each.answers is None} <= {Kind.LINES, Kind.NUMBER}
    try:
        region = {"region": BANDUNG} if act == "adopt" else {}  # which the address names
        PAYLOADS[act].model_validate(FORMS[act].payload(fields) | region)
    except ValidationError as error:
        found = problems_of(error)
    else:
        found = []
    if typed and act not in LEFT_TO_THE_RULES:
        assert found or doubted, "nothing of it was found wrong"
    places = tuple((each["path"], explained(each["code"], each["facts"], "id")) for each in found)
    problem = Problem(422, "Belum dapat dilakukan.", "Periksa.", places)
    but_of_all_of_it = replace(problem, fields=tuple(each for each in places if each[0]))
    assert unplaced(fields, but_of_all_of_it, "id") == []
    marked = placed(fields, problem)
    shown = page(act, marked, problem)
    for each in marked:
        if each.problem:
            assert f'<a href="#i-{each.name}">' in shown
            assert f'id="i-{each.name}-error"' in shown
    for each in typed:
        if each.kind is not Kind.CHOICE:
            assert escape(each.value).replace("&#x27;", "&#39;") in shown, each.name


@pytest.mark.parametrize("act", FORMS)
def test_each_field_that_is_needed_is_marked_where_nothing_was_typed(act: str) -> None:
    given = FORMS[act].fields(form_of(act))
    fields = [each if each.kind is Kind.HIDDEN else replace(each, value="") for each in given]
    needed = [each for each in fields if each.required and each.kind not in (Kind.HIDDEN, Kind.READ)]
    assert all(each.payload() is None for each in needed)
    marked = [replace(each, problem="Wajib diisi.") if each in needed else each for each in fields]
    shown = page(act, marked, Problem(422, "Belum dapat dilakukan.", "Periksa."))
    assert shown.count("govuk-error-message") == len(needed)


def test_whatever_a_person_may_ask_has_a_form_unless_it_says_why_not() -> None:
    administered = "".join(path.read_text() for path in sorted(SETTINGS.glob("*.py")))
    asked_by_people = {name for name, payload in PAYLOADS.items() if not payload.system}
    has_none = {each for each in asked_by_people - FORMS.keys() if f'"{each}"' not in administered}
    assert has_none == LEFT_OUT.keys()
