"""What pages say of a life is all in the catalogue, and nothing else is."""

import re
from typing import get_args

import pytest

from domain.events.innovation import PilotsPlanned
from domain.innovation.state import Clarification, Innovation
from domain.names import NAMELESS
from tests.domain.acts import suspend
from tests.domain.amending import amend_measurement, measured
from tests.domain.journeys import in_check, piloting, scoring
from tests.texts.sources import ROOT, literals
from tests.texts.written import under
from texts import LANGUAGES, Lang, rows
from texts.events import indicators_in
from texts.facts import Wording, changed
from texts.locales import JAKARTA

TEMPLATES = "".join(path.read_text() for path in sorted((ROOT / "console" / "templates").rglob("*.jinja")))
SAID = {*re.findall(r'\bt\(\s*"([a-z_.]+)"', TEMPLATES), *literals()}


def test_every_message_about_a_life_is_said_somewhere() -> None:
    for prefix in ("history", "as_of", "facts", "live", "chart"):
        assert {f"{prefix}.{each}" for each in under(prefix)} <= SAID
        assert {each for each in SAID if re.fullmatch(rf"{prefix}\.(?!js$)[a-z_.]+", each)} <= {
            f"{prefix}.{each}" for each in under(prefix)
        }
    assert under("clarified") == set(get_args(Clarification.__annotations__["status"]))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_how_an_innovation_stands_is_told_in_words_alone(lang: Lang) -> None:
    for life in (piloting(), scoring(), in_check()):
        told = Wording(lang, NAMELESS, life.rules.regions, JAKARTA, {}).facts(life.state, {})
        assert len(told) > 8
        assert not [each for pair in told.items() for each in pair if re.match(r"^[a-z_]+\.[a-z_.]+$", each)]


def test_what_an_earlier_round_measured_is_not_called_as_in_a_later_one() -> None:
    first = piloting().event(PilotsPlanned)
    [pilot, *_] = first.pilots
    others = tuple(each.model_copy(update={"name": f"{each.name} lain"}) for each in pilot.indicators)
    second = first.model_copy(update={"pilots": (pilot.model_copy(update={"indicators": others}),)})
    assert indicators_in([first]).keys() == {each.key for each in pilot.indicators}
    assert indicators_in([first, second]) == {}


def test_editions_and_indicators_are_called_as_people_call_them() -> None:
    life = measured()
    wording = Wording("id", NAMELESS, life.rules.regions, JAKARTA, {"kipp-2025": "KIPP 2025"})
    told = wording.facts(life.state, {})
    assert told["Edisi"] == "KIPP 2025"
    [report] = [value for name, value in told.items() if name.startswith("Laporan capaian")]
    assert "Cakupan kartu" in report
    assert "coverage" not in report


def test_an_amendment_is_waited_for_and_stands_still_while_the_innovation_is_suspended() -> None:
    life = amend_measurement(measured())

    def last() -> rows.Row:
        return rows.waits(life.state, (), life.rules.regions, JAKARTA, "id")[-1]

    assert last() == ("Ralat 1", "Sekretariat", "")
    suspend(life)
    assert last() == ("Ralat 1", "Sekretariat", "waktunya dihentikan sementara")


def test_what_changed_is_told_from_what_it_was_to_what_it_is() -> None:
    life = piloting()
    wording = Wording("id", NAMELESS, life.rules.regions, JAKARTA, {})
    before, after = wording.facts(Innovation(life.state.id), {}), wording.facts(life.state, {})
    assert before == {}
    assert {each.name: each.after for each in changed(before, after)} == after
    assert changed(after, after) == []
    [only] = changed(after, after | {"Tahap": "Evaluasi"})
    assert (only.before, only.after) == (after["Tahap"], "Evaluasi")
