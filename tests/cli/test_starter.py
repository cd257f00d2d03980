"""starter.py as a process: its exit codes hold, its streams are clean, JEJAK_HOME is found."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE

import pytest

from tests.cli.running import PROPOSAL, PROPOSER, ROOT, UNKNOWN
from wiring.settings import Settings


async def starter(stack: Settings, *arguments: str) -> tuple[int | None, str, str]:
    """Run starter.py beside this process, in which its stack's worker works."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "starter.py",
        *arguments,
        cwd=ROOT,
        env=os.environ | {"JEJAK_HOME": str(stack.home), "JEJAK_LANG": "en"},
        stdout=PIPE,
        stderr=PIPE,
    )
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def test_a_command_prints_its_receipt_and_nothing_else(stack: Settings) -> None:
    code, out, err = await starter(stack, "propose", str(PROPOSAL), *PROPOSER, "--force", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["version"] == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--help",), 0),
        (("list",), 0),
        (("admit", UNKNOWN, "--as", "sekretariat"), 1),
        (("admit",), 2),
        (("list", "--data", "/nowhere"), 3),
    ],
)
async def test_the_exit_code_is_the_commands_and_messages_go_to_standard_error(
    stack: Settings, arguments: tuple[str, ...], code: int
) -> None:
    returned, out, err = await starter(stack, *arguments)
    assert returned == code
    assert bool(out) == (code == 0)
    assert bool(err) == (code != 0)


async def test_a_command_that_nobody_reads_ends_as_every_process_does(stack: Settings) -> None:
    read, write = os.pipe()
    os.close(read)
    for arguments in (("list",), ("list", "--json")):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "starter.py", *arguments, "--data", str(stack.home)), cwd=ROOT, stdout=write, stderr=PIPE
        )
        _, err = await process.communicate()
        assert (process.returncode, err) == (128 + signal.SIGPIPE, b"")
    os.close(write)
