"""What people type is text wherever it comes out: on every page, in spreadsheets, in PDFs and in the log."""

import re
from collections.abc import AsyncIterator
from html import unescape
from io import BytesIO

import pytest
import structlog
from openpyxl import load_workbook
from structlog.testing import capture_logs
from structlog.typing import EventDict

from service import sessions
from tests.cli.conftest import unheard
from tests.console.test_roles import Pages, pages

__all__ = ["pages"]

HOSTILE = '=1+1"><img src=x onerror=alert(1)></textarea><script>alert(2)</script>{{ 7*7 }}{% raw %}#panic("x")'
LINES = HOSTILE + "\n2026-01-01 [error] forged event=made-up"
FIELD = re.compile(r"<(textarea|input)\b([^>]*)>")
ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
READ = ("", "/berkas", "/penilaian", "/keputusan", "/riwayat?semua=1", "/keadaan", "/keadaan?versi=2&versi2=4")
ELSEWHERE = (
    *("/beranda", "/tugas", "/inovasi", "/inovasi?cari=%3Cimg", "/rekapitulasi/kasus?edisi=ringkas&tahap=proposal"),
    *("/audit", "/audit?apa=NoteMade", "/audit/bacaan", "/publik", "/daerah/33.72", "/pengaturan/bacaan-saya"),
)


async def sent(pages: Pages, person: str, path: str, **fields: str) -> str:
    """Where it leads that somebody fills all text fields of a form with what could be taken for something else, but for
    these fields.
    """
    form = (await pages.get(person, path)).text.partition("<main")[2]
    typed = {}
    for tag, attributes in FIELD.findall(form):
        given = dict(ATTRIBUTE.findall(attributes))
        match given.get("type", tag):
            case "textarea":
                typed[given["name"]] = LINES
            case "text":
                typed[given["name"]] = "1" if given.get("inputmode") == "decimal" else HOSTILE
            case "date":
                typed[given["name"]] = "2023-01-02"
            case "radio" if "checked" not in attributes:
                continue
            case "hidden" | "radio":
                typed[given["name"]] = unescape(given["value"])
    answer = await pages.post(person, path, **(typed | fields), tetap="1")
    assert answer.status_code == 303, re.findall(r"(?s)error-(?:summary|message).{600}", answer.text)
    return answer.headers["location"]


@pytest.fixture
async def lines(pages: Pages) -> AsyncIterator[list[EventDict]]:
    """What is logged meanwhile."""
    structlog.reset_defaults()
    with capture_logs() as found:
        yield found
    structlog.configure(processors=[unheard])


async def test_what_people_type_is_never_taken_for_anything_but_text(pages: Pages, lines: list[EventDict]) -> None:
    place = await sent(pages, "pengusul", "/inovasi/baru?edisi=ringkas")
    innovation = place.partition("?")[0]
    for act in ("note", "attach-evidence", "return-proposal"):
        await sent(pages, "sekretariat", f"{innovation}/tindakan/{act}")
    new = {"proposal.started_on": "2023-01-03"}
    await sent(pages, "pengusul", f"{innovation}/tindakan/revise", **new)
    await sent(pages, "sekretariat", f"{innovation}/tindakan/admit")
    shown = 0
    paths = [*(innovation + each for each in READ), *ELSEWHERE, f"/publik{innovation.removeprefix('/inovasi')}"]
    for person in ("auditor", "pengusul", "sekretariat"):
        for path in paths:
            page = (await pages.get(person, path)).text
            shown += "&lt;img src=x" in page
            assert "<img src=x" not in page, path
            assert "<script>alert" not in page, path
            assert "49{%" not in page, path
    assert shown > 15
    book = load_workbook(BytesIO((await pages.get("auditor", "/inovasi.xlsx")).content))
    cells = [cell for row in book.active.iter_rows() for cell in row if "=1+1" in str(cell.value)]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    logged = str([each for each in lines if each["event"] != "notice"])  # whose text is all there is of it here
    assert "<img" not in logged
    assert "forged" not in logged


async def test_no_session_stands_in_a_log(
    pages: Pages, lines: list[EventDict], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await sessions.begin(pages.connections, "auditor")

    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("console.visit.Reader.on", broken)
    answer = await pages.with_token(token, "/beranda?kunci=rahasia")
    assert answer.status_code == 500
    assert [each["event"] for each in lines].count("page failed") == 1  # beside what the worker says of its own
    assert token not in repr(lines)
    assert "rahasia" not in repr(lines)
