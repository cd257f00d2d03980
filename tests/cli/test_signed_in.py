"""Whoever reads or acts is somebody: the command says who, or else the environment."""

import pytest

from tests.cli.running import ADMINISTRATORS, OPERATOR, POST, PROPOSAL, UNKNOWN, Cli

READS: tuple[tuple[str, ...], ...] = (
    ("list",),
    ("inbox",),
    ("show", UNKNOWN),
    ("history", UNKNOWN),
    ("replay", UNKNOWN),
    ("what-if", UNKNOWN, "--edition", "ringkas"),
    ("export", "--format", "csv"),
    ("bundle", "--all", "--out", "bundles"),
    ("people", "list"),
    ("people", "keys", "auditor"),
    ("agencies", "list"),
    ("agencies", "show", "kota-bandung"),
    ("editions", "list"),
    ("reference", "list"),
)


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize("command", READS, ids=" ".join)
async def test_nothing_is_read_by_nobody(cli: Cli, command: tuple[str, ...]) -> None:
    ran = await cli(*command, "--json")
    assert (ran.code, ran.json["code"]) == (2, "person_needed")
    assert "JEJAK_PERSON" in ran.json["hint"]
    await cli.refused("unknown_person", *command, "--as", "siapa")


async def test_who_holds_no_role_any_more_reads_nothing(cli: Cli) -> None:
    await cli.done("people", "grant", "purna", "auditor", "--agency", "bpk", *POST, *ADMINISTRATORS)
    await cli.done("list", "--as", "purna")
    await cli.done("people", "end", "purna", "auditor", "--reason", "Purnatugas", *ADMINISTRATORS)
    await cli.refused("no_role", "list", "--as", "purna")


async def test_who_is_named_in_the_environment_acts_and_reads_unless_a_command_names_somebody_else(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JEJAK_PERSON", "pengusul")
    assert (await cli.done("propose", PROPOSAL, "--force"))["actor"] == "pengusul"
    innovation = (await cli.done("propose", PROPOSAL, "--force", "--as", "pengusul"))["innovation"]
    await cli.refused("role_missing", "admit", innovation)
    assert (await cli.done("admit", innovation, *OPERATOR))["actor"] == "sekretariat"
    assert all(task["role"] == "proposer" for task in await cli.done("inbox"))
    assert any(task["role"] == "operator" for task in await cli.done("inbox", *OPERATOR))


@pytest.mark.usefixtures("nobody")
async def test_what_shows_nothing_of_an_innovation_asks_for_nobody(cli: Cli) -> None:
    """Verifying, and the ledger's own keys: whose roles count is part of what is verified."""
    assert (await cli("verify")).code == 0
    assert (await cli("keys", "list")).code == 0
    assert (await cli("status")).code == 0
