"""Tasks: the most urgent first, taken on and handed over, and many of one kind done at once, each on its own."""

import re
from typing import Any

import pytest

from console.pages import tasks
from service.inbox import Counted
from tests.cli.running import UNKNOWN, Cli
from tests.console.desk import Desk

pytestmark = pytest.mark.usefixtures("long_pages")

Form = dict[str, str | float | bool]

HERE = {"Sec-Fetch-Site": "same-origin"}
SCREENING = "/tugas?jenis=screening"
MINE = "/tugas?milik=saya"


def screening(innovation: str) -> str:
    """The id of the task to screen an innovation."""
    return f"innovation/{innovation}:screening"


async def events(cli: Cli, innovation: str, name: str) -> int:
    """How often something was recorded of an innovation."""
    return sum(each["type"] == name for each in await cli.done("history", innovation))


async def test_a_task_is_taken_on_seen_by_colleagues_handed_over_and_let_go(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    task = screening(innovation)
    await desk.sign_in("sekretariat")
    await desk.open(SCREENING)
    await desk.press(f'button[name=ambil][value="{task}"]')
    assert desk.page.url.endswith(SCREENING)
    await desk.open(MINE)
    assert innovation in await desk.page.content()
    await desk.sign_in("sekretariat-2")
    await desk.open(SCREENING)
    assert "Bagus Rekaan" in await desk.page.inner_text(f'tr:has(a[href="/inovasi/{innovation}"])')
    late = await desk.page.request.post(f"{desk.address}/tugas/ambil", form={"ambil": task}, headers=HERE)
    assert (late.status, "Bagus Rekaan" in await late.text()) == (409, True)
    await desk.sign_in("sekretariat")
    await desk.open(MINE)
    await desk.press(f'tr:has(a[href="/inovasi/{innovation}"]) a:has-text("Alihkan")')
    await desk.page.click('label:has-text("Tirta Rekaan")')
    await desk.send()
    assert innovation not in await desk.page.content()
    await desk.sign_in("sekretariat-2")
    await desk.open(MINE)
    await desk.press(f'button[name=lepas][value="{task}"]')
    assert innovation not in await desk.page.content()


async def test_many_are_taken_on_and_handed_over_at_once(desk: Desk, cli: Cli) -> None:
    own = [await cli.proposed() for _ in range(2)]
    await desk.sign_in("sekretariat-2")
    await desk.page.request.post(f"{desk.address}/tugas/ambil", form={"ambil": screening(own[0])}, headers=HERE)
    await desk.sign_in("sekretariat")
    await desk.open(SCREENING)
    for innovation in own:
        await desk.page.check(f'input[value="{screening(innovation)}"]')
    await desk.press('button[formaction="/tugas/ambil"]:not([name])')
    assert (await desk.text()).count("Tirta Rekaan sudah mengambil tugas ini.") == 1
    await desk.open(MINE)
    assert [each in await desk.page.content() for each in own] == [False, True]
    await desk.page.check(f'input[value="{screening(own[1])}"]')
    await desk.press('button[formaction="/tugas/alihkan"]')
    await desk.page.click('label:has-text("Tirta Rekaan")')
    await desk.send()
    await desk.sign_in("sekretariat-2")
    await desk.open(MINE)
    assert all([each in await desk.page.content() for each in own])


async def test_a_claim_ends_with_its_task_and_hinders_nobody(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("sekretariat")
    sent = await desk.page.request.post(
        f"{desk.address}/tugas/ambil", form={"ambil": screening(innovation)}, headers=HERE
    )
    assert sent.ok
    await desk.sign_in("sekretariat-2")
    await desk.act(innovation, "admit")
    await desk.sign_in("sekretariat")
    await desk.open(MINE)
    assert innovation not in await desk.page.content()


@pytest.mark.parametrize("to", ["pengusul", "evaluator-1", "nobody", "no/body", "auditor"])
async def test_nobody_hands_a_task_to_who_may_not_do_it(desk: Desk, cli: Cli, to: str) -> None:
    task = screening(await cli.proposed())
    await desk.sign_in("sekretariat")
    form: Form = {"tugas": task, "kepada": to, "kembali": "//elsewhere.example"}
    sent = await desk.page.request.post(f"{desk.address}/tugas/alihkan", form=form, headers=HERE)
    assert sent.status == 409
    await desk.sign_in("pengusul")
    for address, name in (("ambil", "ambil"), ("alihkan", "tugas")):
        sent = await desk.page.request.post(
            f"{desk.address}/tugas/{address}", form={name: task, "kepada": "sekretariat-2"}, headers=HERE
        )
        assert sent.status == 409


async def test_many_are_done_with_one_form_and_each_says_what_came_of_it(desk: Desk, cli: Cli) -> None:
    own = [await cli.proposed() for _ in range(3)]
    await desk.sign_in("sekretariat")
    await desk.open(SCREENING)
    for innovation in own:
        await desk.page.check(f'input[value="{screening(innovation)}"]')
    await desk.press("button[name=tindakan][value=admit]")
    await cli.done("reject", own[2], "--reason", "Bukan inovasi", "--as", "sekretariat-2")
    number = await desk.page.input_value('[name="nomor"]')
    await desk.send()
    said = await desk.text()
    assert "2 tercatat, 1 tidak dapat diproses." in said
    assert "ditolak" in said.lower()
    form: Form = {"nomor": number, "jenis": "screening", "tindakan": "admit", "tugas": screening(own[0])}
    again = await desk.page.request.post(f"{desk.address}/tugas/sekaligus", form=form, headers=HERE)
    assert "1 tercatat, 0 tidak dapat diproses." in await again.text()
    assert [await events(cli, each, "ProposalAdmitted") for each in own] == [1, 1, 0]
    await desk.page.go_back()
    await desk.send()
    assert [await events(cli, each, "ProposalAdmitted") for each in own] == [1, 1, 0]


async def test_a_reason_that_is_missing_is_asked_for_before_anything_is_done(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("sekretariat")
    await desk.open(SCREENING)
    await desk.page.check(f'input[value="{screening(innovation)}"]')
    await desk.press("button[name=tindakan][value=return_proposal]")
    await desk.send()
    assert await desk.page.locator("#alasan-error").count() == 1
    assert await events(cli, innovation, "ProposalReturned") == 0
    await desk.fill({"alasan": "Lengkapi data dasar."})
    await desk.send()
    assert await events(cli, innovation, "ProposalReturned") == 1


async def test_who_may_not_do_one_may_not_do_many(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("pengusul")
    form: Form = {"jenis": "screening", "tindakan": "admit", "tugas": screening(innovation)}
    sent = await desk.page.request.post(f"{desk.address}/tugas/sekaligus", form=form, headers=HERE)
    assert "0 tercatat, 1 tidak dapat diproses." in await sent.text()
    assert await events(cli, innovation, "ProposalAdmitted") == 0
    assert await events(cli, innovation, "CommandRefused") == 1


@pytest.mark.parametrize(
    "button", ["[name=tindakan][value=admit]", "[formaction='/tugas/alihkan']", ":text-is('Ambil')"]
)
async def test_a_button_for_chosen_tasks_says_that_none_is_chosen(desk: Desk, cli: Cli, button: str) -> None:
    await cli.proposed()
    await desk.sign_in("sekretariat")
    await desk.open(SCREENING)
    for _ in range(2):
        await desk.press(f"main button{button}")
        assert "Belum ada tugas yang dipilih." in await desk.page.inner_text(".govuk-error-summary")
        assert "jenis=screening" in desk.page.url
    assert await desk.page.input_value("main [name=kembali]") == SCREENING


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"jenis": "screening", "tindakan": "admit"},
        {"jenis": "screening", "tindakan": "withdraw", "tugas": "x"},
        {
            "jenis": "screening",
            "tindakan": "admit",
            "tugas": screening(UNKNOWN),
        },
        {"jenis": "screening", "tindakan": "admit", "tugas": "person/sekretariat:screening"},
    ],
)
async def test_what_was_not_chosen_from_the_list_leads_back_to_it(desk: Desk, form: Form) -> None:
    await desk.sign_in("sekretariat")
    sent = await desk.page.request.post(f"{desk.address}/tugas/sekaligus", form=form, headers=HERE, max_redirects=0)
    assert (sent.status, sent.headers["location"]) == (303, "/tugas")


async def test_tasks_are_counted_and_narrowed_and_go_on_page_by_page(
    desk: Desk, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        await cli.proposed()
    await desk.sign_in("sekretariat")
    await desk.open("/tugas")
    shown = await desk.page.inner_text("main nav")
    counted = re.search(r"Seleksi administrasi \((\d+)\)", shown)
    assert counted, shown
    await desk.open(SCREENING)
    assert await desk.page.locator("tbody tr").count() == min(int(counted[1]), tasks.AT_ONCE)
    monkeypatch.setattr(tasks, "AT_ONCE", 1)
    await desk.open(SCREENING)
    seen = set[str]()
    for _ in range(2):
        seen.add(str(await desk.page.get_attribute("tbody th a", "href")))
        await desk.press("text=Halaman berikutnya")
        assert "jenis=screening" in desk.page.url
    assert len(seen) == 2
    assert (await desk.open("/tugas?sesudah=salah")).status == 400
    await desk.open("/tugas?kelompok=1&jenis=<b>")
    assert await desk.page.locator("table").count() >= 1


async def test_how_many_are_overdue_is_told_of_the_tasks_that_are_listed(
    desk: Desk, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def counted(*_: Any, **__: Any) -> Counted:
        return Counted({"screening": (7, 2), "panel": (3, 1)})

    await cli.proposed()
    monkeypatch.setattr(tasks, "counted_to_do", counted)
    await desk.sign_in("sekretariat")
    for path, said in (("/tugas", "3 di antaranya"), (SCREENING, "2 di antaranya"), ("/tugas?milik=saya", "")):
        await desk.open(path)
        found = re.search(r"[0-9]+ di antaranya", await desk.text())
        assert (found[0] if found else "") == said


async def test_a_list_of_nothing_says_what_comes_next(desk: Desk, cli: Cli) -> None:
    innovation = await cli.proposed()
    await desk.sign_in("auditor")
    await desk.open("/tugas")
    assert "Tidak ada yang menunggu Anda saat ini." in await desk.text()
    assert await desk.page.locator("main ul a").count() >= 1
    await desk.sign_in("sekretariat")
    await desk.open("/tugas?milik=saya")
    assert innovation not in await desk.page.content()
