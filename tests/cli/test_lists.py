"""Lists page, filter, and say in each language and zone what waits for whom."""

from base64 import urlsafe_b64encode
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from proof.ids import innovation_id
from tests.cli.running import OPERATOR, PROPOSAL, PROPOSER, Cli


async def paged(cli: Cli, *arguments: str) -> list[str]:
    """Every id of a list, read in pages of two."""
    found: list[str] = []
    after: tuple[str, ...] = ()
    while page := await cli.done(*arguments, "--limit", "2", *after):
        found += [each["id"] for each in page]
        after = ("--after", page[-1]["cursor"])
    return found


async def test_pages_of_a_list_hold_every_innovation_once(cli: Cli) -> None:
    new = [await cli.proposed() for _ in range(5)]
    found = await paged(cli, "list", "--stage", "proposal")
    assert found == sorted(set(found))
    assert set(new) <= set(found)


async def test_pages_of_an_inbox_hold_every_task_once_the_most_urgent_first(cli: Cli) -> None:
    new = [await cli.proposed() for _ in range(5)]
    found = await paged(cli, "inbox", *OPERATOR)
    assert len(found) == len(set(found))
    assert {f"innovation/{innovation}:screening" for innovation in new} <= set(found)
    dues = [task["due_at"] for task in await cli.done("inbox", *OPERATOR, "--limit", "1000")]
    assert dues == sorted(dues, key=lambda at: at or "~")


async def test_a_list_is_sorted_by_id_title_or_due_date(cli: Cli, tmp_path: Path) -> None:
    word = f"x{uuid4().hex}"
    file = tmp_path / "proposal.yaml"
    file.write_text(PROPOSAL.read_text().replace("Kartu Insentif Anak", f"Kartu {word}", 1))
    new = {await cli.proposed(file) for _ in range(3)}
    by_due = await cli.done("list", "--sort", "due", "--limit", "1000")
    assert [each["due_at"] for each in by_due] == sorted((each["due_at"] for each in by_due), key=lambda at: at or "~")
    by_name = await cli.done("list", "--sort", "name", "--limit", "1000")
    titles = [each["title"].casefold() for each in by_name]
    assert titles == sorted(titles)
    for sort in ("id", "name", "due"):  # of all others some may fall due, and so move, between one page and the next
        found = await paged(cli, "list", "--search", word, "--sort", sort)
        assert sorted(found) == sorted(new)


ODD = [
    urlsafe_b64encode(text.encode()).decode()
    for text in ("[" * 60_000, '["due","0001-01-01T00:00:00+10:00","innovation/x",""]')
]


async def test_a_cursor_of_another_list_is_wrong_use(cli: Cli) -> None:
    await cli.proposed()
    by_name, *_ = await cli.done("list", "--sort", "name", "--limit", "1")
    for arguments in (("list",), ("list", "--sort", "due"), ("inbox", *OPERATOR)):
        for cursor in (by_name["cursor"], by_name["id"], "%", "bnVsbA", "WyJpZCIsbnVsbCwiXHUwMDAwIiwiIl0", *ODD):
            ran = await cli(*arguments, "--after", cursor, "--json")
            assert (ran.code, ran.json["code"]) == (2, "bad_cursor"), (arguments, cursor)


async def test_a_list_is_narrowed_by_stage_edition_region_agency_and_who_is_awaited(cli: Cli) -> None:
    innovation = await cli.proposed()
    filters = (
        *("--stage", "proposal", "--edition", "ringkas", "--region", "33.72", "--agency", "kota-surakarta"),
        *("--awaiting", "operator", "--search", "kartu", "--not-graded", "--proposed-from", "1 Januari 2025"),
    )
    assert innovation in [each["id"] for each in await cli.done("list", *filters, "--limit", "1000")]
    for name, value in (
        *(("--stage", "pilot"), ("--edition", "kipp-2025"), ("--region", "33"), ("--agency", "bkn")),
        *(("--awaiting", "evaluator"), ("--search", "artu")),
    ):
        assert innovation not in [each["id"] for each in await cli.done("list", name, value, "--limit", "1000")]
    for wrong in (("--graded",), ("--proposed-to", "2025-01-01"), ("--mine", "--as", "petugas-bandung")):
        assert innovation not in [each["id"] for each in await cli.done("list", *wrong, "--limit", "1000")]
    own = await cli.done("list", "--mine", "--as", "pengusul", "--limit", "1000")
    assert innovation in [each["id"] for each in own]
    assert (await cli("list", "--agency", "bkn")).out.strip() == "Nothing."


async def test_a_search_goes_by_the_beginnings_of_words_in_title_summary_and_agency(cli: Cli) -> None:
    innovation = await cli.proposed()
    for words in ("kartu", "KARTU anak", "insen", "surakarta", "anak, pengenal"):
        assert innovation in await paged(cli, "list", "--search", words), words
    for words in ("artu", "kartu rumah"):
        assert innovation not in await paged(cli, "list", "--search", words), words
    ran = await cli("list", "--search", "?!", "--json")
    assert (ran.code, ran.json["code"]) == (2, "nothing_to_search")


async def test_tasks_are_shown_only_to_those_who_may_do_them(cli: Cli) -> None:
    async def sees(person: str) -> bool:
        tasks = await cli.done("inbox", "--as", person, "--limit", "1000")
        return innovation in [task["innovation"] for task in tasks]

    innovation = await cli.in_pilot()
    assert await sees("petugas-bandung")
    assert not await sees("petugas-surabaya")
    await cli.done("close-pilots", innovation, *OPERATOR)
    assert await sees("sekretariat")
    await cli.done("assign-panel", innovation, "evaluator-1", "evaluator-2", "evaluator-3", *OPERATOR)
    assert await sees("evaluator-1")
    assert not await sees("evaluator-4")
    assert not await sees("evaluator-surakarta")
    assert not await sees("auditor")


async def test_a_task_comes_with_the_command_lines_that_answer_it(cli: Cli) -> None:
    innovation = await cli.proposed()
    [task] = [
        each for each in await cli.done("inbox", *OPERATOR, "--limit", "1000") if each["innovation"] == innovation
    ]
    assert [(act["act"], act["command"]) for act in task["acts"]] == [
        ("admit", f"jejak admit {innovation[:8]} --as sekretariat"),
        ("return_proposal", f"jejak return {innovation[:8]} --reason REASON --as sekretariat"),
        ("reject", f"jejak reject {innovation[:8]} --reason REASON --as sekretariat"),
    ]
    await cli.done(*task["acts"][0]["command"].split()[1:])
    shown = await cli.run("inbox", *OPERATOR, "--limit", "1000", "--lang", "id")
    assert f"jejak plan-pilots {innovation[:8]} BERKAS" in shown.out


async def test_an_innovation_says_what_whoever_asks_may_do_next_what_waits_for_them_first(cli: Cli) -> None:
    async def acts(*person: str) -> list[tuple[str, bool]]:
        found = (await cli.done("show", innovation, *person))["acts"]
        return [(act["act"], act["task"] is not None) for act in found if act["act"] != "declare_conflict"]

    innovation = await cli.in_pilot()
    assert await acts() == []
    assert await acts("--as", "petugas-bandung") == [("report_measurement", True)]
    assert ("close_pilots", False) in await acts(*OPERATOR)
    ran = await cli("show", innovation, "--as", "petugas-bandung")
    assert "What waits for you" in ran.out
    assert f"jejak report {innovation[:8]} --region 32.73 INDICATOR=VALUE --as petugas-bandung" in ran.out
    assert (await cli("show", innovation, "--as", "nobody", "--json")).json["code"] == "unknown_person"


async def test_a_region_is_told_what_it_may_do_about_its_adoption(cli: Cli) -> None:
    async def named(person: str) -> list[str]:
        found = (await cli.done("show", innovation, "--as", person))["acts"]
        return [act["act"] for act in found if act["act"] != "declare_conflict"]

    innovation = await cli.in_scaling()
    assert await named("petugas-jayapura") == ["adopt"]
    assert await named("petugas-bandung") == ["commit_adoption", "decline_adoption"]


async def test_a_prefix_names_the_innovation_unless_it_is_shared(cli: Cli) -> None:
    innovation = await cli.proposed()
    assert (await cli.done("show", innovation[:18].upper()))["id"] == innovation
    twin = next(each for each in iter(uuid4, None) if innovation_id(each)[:4] == innovation[:4])
    assert isinstance(twin, UUID)
    other = (await cli.done("propose", PROPOSAL, *PROPOSER, "--command-id", str(twin), "--force"))["innovation"]
    ran = await cli("show", innovation[:4], "--json")
    assert (ran.code, ran.json["code"]) == (1, "ambiguous_innovation")
    assert innovation in ran.json["message"]
    assert other in ran.json["message"]


async def test_an_inbox_needs_a_person_who_exists(cli: Cli) -> None:
    assert (await cli("inbox", "--as", "Not An Id")).code == 2
    await cli.refused("unknown_person", "inbox", "--as", "siapa")
    assert "Nothing waits for auditor." in (await cli("inbox", "--as", "auditor")).out


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("id", ("Tahap", "Usulan", "Seleksi administrasi", "Sekretariat", " WIB")),
        ("en", ("Stage", "Proposal", "Screening", "Secretariat", " WIB")),
    ],
)
async def test_people_read_their_language_and_the_zone_of_every_time(
    cli: Cli, lang: str, words: tuple[str, ...]
) -> None:
    innovation = await cli.proposed()
    shown = (await cli("show", innovation, "--lang", lang)).out
    assert all(word in shown for word in words), shown
    history = (await cli("history", innovation, "--lang", lang)).out
    assert " WIB" in history
    refused = await cli("resume", innovation, *OPERATOR, "--lang", lang)
    assert ("tidak" in refused.err) == (lang == "id")


@pytest.mark.parametrize(
    ("variable", "value", "word"),
    [
        ("JEJAK_LANG", "en", "Nothing."),
        ("JEJAK_LANG", "id", "Tidak ada."),
        ("LC_ALL", "en_GB.UTF-8", "Nothing."),
        ("LC_ALL", "C", "Tidak ada."),
    ],
)
async def test_the_language_goes_by_setting_or_locale(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, word: str
) -> None:
    monkeypatch.delenv("JEJAK_LANG", raising=False)
    monkeypatch.setenv(variable, value)
    assert word in (await cli.run("list", "--agency", "bkn")).out


async def test_adoptions_are_due_in_the_zone_of_their_region(cli: Cli) -> None:
    innovation = await cli.in_scaling()
    shown = (await cli("show", innovation)).out
    assert " WITA" in shown
    assert " WIB" in shown


async def test_officers_read_their_inbox_and_lists_in_their_regions_time(cli: Cli) -> None:
    innovation = await cli.in_scaling()
    officer = ("--as", "petugas-makassar")
    for command in (("inbox", "--limit", "1000"), ("list",), ("show", innovation)):
        shown = (await cli(*command, *officer)).out
        assert " WITA" in shown
        assert command[0] == "show" or " WIB" not in shown
    assert " WITA" not in (await cli("inbox", "--limit", "1000", *OPERATOR)).out
