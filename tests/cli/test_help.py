"""Help is in the reader's language alone, and says something of everything."""

import re
import tomllib

import pytest

from cli.app import COMMANDS, VERSION
from cli.main import main
from domain.commands import PAYLOADS
from tests.cli.running import ROOT, captured
from texts import LANGUAGES, Lang

NAMES = [name for commands in COMMANDS.values() for name in commands]
GROUPS = sorted({name.split()[0] for name in NAMES if " " in name})


async def help_on(name: str, lang: Lang) -> str:
    """The help of a command, of a group of commands, or of all of it."""
    with captured() as (out, err):
        code = await main([*name.split(), "--help", "--lang", lang])
    assert (code, err.getvalue()) == (0, "")
    return out.getvalue()


@pytest.mark.parametrize("name", ["", *GROUPS, *NAMES])
async def test_everything_has_help_in_each_language_alone(name: str) -> None:
    indonesian, english = [await help_on(name, lang) for lang in LANGUAGES]
    for shown in (indonesian, english):
        assert f"jejak {name}".strip() in shown
        assert not re.findall(r"\b(?:cli|usage)\.\w+", shown)
    same = {line.strip() for line in indonesian.splitlines()} & {line.strip() for line in english.splitlines()}
    assert same <= {"", "Auditor"}


async def test_all_commands_are_listed() -> None:
    shown = await help_on("", "en")
    for name in NAMES:
        assert re.search(rf"^  {name.split()[0]} ", shown, flags=re.MULTILINE)


@pytest.mark.parametrize("arguments", [[], ["people"]], ids=["nothing", "a group"])
async def test_who_names_no_command_sees_the_help_and_has_misused_it(arguments: list[str]) -> None:
    with captured() as (out, err):
        assert await main(arguments) == 2
    assert err.getvalue() == ""
    assert "people" in out.getvalue()


def test_the_version_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION


async def test_the_version_is_shown() -> None:
    with captured() as (out, _):
        assert await main(["--version"]) == 0
    assert out.getvalue() == f"jejak {VERSION}\n"


def test_whatever_a_person_may_ask_of_an_innovation_has_a_command_of_its_own() -> None:
    named = {function.partition(":")[2].rstrip("_") for commands in COMMANDS.values() for function in commands.values()}
    asked = named - {"report"} | {"report_measurement"}
    wanted = {name for name, form in PAYLOADS.items() if not form.system}
    assert wanted - asked == {
        *("accept_adoption_amendment", "reject_adoption_amendment"),  # `accept-amendment --region`, …
        *("grant_role", "end_role"),  # `people grant`, `people end`
        *(f"{done}_agency" for done in ("add", "rename", "merge", "split")),  # `agencies add`, …
        "publish_agencies",  # `agencies publish`
        *("publish_key", "retire_service_key", "replace_key"),  # `keys rotate`, `keys retire`, `identity replace`
    }
