"""Names and addresses go to the vault once the grant that they come with is recorded, and by who may say them."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import ADMINISTRATORS, POST, Cli
from tests.waiting import until

FALSE = ("--name", "Palsu", "--email", "c@x.example")
PROPOSER_IN = ("proposer", *POST, "--reason", "Surat tugas", "--agency")


def granting(person: str, agency: str = "kota-surakarta") -> tuple[str, ...]:
    """What makes somebody a proposer of an agency."""
    return ("people", "grant", person, *PROPOSER_IN, agency)


async def known(cli: Cli, person: str) -> dict[str, Any] | None:
    """Somebody as everybody's list has them."""
    return next((each for each in await cli.done("people", "list") if each["id"] == person), None)


async def name_of(cli: Cli, person: str) -> str | None:
    """What the vault calls somebody who holds a role."""
    found = await known(cli, person)
    assert found is not None
    name: str | None = found["name"]
    return name


@pytest.mark.parametrize("who", ["hantu", "petugas-bandung", "administrator"])
async def test_a_grant_that_is_only_left_in_the_queue_or_signed_changes_nobodys_name(
    cli: Cli, tmp_path: Path, who: str
) -> None:
    before = await known(cli, "deputi")
    left = [(*granting("deputi", "kota-bandung"), *FALSE, "--as", who, "--signal")]
    if who != "hantu":  # who has no key signs nothing
        left.append((*granting("deputi", "kota-bandung"), *FALSE, "--as", who, "--sign-to", str(tmp_path / "act")))
    for command in left:
        ran = await cli(*command)
        assert (ran.code, "aren't kept yet" in ran.err, "jejak people contacts" in ran.err) == (0, True, True), ran
        assert await known(cli, "deputi") == before


async def test_what_was_left_in_the_queue_has_its_name_kept_once_it_is_recorded(cli: Cli) -> None:
    contacts = ("people", "contacts", "sinta", "--name", "Sinta Rekaan", "--as", "admin-surakarta")
    left = await cli(*granting("sinta"), "--name", "Sinta Rekaan", "--as", "admin-surakarta", "--signal")
    assert left.code == 0
    await until(lambda: _is_known(cli, "sinta"), "sinta's role")
    assert await name_of(cli, "sinta") is None
    assert await cli.done(*contacts) == {"person": "sinta", "kept": ["name"]}
    assert await name_of(cli, "sinta") == "Sinta Rekaan"


async def test_who_moves_to_another_mailbox_needs_no_new_role(cli: Cli) -> None:
    contacts = ("people", "contacts", "deputi", "--email", "deputi@jejak.example")
    before = await known(cli, "deputi")
    assert before
    for who in ("deputi", "petugas-bandung", "auditor"):
        await cli.refused("contacts_not_yours", *contacts, "--as", who)
    await cli.done(*contacts, "--as", "administrator")
    assert await known(cli, "deputi") == before | {"email": "deputi@jejak.example"}
    nothing = await cli("people", "contacts", "deputi", "--as", "administrator", "--json")
    assert (nothing.code, nothing.json["code"]) == (2, "one_needed")


async def test_contacts_of_somebody_who_never_held_a_role_are_asked_about(cli: Cli) -> None:
    contacts = ("people", "contacts", "deputti", "--name", "Arif Rekaan")
    await cli.refused("contacts_not_yours", *contacts, "--as", "deputi")
    await cli.refused("nobodys_contacts", *contacts, "--as", "administrator")
    assert "deputti" in (await cli(*contacts, "--as", "administrator", "--lang", "id")).err
    assert await cli.done(*contacts, "--force", "--as", "administrator") == {"person": "deputti", "kept": ["name"]}


async def test_what_is_refused_keeps_no_name(cli: Cli) -> None:
    before = await known(cli, "deputi")
    await cli.refused("held_elsewhere", *granting("deputi"), *FALSE, "--as", "admin-surakarta")
    assert await known(cli, "deputi") == before


THEIRS = ("--name", "Zaki Rekaan", "--email", "zulfikar@surakarta.example")
ELSEWHERE = ("evaluator", *POST, "--agency", "Universitas Rekaan I")


async def test_the_ministry_is_asked_before_what_an_agency_kept_of_somebody_counts_for_a_role_elsewhere(
    cli: Cli,
) -> None:
    await cli.done(*granting("zulfikar"), *THEIRS, "--as", "admin-surakarta")
    before = await known(cli, "zulfikar")
    grant = ("people", "grant", "zulfikar", *ELSEWHERE, *ADMINISTRATORS)
    for given, told in (((), True), (("--name", "Zaki"), True), (("--email", "zulfikar@ur.example"), False)):
        ran = await cli(*grant, *given, "--json")
        assert (ran.code, ran.json["code"], "--force" in ran.json["hint"]) == (1, "kept_contacts", True)
        assert ("zulfikar@surakarta.example" in ran.json["message"]) is told
        assert ("Zaki Rekaan" in ran.json["message"]) is ("--name" not in given)
    assert await known(cli, "zulfikar") == before
    await cli.done(*granting("zulfikar", "disdukcapil-surakarta"), *ADMINISTRATORS)  # of the same agency
    await cli.done(*grant, "--name", "Zaki Asli", "--email", "zulfikar@ur.example")
    after = await known(cli, "zulfikar")
    assert after
    assert (after["name"], after["email"]) == ("Zaki Asli", "zulfikar@ur.example")
    await cli.refused("contacts_not_yours", "people", "contacts", "zulfikar", *THEIRS, "--as", "admin-surakarta")


async def test_what_an_agency_kept_may_count_elsewhere_if_that_is_meant_and_is_asked_of_a_successor_too(
    cli: Cli,
) -> None:
    await cli.done(*granting("yogi"), *THEIRS, "--as", "admin-surakarta")
    await cli.done("people", "grant", "ximena", *ELSEWHERE, *ADMINISTRATORS)
    handing = ("people", "hand-over", "ximena", "yogi", "--letter", "SK 9/2026", "--reason", "Mutasi", *ADMINISTRATORS)
    await cli.refused("kept_contacts", *handing)
    await cli.done("people", "grant", "yogi", *ELSEWHERE, *ADMINISTRATORS, "--force")
    assert await name_of(cli, "yogi") == "Zaki Rekaan"
    await cli.done(*handing)


async def test_a_name_or_address_that_cannot_be_kept_leaves_the_role_ungranted(cli: Cli) -> None:
    for given in (("--name", "X\n\nYang menunggu Anda:"), ("--email", "a@b\nBcc: c@d")):
        ran = await cli(*granting("yuni"), *given, "--as", "admin-surakarta", "--json")
        assert (ran.code, ran.json["code"]) == (2, "unfit_contacts")
        assert await known(cli, "yuni") is None


async def test_nothing_is_said_of_names_where_none_is_given(cli: Cli) -> None:
    ran = await cli(*granting("ucok"), "--as", "admin-surakarta", "--signal")
    assert (ran.code, "kept" in ran.err) == (0, False)
    await cli.done(*granting("wawan"), "--name", "Wawan Rekaan", *ADMINISTRATORS)
    assert await name_of(cli, "wawan") == "Wawan Rekaan"


async def _is_known(cli: Cli, person: str) -> bool:
    return await known(cli, person) is not None
