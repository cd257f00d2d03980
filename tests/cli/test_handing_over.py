"""Handing over at a transfer: posts, what waits for them, and drafts go to a successor."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import ADMINISTRATORS, POST, PROPOSAL, Cli

BY_THE_MINISTRY = ("--reason", "Mutasi", *ADMINISTRATORS)
BY_THE_AGENCY = ("--reason", "Mutasi", "--as", "admin-surakarta")
LETTER = ("--letter", "SK 9/2026")
PROPOSING = ("proposer", "--agency", "kota-surakarta", *POST)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A proposal that is complete."""
    path = tmp_path / "usulan.yaml"
    path.write_text(PROPOSAL.read_text())
    return path


async def grants(cli: Cli, person: str) -> list[dict[str, Any]]:
    """What somebody holds or held."""
    found = {each["id"]: each["grants"] for each in await cli.done("people", "list")}
    held: list[dict[str, Any]] = found.get(person, [])
    return held


async def grant(cli: Cli, person: str, *role: str) -> None:
    """The ministry's administrators grant somebody a role."""
    await cli.done("people", "grant", person, *role, *ADMINISTRATORS)


async def drafted(cli: Cli, file: Path, person: str, *more: str) -> str:
    """The id of a draft that somebody just saved."""
    return str((await cli.done("draft", "save", file, "--as", person, *more))["id"])


async def drafts(cli: Cli, person: str) -> list[str]:
    """The drafts that somebody sees."""
    return [each["id"] for each in await cli.done("draft", "list", "--as", person)]


def handing(giver: str, successor: str, *more: str) -> tuple[str, ...]:
    """The command that hands somebody's posts over."""
    return ("people", "hand-over", giver, successor, *LETTER, *more)


async def test_whoever_succeeds_takes_over_posts_tasks_and_drafts(cli: Cli, file: Path) -> None:
    await grant(cli, "lama", *PROPOSING)
    draft = await drafted(cli, file, "lama")
    done = await cli.done(*handing("lama", "baru", "--force", *BY_THE_MINISTRY))
    assert [each["stream"] for each in done["receipts"]] == ["person/baru", "person/lama"]
    assert (done["drafts"], done["seats"]) == ([draft], [])
    [before], [after] = await grants(cli, "lama"), await grants(cli, "baru")
    assert (before["in_force"], before["successor"]) == (False, "baru")
    assert after["post"] == before["post"] | {"letter": "SK 9/2026"}
    assert draft in await drafts(cli, "baru")
    await cli.done("draft", "submit", draft, "--as", "baru", "--force")
    assert (await cli.done(*handing("lama", "baru", *BY_THE_MINISTRY)))["receipts"] == []  # it is done


async def test_an_agencys_own_administrator_hands_over_within_it_and_alone(cli: Cli) -> None:
    await grant(cli, "lama-setempat", *PROPOSING)
    done = await cli.done(*handing("lama-setempat", "baru-setempat", "--force", *BY_THE_AGENCY))
    assert len(done["receipts"]) == 2


async def test_nobody_hands_over_what_they_might_not_grant_and_end(cli: Cli, file: Path) -> None:
    await grant(cli, "ayu", *PROPOSING)
    await grant(cli, "ayu", "evaluator", "--agency", "kota-surakarta", *POST)
    await grant(cli, "bima", "proposer", "--agency", "kota-bandung", *POST)
    draft = await drafted(cli, file, "ayu")
    for who in ("pengusul", "sekretariat", "ayu"):
        await cli.refused("role_missing", *handing("ayu", "bima", "--reason", "x", "--as", who))
    await cli.refused("unknown_person", *handing("ayu", "bima", "--reason", "x", "--as", "siapa"))
    await cli.refused("others_people", *handing("bima", "ayu", *BY_THE_AGENCY))
    await cli.refused(
        "beyond_local", *handing("ayu", "citra", "--force", *BY_THE_AGENCY)
    )  # one post of two isn't theirs
    assert await grants(cli, "citra") == []
    assert all(each["in_force"] for each in await grants(cli, "ayu"))
    assert await drafts(cli, "ayu") == [draft]


async def refusals(cli: Cli, file: Path, person: str) -> int:
    """How many commands about somebody were refused and recorded."""
    await cli.done("export", "--format", "cloudevents", "--out", file, "--force")
    return file.read_text().count(f"refusals/person/{person}")


async def test_an_agencys_administrator_hears_nothing_of_others_people_and_what_they_try_is_recorded(
    cli: Cli, tmp_path: Path
) -> None:
    answers = set()
    for giver in ("menteri", "siapa", "evaluator-4", "petugas-bandung"):
        for only in ((), ("--only", "decision_maker-1")):
            ran = await cli(*handing(giver, "x", *only, "--force", *BY_THE_AGENCY))
            answers.add((ran.code, ran.out, ran.err.replace(giver, "X")))
    assert len(answers) == 1
    await grant(cli, "vivi", *PROPOSING)
    before = await refusals(cli, tmp_path / "events", "menteri")
    await cli.refused("held_elsewhere", *handing("vivi", "menteri", *BY_THE_AGENCY))
    assert await refusals(cli, tmp_path / "events", "menteri") > before
    assert [each["in_force"] for each in await grants(cli, "vivi")] == [True]


async def test_what_is_not_held_is_not_handed_over_and_what_is_held_is_told(cli: Cli) -> None:
    await grant(cli, "winarni", *PROPOSING)
    ran = await cli(*handing("winarni", "x", "--only", "evaluator-9", *BY_THE_MINISTRY))
    assert (ran.code, "proposer-1" in ran.err, "--only" in ran.err) == (1, True, True)
    await cli.done("people", "end", "winarni", "proposer", *BY_THE_MINISTRY)
    for only in ((), ("--only", "proposer-1")):
        await cli.refused("nothing_held", *handing("winarni", "x", *only, *BY_THE_MINISTRY))


async def test_drafts_move_after_the_posts_and_for_whoever_might_hand_these_over(cli: Cli, file: Path) -> None:
    await grant(cli, "dian", *PROPOSING)
    await grant(cli, "ekawati", *PROPOSING)
    draft = await drafted(cli, file, "dian")
    await cli.done("people", "end", "dian", "proposer", "--successor", "ekawati", *BY_THE_MINISTRY)
    await grant(cli, "admin-bandung", "local_administrator", "--agency", "kota-bandung", *POST)
    await cli.refused("role_missing", *handing("dian", "ekawati", "--reason", "x", "--as", "pengusul"))
    await cli.refused("others_people", *handing("dian", "ekawati", "--reason", "x", "--as", "admin-bandung"))
    assert draft not in await drafts(cli, "ekawati")
    done = await cli.done(*handing("dian", "ekawati", *BY_THE_AGENCY))
    assert (done["receipts"], done["drafts"]) == ([], [draft])


async def test_drafts_stay_with_an_author_who_still_proposes_for_their_agency(cli: Cli, file: Path) -> None:
    await grant(cli, "fani", *PROPOSING)
    await grant(cli, "fani", *PROPOSING, "--tenure", "plt")
    draft = await drafted(cli, file, "fani")
    only = await cli.done(*handing("fani", "gita", "--force", "--only", "proposer-2", *BY_THE_MINISTRY))
    assert (len(only["receipts"]), only["drafts"]) == (2, [])
    assert (await cli.done(*handing("fani", "gita", *BY_THE_MINISTRY)))["drafts"] == [draft]


async def test_drafts_of_the_units_below_an_agency_go_along_with_its_administrator(cli: Cli, file: Path) -> None:
    administering = ("local_administrator", "--agency", "kota-surakarta", *POST)
    await grant(cli, "hana", *administering)
    text = file.read_text().replace("agency: kota-surakarta", "agency: disdukcapil-surakarta")
    file.write_text(text)
    draft = await drafted(cli, file, "hana")
    done = await cli.done(*handing("hana", "indra", "--force", *BY_THE_MINISTRY))
    assert done["drafts"] == [draft]
    await cli.done("draft", "show", draft, "--as", "indra")


async def test_what_cannot_be_done_to_its_end_is_not_begun(cli: Cli) -> None:
    await grant(cli, "joko", *PROPOSING)
    await cli.refused("reason_required", *handing("joko", "kiki", "--force", *ADMINISTRATORS))
    await cli.refused(
        "confirmation_required", *handing("joko", "kiki", "--force", "--reason", "x", "--as", "administrator")
    )
    await grant(cli, "joko", "evaluator", "--agency", "bappenas", *POST)
    await grant(cli, "lia", "auditor", "--agency", "bpk", *POST)
    await cli.refused("solitary_role", *handing("joko", "lia", *BY_THE_MINISTRY))
    assert await grants(cli, "kiki") == []
    assert [each["in_force"] for each in await grants(cli, "joko")] == [True, True]


async def test_given_again_it_goes_on_where_it_stopped_and_counts_what_it_ended(cli: Cli) -> None:
    await grant(cli, "mira", *PROPOSING)
    await grant(cli, "mira", *PROPOSING, "--tenure", "plt")
    await grant(cli, "mira", "evaluator", "--agency", "bappenas", *POST)
    await grant(cli, "nina", *PROPOSING)  # it had granted this when it was interrupted
    done = await cli("people", "hand-over", "mira", "nina", *LETTER, *BY_THE_MINISTRY)
    assert (done.code, done.out.splitlines()[-1]) == (0, "Handed over: 3 posts, 0 drafts.")
    held = [(each["role"], each["post"]["tenure"]) for each in await grants(cli, "nina")]
    assert held == [("proposer", "definitive"), ("proposer", "plt"), ("evaluator", "definitive")]
    again = await cli("people", "hand-over", "mira", "nina", *LETTER, *BY_THE_MINISTRY)
    assert again.out.splitlines() == ["Handed over: 0 posts, 0 drafts."]


async def test_a_successor_whom_nobody_knows_is_asked_about_and_never_made_by_a_slip(cli: Cli) -> None:
    await grant(cli, "oki", *PROPOSING)
    answer = await cli(*handing("oki", "pengusull", *BY_THE_MINISTRY), "--json")
    assert (answer.code, answer.json["code"]) == (1, "new_successor")
    assert "--force" in answer.json["hint"]
    assert await grants(cli, "pengusull") == []
    await cli.refused("role_missing", *handing("oki", "pengusull", "--reason", "x", "--as", "pengusul"))


async def test_nobody_hands_over_to_themselves(cli: Cli) -> None:
    await grant(cli, "putu", *PROPOSING)
    await cli.refused("own_successor", *handing("putu", "putu", *BY_THE_MINISTRY))


async def test_a_seat_that_has_not_scored_is_left_to_be_replaced_and_told(cli: Cli) -> None:
    await grant(cli, "guru", "evaluator", "--agency", "universitas-rekaan-1", *POST)
    innovation = await cli.in_evaluation()
    replace = ("replace-evaluator", innovation, "--reason", "Pensiun", "--as", "sekretariat")
    await cli.done(*replace, "evaluator-3", "guru")
    done = await cli.done(*handing("guru", "guru-2", "--force", *BY_THE_MINISTRY))
    assert done["seats"] == [innovation]
    await cli.refused("not_on_panel", "score", innovation, "--file", "examples/score.yaml", "--as", "guru-2")
    await cli.done(*replace, "guru", "guru-2")


async def test_handing_over_takes_one_act_after_the_other(cli: Cli, tmp_path: Path) -> None:
    for option in (
        ("--sign-to", tmp_path / "act.json"),
        ("--signal",),
        ("--command-id", "7a3c1f0e-5f0d-4f6e-8f55-0d9c2f6a4b11"),
        ("--on-version", "1"),
    ):
        ran = await cli(*handing("evaluator-4", "x", *BY_THE_MINISTRY), *option, "--json")
        assert (ran.code, ran.json["code"]) == (2, "several_acts")
    await cli.refused("post_not_held", *handing("evaluator-4", "x", "--only", "evaluator-9", *BY_THE_MINISTRY))
    await cli.refused("unknown_person", *handing("siapa", "x", *BY_THE_MINISTRY))
