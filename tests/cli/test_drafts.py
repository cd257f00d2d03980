"""Drafts: proposals that aren't complete yet, until they are handed in by whoever may."""

from pathlib import Path

import pytest

from tests.cli.running import ADMINISTRATORS, POST, PROPOSAL, PROPOSER, Cli

LOCAL_ADMINISTRATOR = ("--as", "admin-surakarta")
WHOLE = PROPOSAL.read_text()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A proposal with a title and nothing else."""
    path = tmp_path / "usulan.yaml"
    path.write_text("edition: ringkas\nproposal:\n  title: Kartu Anak\n")
    return path


async def drafted(cli: Cli, file: Path) -> str:
    """The id of a draft that was just saved."""
    return str((await cli.done("draft", "save", file, *PROPOSER))["id"])


async def titles(cli: Cli, who: tuple[str, str]) -> dict[str, str]:
    """The drafts that somebody sees: their titles by id."""
    return {each["id"]: each["title"] for each in await cli.done("draft", "list", *who)}


async def test_what_is_written_so_far_is_kept_with_what_it_lacks(cli: Cli, file: Path) -> None:
    saved = await cli.done("draft", "save", file, *PROPOSER)
    assert (saved["agency"], saved["author"], saved["version"]) == ("kota-surakarta", "pengusul", 1)
    assert {each["path"] for each in saved["problems"]} >= {"proposal.summary", "proposal.started_on"}
    shown = await cli("draft", "show", saved["id"][:8], *PROPOSER)
    assert "title: Kartu Anak" in shown.out
    assert "proposal.summary" in shown.err
    file.write_text(shown.out.replace("Kartu Anak", "Kartu Insentif Anak"))
    saved = await cli.done("draft", "save", file, "--draft", saved["id"], *PROPOSER)
    assert (saved["title"], saved["version"]) == ("Kartu Insentif Anak", 2)
    assert "Kartu Insentif Anak" in (await cli("draft", "list", *PROPOSER)).out


async def test_a_draft_that_is_complete_becomes_a_proposal_once(cli: Cli, file: Path) -> None:
    draft = await drafted(cli, file)
    incomplete = await cli("draft", "submit", draft, *PROPOSER, "--json")
    assert (incomplete.code, incomplete.json["code"]) == (2, "incomplete_draft")
    assert {"path": "proposal.summary", "code": "missing"}.items() <= incomplete.json["problems"][0].items()
    file.write_text(WHOLE)
    await cli.done("draft", "save", file, "--draft", draft, *PROPOSER)
    receipt = await cli.done("draft", "submit", draft, *PROPOSER, "--force")
    [proposed] = await cli.done("history", receipt["innovation"])
    assert (proposed["actor"], proposed["type"]) == ("pengusul", "InnovationProposed")
    again = await cli("draft", "submit", draft, *PROPOSER, "--json")
    assert (again.code, again.json["code"]) == (1, "draft_submitted")
    assert receipt["innovation"] in again.json["message"]
    await cli.refused("draft_submitted", "draft", "save", file, "--draft", draft, *PROPOSER)
    [listed] = [each for each in await cli.done("draft", "list", *PROPOSER) if each["id"] == draft]
    assert (listed["innovation"], listed["problems"]) == (receipt["innovation"], [])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("edition: ringkas", "edition: belum-terbit", "unknown_edition"),
        ("2014-01-01", "2998-01-01", "too_young"),
        ("    novelty:", "    tanya:", "not_answered"),
        ("    novelty:", "    tanya: x\n    novelty:", "no_such_question"),
        ("    novelty: >-\n", f"    novelty: >-\n      {'kata ' * 201}\n", "too_many_words"),
        ("agency: kota-surakarta", "agency: kota-surakarta\nregion: '32.73'", "region_of_other"),
    ],
)
async def test_a_draft_that_would_be_refused_is_not_called_complete(
    cli: Cli, file: Path, old: str, new: str, code: str
) -> None:
    assert old in WHOLE
    file.write_text(WHOLE.replace(old, new, 1))
    saved = await cli.done("draft", "save", file, *PROPOSER)
    shown = await cli.done("draft", "show", saved["id"], *PROPOSER)
    [listed] = [each for each in await cli.done("draft", "list", *PROPOSER) if each["id"] == saved["id"]]
    for each in (saved, shown, listed):
        assert code in {problem["code"] for problem in each["problems"]}
    for lang, word in (("id", "lengkap dan dapat"), ("en", "is complete")):
        assert word not in (await cli("draft", "show", saved["id"], *PROPOSER, "--lang", lang)).err
    file.write_text(WHOLE)
    assert (await cli.done("draft", "save", file, "--draft", saved["id"], *PROPOSER))["problems"] == []
    assert "It is complete" in (await cli("draft", "show", saved["id"], *PROPOSER)).err


async def test_nothing_is_lost_when_handing_it_in_is_refused(cli: Cli, file: Path) -> None:
    file.write_text(WHOLE.replace("2014-01-01", "2998-11-01").replace("edition: ringkas", "edition: kipp-2025"))
    draft = await drafted(cli, file)
    for _ in range(2):
        await cli.refused("too_young", "draft", "submit", draft, *PROPOSER, "--force")
    assert "is kept" in (await cli("draft", "submit", draft, *PROPOSER)).err
    file.write_text(WHOLE)
    await cli.done("draft", "save", file, "--draft", draft, *PROPOSER)
    await cli.done("draft", "submit", draft, *PROPOSER, "--force")


async def test_the_agencys_administrator_corrects_and_hands_in_what_its_units_wrote(cli: Cli, file: Path) -> None:
    draft = await drafted(cli, file)
    assert draft in await titles(cli, LOCAL_ADMINISTRATOR)
    file.write_text(WHOLE)
    saved = await cli.done("draft", "save", file, "--draft", draft, *LOCAL_ADMINISTRATOR)
    assert (saved["author"], saved["saved_by"]) == ("pengusul", "admin-surakarta")
    receipt = await cli.done("draft", "submit", draft, *LOCAL_ADMINISTRATOR, "--force")
    [proposed] = await cli.done("history", receipt["innovation"])
    assert (proposed["actor"], proposed["grant"]) == ("admin-surakarta", "local_administrator-1")


async def test_a_draft_is_nobody_elses(cli: Cli, file: Path) -> None:
    draft = await drafted(cli, file)
    await cli.done("people", "grant", "kolega", "proposer", "--agency", "kota-surakarta", *POST, *ADMINISTRATORS)
    colleague = ("--as", "kolega")
    assert draft not in await titles(cli, colleague)
    for command in (("show", draft), ("submit", draft), ("discard", draft), ("save", file, "--draft", draft)):
        await cli.refused("others_draft", "draft", *command, *colleague)
    await cli.refused("unknown_draft", "draft", "show", draft[:8], *colleague)
    file.write_text("agency: kota-bandung\n")
    await cli.refused("other_agency", "draft", "save", file, *PROPOSER)


async def test_a_draft_that_is_discarded_is_gone(cli: Cli, file: Path) -> None:
    draft = await drafted(cli, file)
    await cli.done("draft", "discard", draft, *PROPOSER)
    await cli.refused("unknown_draft", "draft", "show", draft, *PROPOSER)


async def test_what_is_no_proposal_at_all_is_named_by_line(cli: Cli, file: Path) -> None:
    file.write_text("- satu\n- dua\n")
    ran = await cli("draft", "save", file, *PROPOSER, "--json")
    assert (ran.code, ran.json["code"]) == (2, "invalid_file")
    assert ran.json["problems"][0]["line"] == 1
