"""The trail says what is in the events, claims what the bundle proves and no more, and can be read by everybody."""

import json
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from hashlib import sha256
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest

from bundle.trail import Facts, pins, trail
from domain.events import Event
from domain.events import innovation as e
from domain.events.amendments import AmendmentAccepted, AmendmentProposed, ScoreSheet
from domain.names import Names
from ledger.log.attestations import TIMESTAMP, WITNESS
from service.auditing import Entry
from tests.bundle import lives
from tests.bundle.lives import NOTE, SINCE, facts
from tests.bundle.pages import ACTIVE, Page, Tag, rules
from tests.domain.journeys import PROPOSAL
from tests.domain.spec import Life
from tests.domain.world import BANDUNG
from tests.domain.world import rules as rules_of
from tests.forms import answers
from texts import LANGUAGES, Lang, number, text

ROOT = Path(__file__).parents[2]
WRITTEN = {
    *("title", "summary", "problem", "complaints", "evidence", "note", "reason", "text", "action", "answers"),
    *("instrument", "sector_owner", "specification", "facilitator", "location", "name", "unit", "sha256"),
}
"""The fields in which people write."""

HOSTILE = "</style><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7*7 }}\u202etxt.exe\x1b[31m"


@cache
def whole() -> Facts:
    """A whole life."""
    life, adoptions = lives.whole()
    return facts(life, adoptions)


@cache
def page() -> Page:
    """The trail of a whole life."""
    return Page(trail(whole()))


# ---- what is in the events


def values(data: Any, within: str = "") -> Iterator[tuple[str, Any]]:
    """Every value in an event's data with the field that it belongs to."""
    match data:
        case dict():
            for name, value in data.items():
                yield from values(value, within if within in ("values", "scores", "answers") else name)
        case list():
            for value in data:
                yield from values(value, within)
        case _:
            yield within, data


def recorded() -> Iterator[tuple[str, Any]]:
    """Every value in every event of the whole life."""
    for entry in whole().entries:
        yield from values(json.loads(entry.stored.data))


def test_every_text_that_a_person_wrote_stands_there_in_full_in_both_languages() -> None:
    written = {str(value) for name, value in recorded() if name in WRITTEN}
    assert len(written) > 40
    for lang in LANGUAGES:
        shown = page().text(lang)
        assert not [each for each in written if " ".join(each.split()) not in shown]


def test_a_text_of_any_length_and_a_list_of_any_length_is_shown_to_its_end() -> None:
    long = " ".join(f"kata-{number}" for number in range(1000))
    life = lives.proposed(summary=long).when("operator", "note", text=long)
    assert Page(trail(facts(life))).text().count(long) == 2
    life = lives.evaluated().when("minister", "decide", choice="scale_national", instrument="SK 1", reason=long)
    shown = Page(trail(facts(life))).section("decisions")
    adopters = life.event(e.DecisionTaken).adopters
    assert len(adopters) > 500
    names = {row.id: row.name for row in life.rules.regions.rows}
    assert ", ".join(names[each.id] for each in adopters) in shown.text()
    assert long in shown.text()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_measurements_stand_beside_baseline_and_target_with_their_units(lang: Lang) -> None:
    [bandung, _] = page().section("pilots").all("table")
    rows = [[cell.text(lang) for cell in row.all("th", "td")] for row in bandung.all("tr")]
    written = {"id": "12,5 41,5 60", "en": "12.5 41.5 60"}[lang].split()
    assert ["Cakupan kartu (persen)", *written] in rows
    assert ["Lama terbit (hari)", "14", "5", "3"] in rows
    assert ["Cakupan kartu (persen)", written[0], "–", "60"] in rows  # the report that never came
    assert "Dua kecamatan belum terjangkau" in bandung.text(lang)
    for name, value in recorded():
        if name in ("baseline", "target", "values"):
            assert number(Decimal(value), lang) in page().section("pilots").text(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_answer_stands_under_its_question(lang: Lang) -> None:
    [edition] = [each for each in whole().editions.values() if each.name == "kipp-2025"]
    shown = page().section("proposal").text(lang)
    for key, answer in answers().items():
        [question] = [getattr(each.text, lang) for each in edition.questions if each.key == key]
        assert f"{question} {answer}" in shown


def test_questions_of_an_edition_that_is_not_known_are_called_by_their_keys() -> None:
    shown = Page(trail(facts(lives.proposed(), editions={}))).section("proposal").text("id")
    assert f"novelty {answers()['novelty']}" in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_score_sheet_stands_there_by_aspects_with_their_weights_and_what_voided_it(lang: Lang) -> None:
    [edition] = [each for each in whole().editions.values() if each.name == "kipp-2025"]
    sheets = page().section("evaluation").all("table")
    versions = [version for each in whole().entries if (version := sheet_in(each.event)) is not None]
    assert len(sheets) == len(versions) == 5
    for sheet, event in zip(sheets, versions, strict=True):
        rows = [[cell.text(lang) for cell in row.all("th", "td")] for row in sheet.all("tr")]
        named = {each.key: getattr(each.name, lang) for each in edition.aspects}
        weights = {each.key: number(each.weight, lang) for each in edition.aspects}
        for aspect, score in event.scores.items():
            assert [f"{named[aspect]} {event.justifications[aspect]}", weights[aspect], str(score)] in rows
        assert rows[-1][-1] == number(event.total, lang)
        [caption] = sheet.all("caption")
        assert event.evaluator in caption.text(lang)
        assert (text("trail.void", lang) in caption.text(lang)) == (event.evaluator == "evaluator-2")
        replaced = isinstance(event, e.ScoreSubmitted) and event.evaluator == "evaluator-4"
        assert (text("trail.amended", lang) in caption.text(lang)) == replaced


def sheet_in(event: Event) -> e.ScoreSubmitted | ScoreSheet | None:
    """The sheet that an event brought: handed in, or accepted as an amendment."""
    match event:
        case e.ScoreSubmitted():
            return event
        case AmendmentAccepted(statement=ScoreSheet() as sheet):
            return sheet
    return None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_versions_of_what_was_amended_stand_there_with_who_agreed(lang: Lang) -> None:
    proposed = [each.event for each in whole().entries if isinstance(each.event, AmendmentProposed)]
    section = page().section("amendments")
    assert len(section.all("h3")) == len(proposed) == 6
    shown = section.text(lang)
    assert [shown.count(text("trail.unanswered", lang)), shown.count("Bukan kekeliruan")] == [1, 1]
    measured = page().section("pilots").text(lang)
    assert {number(Decimal(given), lang) for given in ("41.5", "14.5")} <= set(measured.split())
    assert text("trail.report_amended", lang, number=1) in measured
    assert "Tiga kota lain memakai spesifikasi yang sama." in shown


def test_each_score_sheet_bears_its_note() -> None:
    shown = page().section("evaluation").text("id")
    notes = [each.event.note for each in whole().entries if isinstance(each.event, e.ScoreSubmitted)]
    assert all(f"Catatan: {note}" in shown for note in notes)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_question_to_the_proposer_stands_there_with_its_answer(lang: Lang) -> None:
    shown = page().section("clarifications").text(lang)
    told = ["Berapa sampelnya? Di Makassar?", "Berapa sampel survei di kedua daerah?", "400 keluarga. Di Makassar"]
    places = [shown.rindex(each) for each in told]
    assert places == sorted(places)


def test_aspects_of_an_edition_that_is_not_known_are_called_by_their_keys() -> None:
    shown = Page(trail(facts(lives.evaluated(), editions={}))).section("evaluation").text("id")
    assert re.search("scale_readiness [^–]* – 84", shown)


def test_every_edition_that_it_came_under_is_named_with_its_hash() -> None:
    life = lives.proposed()
    life.rules = replace(life.rules, named_edition=rules_of("kipp-2023").edition_pin)
    told = facts(life.when("operator", "move_edition", edition="kipp-2023"))
    assert [each.name for each in pins(told.entries)] == ["kipp-2025", "kipp-2023"]
    shown = Page(trail(told)).section("proposal").text()
    assert all(f"{each.name} SHA-256 {each.sha256}" in shown for each in pins(told.entries))


def test_an_earlier_proposal_stands_behind_the_one_that_replaced_it() -> None:
    shown = page().section("proposal").text()
    assert 0 < shown.index("Kartu bagi setiap anak usia") < shown.index(PROPOSAL["summary"])


def test_decisions_stand_there_with_conditions_reasons_and_what_came_of_them() -> None:
    shown = page().section("decisions").text("id")
    told = ["Teruji", "Keberatan dinyatakan", "Spesifikasi belum ditetapkan", "Sudah ditetapkan"]
    told += ["Kementerian Dalam Negeri", "Keputusan ditetapkan", "Sesuai rapat 3 Juni", "Perpres Nomor 12 Tahun 2029"]
    places = [shown.index(each) for each in told]
    assert places == sorted(places)
    open_ = facts(lives.evaluated().when("minister", "decide", choice="scale_national", instrument="SK 1"))
    assert text("trail.undecided", "id") in Page(trail(open_)).section("decisions").text("id")


def test_adoptions_stand_there_with_their_states() -> None:
    [table] = page().section("adoptions").all("table")
    rows = [" | ".join(cell.text("id") for cell in row.all("th", "td")) for row in table.all("tr")]
    for said in ("Kota Bandung Gelombang ke-1 | Selesai", "Kota Makassar Gelombang ke-2 | Tidak bersedia"):
        assert any(row.startswith(said) for row in rows), rows
    assert any(row.startswith("Kota Jayapura Atas prakarsa sendiri | ") for row in rows)


def test_what_happened_to_an_adoption_is_told_with_its_region() -> None:
    for section, said in (
        ("reasons", "Kota Makassar: Daerah menyatakan tidak bersedia mereplikasi. "),
        ("record", "Kota Jayapura: Replikasi tidak selesai sampai batas waktu."),
        ("adoptions", "Kota Bandung: Laporan replikasi ke-1: fase adaptasi. "),
    ):
        assert said in page().section(section).text("id")


def test_a_region_that_the_decision_names_is_listed_before_anything_was_offered_to_it() -> None:
    [table] = Page(trail(facts(lives.decided()))).section("adoptions").all("table")
    assert "Kota Bandung Belum ditawarkan" in table.text("id")


def test_every_event_stands_there_with_who_did_it_and_when_in_jakarta_and_utc_and_what_identifies_it() -> None:
    listed = page().section("record").all("li")
    assert len(listed) == len(whole().entries)
    for item, entry in zip(listed, whole().entries, strict=True):
        shown = item.text("id")
        for said in _identified(entry):
            assert said in shown, entry
        assert shown.count(" WIB") >= 2


def _identified(entry: Entry) -> Iterator[str]:
    """What the record says of an event."""
    stored, by = entry.stored, entry.event.by
    for at in (stored.occurred_at, stored.recorded_at):
        yield f"{at.replace(tzinfo=None).isoformat(' ', 'microseconds')} UTC"
    yield from (stored.chain.hex(), str(stored.event_id), f"{stored.type} v{stored.schema_version}")
    yield f"oleh {by.person} (" if by else f"oleh {'sistem' if entry.actor == 'system' else entry.actor}"
    if entry.event.reason:
        yield entry.event.reason


def test_a_life_is_told_from_its_first_event_on() -> None:
    ends: list[Life] = [
        lives.proposed(),
        lives.proposed().when("operator", "reject", reason="Tidak baru"),
        lives.proposed().when("proposer", "withdraw"),
        lives.proposed().when("operator", "suspend"),
        lives.piloted(),
        lives.evaluated().when("minister", "decide", choice="repeat_pilot"),
        lives.evaluated().when("minister", "decide", choice="return"),
        lives.evaluated().when("minister", "decide", choice="decline"),
        lives.decided().when("minister", "discontinue"),
        lives.decided().when("minister", "revoke").when("deputy", "revoke"),
    ]
    for life in ends:
        told = Page(trail(facts(life)))
        assert all(reason in told.section("reasons").text() for each in life.events if (reason := each.reason))


def test_a_second_round_has_its_own_pilots_and_the_first_keeps_its_own() -> None:
    life = lives.evaluated().when("minister", "decide", choice="repeat_pilot")
    indicators = [{"key": "coverage", "name": "Cakupan", "unit": "persen", "baseline": "40", "target": "70"}]
    life.when("operator", "plan_pilots", pilots=[{"region": BANDUNG, "lasts": "P2M", "indicators": indicators}])
    headings = [each.text("id") for each in Page(trail(facts(life))).section("pilots").all("h3")]
    assert headings == ["Kota Bandung, putaran ke-1", "Kota Makassar, putaran ke-1", "Kota Bandung, putaran ke-2"]


# ---- what it claims


@pytest.mark.parametrize(("since", "attested"), [*product((None, SINCE), ((), (TIMESTAMP,), (WITNESS, TIMESTAMP)))])
def test_it_claims_what_the_bundle_has_a_proof_of_and_says_of_the_rest_that_it_is_not_shown(
    since: str | None, attested: tuple[str, ...]
) -> None:
    told = Page(trail(facts(lives.proposed(), since=since, attested=attested)))
    [headings, lists] = [told.section("evidence").all(name) for name in ("h3", "ul")]
    assert [each.text("en") for each in headings[:3]] == [
        text(f"trail.{part}", "en") for part in ("shown", "otherwise", "unshown")
    ]
    shown, otherwise, unshown = ([item.text("en") for item in each.all("li")] for each in lists)
    growth = "The log begins with all that was in it at an earlier checkpoint"
    assert sum(each.startswith(growth) for each in shown) == (since is not None)
    assert sum(each.startswith("That the log only ever grew.") for each in unshown) == (since is None)
    for kind, there, missing in (
        (TIMESTAMP, "A time stamp in checkpoint.tsr", "When the checkpoint was made."),
        (WITNESS, "A witness's signature in checkpoint.cosignatures", "That others are shown the same log."),
    ):
        assert sum(each.startswith(there) for each in otherwise) == (kind in attested)
        assert sum(each.startswith(missing) for each in unshown) == (kind not in attested)
    assert ("--since CHECKPOINT" in told.section("evidence").text()) == (since is not None)


def test_it_says_of_itself_that_it_proves_nothing_before_it_says_anything_else() -> None:
    for lang in LANGUAGES:
        [header] = page().all("header")
        assert text("trail.notice", lang) in header.text(lang)
        assert text("trail.unshown_page", lang) in page().section("evidence").text(lang)


def test_the_numbers_that_it_claims_are_those_of_the_bundle() -> None:
    told = facts(lives.proposed(), since=SINCE)
    shown = Page(trail(told)).section("evidence").text("en")
    sizes = [note.splitlines()[1] for note in (SINCE, NOTE)]
    assert f"The {len(told.entries)} events in 2 streams in events.jsonl" in shown
    assert f"what the log of {sizes[1]} events held" in shown
    assert f"at an earlier checkpoint, of {sizes[0]} events" in shown


# ---- hostile texts, and the same bytes


def test_a_hostile_text_is_only_a_text() -> None:
    life = lives.proposed()
    content = life.event(e.InnovationProposed).content
    fields = dict.fromkeys(("title", "summary", "problem", "started_on"), HOSTILE)
    life.events[0] = life.events[0].model_copy(
        update={
            "content": content.model_copy(
                update={**fields, "complaints": (HOSTILE,), "evidence": (HOSTILE,), "answers": {HOSTILE: HOSTILE}}
            ),
            "agency": HOSTILE,
            "reason": HOSTILE,
        }
    )
    html = trail(facts(life, names=Names(), keys=[HOSTILE]))
    read = Page(html)
    assert not {each.name for each in read.all()} & ACTIVE
    assert not [name for each in read.all() for name in each.attributes if name.startswith("on") or name == "style"]
    assert not {"\u202e", "\x1b"} & set(html.decode())
    seen = HOSTILE.replace("\u202e", "\\u202e").replace("\x1b", "\\x1b")
    assert read.text().count(seen) >= 9


def test_a_browser_may_apply_the_page_s_own_style_and_load_nothing() -> None:
    [policy] = [each for each in page().all("meta") if each.attributes.get("http-equiv") == "Content-Security-Policy"]
    digest = b64encode(sha256(page().style.encode()).digest()).decode()
    assert policy.attributes["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"url\(|@import|expression", page().style)


def test_the_same_facts_are_the_same_bytes_whatever_the_process_and_its_language() -> None:
    program = (
        "import sys; from hashlib import sha256; from bundle.trail import trail; from tests.bundle import lives;"
        "sys.stdout.write(sha256(trail(lives.facts(lives.evaluated()))).hexdigest())"
    )
    seeds = {"1": "id_ID.UTF-8", "2": "en_GB.UTF-8"}
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "LANG": locale, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, locale in seeds.items()
    }
    assert said == {sha256(trail(facts(lives.evaluated()))).hexdigest()}


# ---- who reads it, and on what


def test_headings_go_down_one_level_at_a_time_and_each_section_has_one() -> None:
    levels = [int(each.name[1]) for each in page().all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [each.attributes["id"] for each in page().all() if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    for section in page().all("section"):
        [heading] = section.all("h2")
        assert heading.attributes["id"] == section.attributes["aria-labelledby"]


def test_tables_say_what_they_are_and_what_each_cell_belongs_to() -> None:
    tables = page().all("table")
    assert len(tables) > 5
    for table in tables:
        assert len(table.all("caption")) == 1
        assert all("scope" in each.attributes for each in table.all("th"))
        assert {each.attributes["scope"] for each in table.all("thead")[0].all("th")} == {"col"}
        width = len(table.all("thead")[0].all("th"))
        for row in table.all("tr"):
            assert sum(int(each.attributes.get("colspan") or 1) for each in row.all("th", "td")) == width
            assert row.all("th"), "no row without a heading"


def test_each_language_s_text_is_marked_as_its_own_and_the_choice_is_made_with_the_keyboard() -> None:
    [html] = page().all("html")
    assert html.attributes["lang"] == "id"
    spans = [each for each in page().all("span") if each.attributes.get("class") in LANGUAGES]
    assert len(spans) > 500
    assert all(each.attributes["lang"] == each.attributes["class"] for each in spans)
    labels = page().all("label")
    assert [each.attributes["type"] for label in labels for each in label.all("input")] == ["radio", "radio"]
    assert [label.text() for label in labels] == ["Bahasa Indonesia", "English"]
    assert len(page().all("legend")) == len(page().all("main")) == len(page().all("header")) == 1
    outside = [each for each in page().all("body")[0].inside if isinstance(each, Tag)]
    assert {each.name for each in outside} == {"header", "main"}


def test_on_paper_everything_stands_that_is_on_the_screen_but_the_choice_of_language() -> None:
    assert not page().all("details", "summary")
    everywhere = {name for name, said in rules(page().style).items() if said.get("display") == "none"}
    assert everywhere == {"body:has(#choose-id:checked) .en", "body:has(#choose-en:checked) .id"}
    paper = rules(page().style, "print")
    assert [name for name, said in paper.items() if said.get("display") == "none"] == ["fieldset"]
    assert paper["thead"]["display"] == "table-header-group"
    assert paper["tr"]["break-inside"] == paper[".list > li"]["break-inside"] == "avoid"
    assert not re.search(r"visibility|opacity|:hover|content-visibility", page().style)


def test_nothing_is_wider_than_a_telephone() -> None:
    everywhere = rules(page().style)
    assert everywhere["body"]["overflow-wrap"] == "anywhere"
    assert everywhere["table"]["table-layout"] == "fixed"
    assert everywhere["pre"]["white-space"] == "pre-wrap"
    assert rules(page().style, "(max-width: 40rem)")["dl > div"]["grid-template-columns"] == "minmax(0, 1fr)"
    assert not re.search(r"nowrap|min-width:|white-space: pre;|overflow-x|\d{3,}px", page().style)
    for name, said in everywhere.items():
        assert said.get("width", "100%").endswith("%"), name
    [viewport] = [each for each in page().all("meta") if each.attributes.get("name") == "viewport"]
    assert viewport.attributes["content"] == "width=device-width, initial-scale=1"


DARK = "screen and (prefers-color-scheme: dark)"


@pytest.mark.parametrize("media", [None, DARK])
@pytest.mark.parametrize(("ink", "ground"), [*product(("--ink", "--soft", "--accent"), ("--paper", "--wash"))])
def test_every_colour_of_text_stands_out_from_its_ground_in_both_themes(
    media: str | None, ink: str, ground: str
) -> None:
    colours = rules(page().style, media)[":root"]
    assert contrast(colours[ink], colours[ground]) >= 4.5


def test_no_colour_is_used_but_the_themes_own() -> None:
    themes = [set(rules(page().style, media)[":root"]) for media in (None, DARK)]
    assert themes[0] == themes[1]
    said = [
        value for sheet in (None, "print") for each in rules(page().style, sheet).values() for value in each.items()
    ]
    colours = [
        value for name, value in said if "color" in name and not name.startswith("--") and name != "color-scheme"
    ]
    assert colours
    assert all(re.fullmatch(r"var\(--[a-z]+\)", each) for each in colours)


def contrast(one: str, other: str) -> float:
    """The ratio of two colours by WCAG 2.2: from 1 to 21."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb` by WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
