"""An installation on servers of one's own begins as the README says, with nothing but an empty database."""

import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from stack.postgres import EmbeddedPostgres
from stack.temporal import EmbeddedTemporal
from tests.conftest import execute
from tests.end_to_end.test_readme import README, ROOT
from tests.waiting import LIMIT_S


@pytest.fixture
async def empty_database(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The administrator's DSN of a database with nothing in it."""
    name = f"test_{uuid4().hex}"
    await execute(postgres, f"CREATE DATABASE {name}")
    yield postgres.dsn(name)
    await execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def environment(empty_database: str, tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """What names the servers; Temporal is this test's own, since the administrators' workflows have the same ids."""
    async with EmbeddedTemporal(log=tmp_path / "log") as temporal:
        yield {
            **os.environ,
            "JEJAK_DATABASE_URL": empty_database,
            "TEMPORAL_ADDRESS": temporal.address,
            "JEJAK_HOME": str(tmp_path / "home"),
            "JEJAK_PASSPHRASE": "rahasia",
            "JEJAK_CHECKPOINT_EVERY": "0.2",
        }


@pytest.fixture
def background() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that run beside; ended with the test."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.terminate()
    for process in started:
        process.wait(timeout=LIMIT_S)


def test_an_empty_installation_gets_its_first_proposal_as_the_readme_says(
    environment: dict[str, str], background: list[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    install(environment, background, tmp_path)
    innovation = propose(environment, tmp_path)
    assert [each["id"] for each in run(environment, "list", "--as", "ratih")] == [innovation]
    assert run(environment, "verify")["ok"]


def install(environment: dict[str, str], background: list[subprocess.Popen[bytes]], logs: Path) -> None:
    """Do what the README says an installation begins with; what runs beside is added to `background`.

    What the commands write, and logs, go into a directory.
    """
    [block] = re.findall(r"^```sh\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    for line in block.splitlines():
        words = shlex.split(line.removesuffix(" &").replace("jejak ", "python starter.py ", 1))[1:]
        words = [str(ROOT / each) if (ROOT / each).is_file() else each for each in words]
        if line.endswith(" &"):
            background.append(start(environment, logs / f"{len(background)}.log", *words))
            continue
        out = Path(os.devnull)
        if ">" in words:
            words, out = words[: words.index(">")], logs / words[-1]
        with out.open("wb") as file:
            subprocess.run([sys.executable, *words], cwd=logs, env=environment, stdout=file, check=True)


def start(environment: dict[str, str], log: Path, *command: str) -> subprocess.Popen[bytes]:
    """A process of ours that runs beside; a worker has started when this returns."""
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=errors
        )
    if command[0].endswith("worker.py"):
        started(log)
    return process


def propose(environment: dict[str, str], directory: Path) -> str:
    """A new innovation's id; it looks like the one that was proposed before, which is meant."""
    proposal = (ROOT / "examples/kartu-insentif-anak.yaml").read_text().replace("ringkas", "kipp-2025")
    (directory / "proposal.yaml").write_text(proposal)
    ran = run(environment, "propose", str(directory / "proposal.yaml"), "--as", "ratih", "--force")
    return str(ran["innovation"])


def started(log: Path) -> None:
    """Wait until a worker has started, as its log says."""
    deadline = time.monotonic() + LIMIT_S
    while "worker started" not in log.read_text():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def run(environment: dict[str, str], *arguments: str) -> Any:
    """A command's JSON."""
    ended = subprocess.run(
        [sys.executable, "starter.py", *arguments, "--json"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(ended.stdout)
