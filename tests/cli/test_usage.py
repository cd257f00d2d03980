"""Arguments that can't be read are usage errors, in the reader's language, and nothing is sent."""

import pytest
from typer.testing import CliRunner

from cli.app import app
from cli.commands.simple import TABLE
from domain.commands import PAYLOADS
from tests.cli.running import OPERATOR, UNKNOWN, Cli


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("admit",),
        ("admit", UNKNOWN),
        ("admit", UNKNOWN, "--as", "Not An Id"),
        ("admit", UNKNOWN, "--frobnicate"),
        ("admit", UNKNOWN, "--command-id", "x"),
        ("admit", UNKNOWN, "--on-version", "-1"),
        ("admit", UNKNOWN, "--timeout", "0"),
        ("admit", UNKNOWN, *OPERATOR, "--lang", "fr"),
        ("list", "--stage", "nowhere"),
        ("list", "--limit", "0"),
        ("decide", UNKNOWN, "maybe"),
        ("submit", UNKNOWN, "note", "--set", "text", *OPERATOR),
        ("submit", UNKNOWN, "note", "--set", "text=[", *OPERATOR),
        ("submit", UNKNOWN, "note", "--set", "a=1", "--set", "a=2", *OPERATOR),
        ("submit", UNKNOWN, "note", "--set", "a=1", "--set", "a.b=2", *OPERATOR),
        ("people", "grant", "budi", "king", "--agency", "x"),
        ("people", "grant", "budi", "operator", "--agency", "x", "--until", "besok", "--as", "administrator"),
        ("people", "grant", "budi", "operator", "--agency", "x", "--from", "", "--as", "administrator"),
        ("people", "grant", "budi", "operator", "--agency", "x", "--until", "", "--as", "administrator"),
        ("people", "end", "budi", "operator", "--at", "", "--reason", "x", "--as", "administrator"),
        ("reference", "publish", "weather", "x.csv", "--source", "x"),
    ],
)
async def test_a_misused_command_says_what_is_wrong_and_what_to_do(cli: Cli, arguments: tuple[str, ...]) -> None:
    ran = await cli(*arguments, "--json")
    assert ran.code == 2
    assert ran.json["message"]
    assert ran.json["hint"]
    told = await cli(*arguments)
    assert told.out == ""
    assert ran.json["message"] in told.err


async def test_an_empty_region_is_not_taken_for_the_officers_own(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    nowhere = ("--region", "", "--as", "petugas-bandung")
    await cli.refused("unknown_region", "commit-adoption", innovation, *nowhere)
    await cli.refused("unknown_region", "submit", innovation, "commit_adoption", *nowhere)
    await cli.refused("invalid_payload", "report", innovation, "cakupan=1", *nowhere)


async def test_usage_errors_are_told_in_indonesian_too(cli: Cli) -> None:
    assert "kurang argumen 'INNOVATION'" in (await cli("admit", "--lang", "id")).err
    assert "harus bilangan" in (await cli("list", "--timeout", "x", "--lang", "id")).err
    assert "tidak ada perintah 'x'" in (await cli("x", "--lang=id", "--lang", "id")).err


async def test_a_group_without_a_command_shows_its_help(cli: Cli) -> None:
    ran = await cli.run("people")
    assert ran.code == 2


def test_every_command_has_help_in_both_languages() -> None:
    runner = CliRunner()
    names = [command.name for command in app.registered_commands]
    assert len(names) == len(set(names))
    for name in names:
        shown = runner.invoke(app, [str(name), "--help"])
        assert shown.exit_code == 0
        assert " / " in shown.output, name


def test_whatever_a_person_may_ask_of_an_innovation_has_a_command_of_its_own() -> None:
    asked = {row.type_name for row in TABLE}
    written = {"propose", "score", "decide", "report_check", "attach_evidence", "report_measurement"}
    wanted = {name for name, form in PAYLOADS.items() if form.scope == "innovation" and not form.system}
    assert asked | written == wanted


async def test_arguments_that_are_no_text_are_told_so(cli: Cli) -> None:
    ran = await cli("note", UNKNOWN, "\udcff", *OPERATOR, "--json")
    assert (ran.code, ran.json["code"]) == (2, "usage")
