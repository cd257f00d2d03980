"""Work in several processes ends with the process that shares it out."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.waiting import LIMIT_S

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("everybody", [True, False], ids=["Ctrl-C", "to the parent alone"])
async def test_an_interrupt_ends_all_of_them_quietly(database: str, everybody: bool) -> None:
    command = (sys.executable, "-m", "tests.ledger.endless_work", database)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, start_new_session=True, stdout=PIPE, stderr=PIPE)
    assert process.stdout is not None
    async with asyncio.timeout(LIMIT_S):
        assert await process.stdout.readline() == b"begun\n"
        (os.killpg if everybody else os.kill)(process.pid, signal.SIGINT)
        _, said = await process.communicate()  # ends when the last of them has
    assert (process.returncode, said) == (128 + signal.SIGINT, b"")
