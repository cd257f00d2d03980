"""A command imports what it needs and no more, so that it starts fast."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tests.cli.running import OPERATOR, ROOT, Cli
from tests.cli.test_help import GROUPS, NAMES

HEAVY = {"asyncpg", "pydantic", "structlog", "temporalio"}
RUN = """
import asyncio, contextlib, io, json, sys
from cli.main import main
from processes.process import end_process
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    codes = [asyncio.run(main(arguments)) for arguments in json.loads(sys.argv[1])]
print(max(codes), *sys.modules)
end_process(0)
"""


def imported(*calls: Sequence[str]) -> tuple[int, set[str]]:
    """The highest exit code of these commands, run in a process of their own, and every module that it imported."""
    ran = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(calls)], cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, check=True
    )
    code, *modules = ran.stdout.decode().split()
    return int(code), set(modules)


def test_no_help_and_no_misuse_imports_what_only_the_work_needs() -> None:
    helped = [[*name.split(), "--help"] for name in ["", *GROUPS, *NAMES]]
    code, modules = imported(*helped, [], ["--version"], ["nosuch"], ["list", "--nosuch"])
    assert code == 2
    assert not modules & HEAVY


def test_listing_the_commands_imports_none_of_them() -> None:
    code, modules = imported(["--help"])
    assert code == 0
    assert not {name for name in modules if name.startswith("cli.commands")}


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        (["status"], {"pydantic"}),
        (["list"], {"pydantic", "asyncpg"}),
        (["show", "ID"], {"pydantic", "asyncpg"}),
        (["note", "ID", "satu", *OPERATOR], {"pydantic", "asyncpg", "temporalio"}),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else "",
)
async def test_a_command_imports_only_what_it_needs(cli: Cli, command: list[str], needed: set[str]) -> None:
    innovation = await cli.proposed()
    arguments = [innovation if each == "ID" else each for each in command]
    code, modules = await asyncio.to_thread(imported, [*arguments, "--data", str(cli.home)])
    assert code == 0
    assert modules & HEAVY == needed
