"""Acts that two people sign, each where their own key is, and the servers elsewhere."""

from pathlib import Path

import pytest

from tests.cli.elsewhere import Elsewhere
from tests.cli.running import POST, PROPOSAL
from tests.cli.test_two_desks import AUTHOR, OTHER, granting, is_known


async def test_what_one_signed_to_a_file_another_confirms_from_elsewhere_too(
    elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "act.json"
    await (await elsewhere.of(AUTHOR)).refused(1, "no_identity", *granting("wati-afar"), "--sign-to", file)
    assert not file.exists()
    elsewhere.bring_key(AUTHOR)
    left = await elsewhere.done(*granting("wati-afar"), "--sign-to", file)
    assert left["signed"]["people"] == [AUTHOR]
    await elsewhere.refused(1, "confirmed_by_author", "confirm", file, "--yes")
    elsewhere.bring_key("sekretariat")
    await (await elsewhere.of("sekretariat")).refused(1, "role_missing", "confirm", file, "--yes")
    await (await elsewhere.of(OTHER)).refused(1, "no_identity", "confirm", file, "--yes")
    elsewhere.bring_key(OTHER)
    monkeypatch.setenv("JEJAK_GENESIS", "0" * 64)
    await elsewhere.refused(1, "other_genesis", "confirm", file, "--yes")
    monkeypatch.delenv("JEJAK_GENESIS")
    assert "wati-afar" in (await elsewhere("confirm", file)).out  # what is asked, before it is signed
    assert not await is_known(elsewhere, "wati-afar")
    receipt = await elsewhere.done("confirm", file, "--yes")
    assert (receipt["command_id"], receipt["signed"]["people"]) == (left["command_id"], [AUTHOR, OTHER])
    assert await is_known(elsewhere, "wati-afar")
    again = await elsewhere.done("confirm", file)
    assert again["command_id"] == left["command_id"]


async def test_the_ministry_is_asked_elsewhere_too_before_what_an_agency_kept_counts_for_another_role(
    elsewhere: Elsewhere,
) -> None:
    elsewhere.bring_key("admin-surakarta")
    theirs = ("--name", "Wira Rekaan", "--email", "wira@surakarta.example")
    await (await elsewhere.of("admin-surakarta")).done(*granting("wira-afar"), *theirs)
    elsewhere.bring_key(AUTHOR)
    anew = ("people", "grant", "wira-afar", "evaluator", *POST, "--agency", "Universitas Rekaan I")
    await (await elsewhere.of(AUTHOR)).refused(1, "kept_contacts", *anew)


async def test_posts_and_drafts_are_handed_over_from_elsewhere(
    elsewhere: Elsewhere,
) -> None:
    elsewhere.bring_key("admin-surakarta")
    await (await elsewhere.of("admin-surakarta")).done(*granting("lama-afar"))
    draft = (await (await elsewhere.of("lama-afar")).done("draft", "save", PROPOSAL))["id"]
    await elsewhere.of("admin-surakarta")
    handing = ("people", "hand-over", "lama-afar", "baru-afar", "--letter", "SK 9/2026", "--reason", "Mutasi")
    done = await elsewhere.done(*handing, "--force")  # somebody new
    assert ([each["stream"] for each in done["receipts"]], done["drafts"]) == (
        ["person/baru-afar", "person/lama-afar"],
        [draft],
    )
    await elsewhere.of("baru-afar")
    assert draft in [each["id"] for each in await elsewhere.done("draft", "list")]
