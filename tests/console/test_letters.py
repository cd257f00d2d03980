"""The one page: it says what is to be known and only what is open, on one page, and the same again when asked again."""

import re
from dataclasses import asdict
from typing import Any

import pytest

from console.letters.summary import Known, Page, page_on
from domain.foreseen import course_of
from domain.innovation.dossier import dossier_of
from domain.names import NAMELESS
from domain.periods import JAKARTA
from domain.refusals import Refusal
from domain.shown import shown_dossier, shown_state
from domain.visibility import Viewer
from service.people import Called
from tests.cli.running import Cli
from tests.console.desk import Desk
from tests.domain.journeys import closed, hurried, score, scoring
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, MAKASSAR, PEOPLE, rules
from texts import LANGUAGES, Lang


def proposed() -> Life:
    """Evaluated with one who would have it otherwise, and proposed to be scaled up to two regions."""
    life = hurried(scoring())
    for evaluator, recommendation in (("evaluator-1", "scale_regions"), ("evaluator-2", "repeat_pilot")):
        score(life, evaluator, 90, recommendation)
    score(life, "evaluator-3", 90, "scale_regions")
    adopters: dict[str, Any] = {"adopters": [BANDUNG, MAKASSAR], "instrument": "SK 7"}
    return closed(life).when("deputy", "decide", choice="scale_regions", reason="Teruji di dua kota", **adopters)


def page(life: Life, who: str, lang: Lang = "id") -> Page:
    """The page as somebody sees it."""
    edition = rules().edition
    viewer = Viewer(PEOPLE[who], life.now, rules().regions, rules().agencies)
    state = shown_state(viewer, life.state, life.state)
    whole = dossier_of("test", zip(life.events, life.instants, strict=True), {rules().edition_pin.sha256: edition})
    steps = course_of(life.state, {}, {}, life.now, life.rules)
    assert not isinstance(steps, Refusal)
    return page_on(
        Known(
            state=state.value,
            not_open=state.not_open,
            dossier=shown_dossier(viewer, life.state, whole).value,
            edition=edition,
            steps=tuple(steps),
            people=Called(NAMELESS, PEOPLE),
            chain="ab" * 32,
            lang=lang,
            zone=JAKARTA,
        )
    )


def said(of: Page) -> str:
    """All that it says."""
    found: list[str] = []

    def gather(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            for each in value.values():
                gather(each)
        elif isinstance(value, list):
            for each in value:
                gather(each)

    gather(asdict(of))
    return "\n".join(found)


def test_it_says_what_was_proposed_by_whom_what_follows_and_who_is_of_another_mind() -> None:
    found = said(page(proposed(), "minister"))
    for each in ("Teruji di dua kota", "SK 7", "Nilai akhir 90", "2 daerah", "ab" * 32, "versi", "Menteri"):
        assert each in found, each
    dissent = [line for line in found.splitlines() if line.startswith("evaluator-2 ")]
    assert len(dissent) == 1
    assert "Ulangi" in dissent[0] or "uji coba" in dissent[0].lower()


def test_who_may_not_see_the_sheets_reads_nothing_of_them() -> None:
    found = said(page(proposed(), "proposer"))
    assert "Nilai akhir 90" in found  # the totals name nobody
    assert "evaluator-2" not in found
    other = said(page(proposed(), "officer-bandung"))
    assert "Nilai akhir" not in other
    assert "Teruji di dua kota" not in other


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_one_page_for_archives_and_screen_readers_and_the_same_again(lang: Lang) -> None:
    made = page(proposed(), "minister", lang)
    pdf = made.pdf()
    assert pdf == made.pdf() == page(proposed(), "minister", lang).pdf()
    assert set(re.findall(rb"/Count (\d+)", pdf)) == {b"1"}
    for standard in (b"pdfaid:part>2<", b"pdfaid:conformance>A<", b"pdfuaid:part>1<"):
        assert standard in pdf


def test_much_of_it_is_set_smaller_and_stays_on_one_page() -> None:
    life = proposed()
    content = life.state.content
    assert content is not None
    made = page(life, "minister")
    many = [
        each.__class__(each.heading, each.said * 4, each.head, each.table * 6, each.listed * 6) for each in made.parts
    ]
    pdf = Page(**{**{name: getattr(made, name) for name in made.__slots__}, "parts": many}).pdf()
    assert set(re.findall(rb"/Count (\d+)", pdf)) == {b"1"}


async def test_the_minister_opens_it_and_gets_the_same_bytes_again(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_decision()
    await cli.done(
        *("decide", innovation, "scale_regions", "--adopter", "Kota Bandung", "--instrument", "SK 7"),
        *("--as", "deputi", "--reason", "Teruji"),
    )
    await desk.sign_in("menteri")
    at = f"{desk.address}/inovasi/{innovation}/ringkasan.pdf"
    first, again = [await desk.page.request.get(at) for _ in range(2)]
    assert first.headers["content-type"] == "application/pdf", await first.text()
    body = await first.body()
    assert body.startswith(b"%PDF-")
    assert body == await again.body()
    await cli.done("note", innovation, "Ada surat.", "--as", "sekretariat")
    assert await (await desk.page.request.get(at)).body() != body
    assert (await desk.page.request.get(f"{desk.address}/inovasi/tidak-ada-ini/ringkasan.pdf")).status == 404
