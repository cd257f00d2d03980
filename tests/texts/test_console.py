"""What the pages say is all in the catalogues, and nothing else is."""

import re
from dataclasses import replace
from typing import Any

import pytest

from console.forms.asked import Asked, Choice
from console.forms.of_acts import FORMS
from console.forms.periods import EXACT, SPANS
from console.pages.innovations import COLUMNS
from console.pages.recap import COLUMNS as RECAP
from domain.names import NAMELESS
from domain.vocabulary import Role
from service.searching import CLOSED
from tests.domain.journeys import in_check, piloting, scoring
from tests.domain.world import BANDUNG
from tests.texts.sources import ROOT, literals
from tests.texts.written import under, written
from texts import LANGUAGES, Lang

TEMPLATES = "".join(path.read_text() for path in sorted((ROOT / "console" / "templates").rglob("*.jinja")))
SAID = {code for call in re.findall(r'\bt\(("[^)]*)', TEMPLATES) for code in re.findall(r'"([a-z_.]+)"', call)}
MADE = {
    *(f"console.{each}" for each in ("tasks", "innovations")),
    *(f"console.tab.{each}" for each in ("ringkasan", "berkas", "penilaian", "keputusan", "riwayat", "keadaan")),
    *(f"column.{each}" for each in (*COLUMNS, "title", "agency", "stage", "due_at", "awaiting")),
}
"""Codes that templates put together."""

OVERVIEWS = {"console.regions", "console.recap", "console.audit", *RECAP}
OVERVIEWS |= {f"column.{each}" for each in ("title", "status", "phase", "wave", "due_at")}
OVERVIEWS |= {f"audit.attested.{each}" for each in ("rfc3161", "witness")}
OVERVIEWS |= {f"audit.phase.{each}" for each in ("hashes", "events")}
OVERVIEWS |= {f"audit.closed.{each}" for each in CLOSED}
MADE |= OVERVIEWS


def asked(lang: Lang, **more: Any) -> Asked:
    """A pilot region's officer is asked, and there is everything that a form shows."""
    life = piloting()
    given: dict[str, Any] = {
        "state": replace(life.state, panel=scoring().state.panel, decision=in_check().state.decision),
        "edition": life.rules.edition,
        "lang": lang,
        "names": NAMELESS,
        "regions": life.rules.regions,
        "holders": {Role.EVALUATOR: ("evaluator-1",), Role.DECISION_MAKER: ("minister",)},
        "region": BANDUNG,
        "agencies": ("kota-surakarta",),
        "annexable": (("other", "Inovasi lain"),),
        "editions": (("kipp-2025", "kipp-2025"),),
        "candidates": (Choice("evaluator-1", "Evaluator 1"), Choice("evaluator-2", "Evaluator 2", "Seinstansi")),
    }
    return Asked(**(given | more))


def test_each_message_that_a_template_says_exists() -> None:
    assert len(SAID) > 50
    whole = {each for each in SAID if not each.endswith(".")} - {"choice", "rank"}
    assert whole | MADE <= written("en").keys()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("act", FORMS)
def test_every_field_and_every_choice_is_called_something(act: str, lang: Lang) -> None:
    for field in FORMS[act].fields(asked(lang)):
        words = [field.label, field.hint, *(called for _, called in field.options)]
        assert field.kind == "hidden" or field.label
        assert not [each for each in words if re.match(r"^(console|choice|verdict|phase|question)\.", each)], words


def test_nothing_is_written_that_no_page_says() -> None:
    fields = {field.name for act in FORMS.values() for field in act.fields(asked("id"))}
    fields |= {re.sub(r"\.\d+\.", ".", each) for each in fields}
    named = {code.removeprefix("console.") for code in {*SAID, *MADE, *literals()} if code.startswith("console.")}
    named |= {f"span.{each}" for each in (*SPANS, EXACT)} | {f"field.{each}" for each in fields}
    read = {"question", "requested", "before", "after", "decision", "adopters", "instrument", "decree", "reason", "why"}
    read |= {"sector_owner", "specification", "facilitator", "grade", "looks_at", "scale", "annex", "returned"}
    named |= {f"read.{each}" for each in read}
    assert not under("console") - named
