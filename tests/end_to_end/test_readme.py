"""The README is true: its commands run in their order, and answer what it shows."""

import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.furnished import edition, in_hours
from tests.waiting import LIMIT_S

pytestmark = pytest.mark.minutes

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PROMPT = "$ jejak "
EXPORTED = dict(re.findall(r"(JEJAK_\w+)=(\S+)", next(re.finditer("^export JEJAK_HOME.*$", README, re.MULTILINE))[0]))
"""The environment in which the README's reader gives the commands."""


@dataclass
class Command:
    """A command as the README shows it, the exit code that it names, and the lines that it shows."""

    text: str
    exit_code: int
    lines: list[str] = field(default_factory=list)

    @property
    def reads(self) -> bool:
        """Whether it may be given again without changing anything."""
        return self.text.split()[0] in ("inbox", "list", "show", "history")


def shown() -> list[Command]:
    """Every command of the README's console blocks, in order."""
    commands: list[Command] = []
    for block in re.findall(r"^```console\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith(PROMPT):
                text, _, note = line.removeprefix(PROMPT).partition("   # exit ")
                commands.append(Command(text, int(note or 0)))
            else:
                commands[-1].lines.append(line)
    return commands


def in_rows(lines: list[str]) -> list[str]:
    """The lines, each row of a table as one: where its cells break depends on how wide the others are, and so on
    whether the day of the month has one digit or two.
    """
    found: list[str] = []
    starts: list[int] = []
    row: list[str] = []
    for line, following in pairwise([*lines, ""]):
        if is_rule(following):
            row = []
            starts = [head.start() for head in re.finditer(r"(?<!\S )(?<!\S)\S", line)]
            found.append(line)
        elif starts and line.startswith(" ") and not is_rule(line):
            cells = [line[start:end].strip() for start, end in pairwise([*starts, None])]
            if cells[0]:
                found.append("")
                row = cells
            else:
                row = [f"{before} {more}".strip() for before, more in zip(row, cells, strict=True)]
            found[-1] = " | ".join(row)
        elif not is_rule(line):
            starts = []
            found.append(line)
    return found


def is_rule(line: str) -> bool:
    """Whether it stands between a table's heads and its rows."""
    return "─" in line and not line.strip(" ─")


def timeless(line: str) -> str:
    """A line without what differs every time: ids, hashes, instants, days, numbers, widths of columns."""
    line = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b|\b[0-9a-f]{8}\b", "ID", line)
    line = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z|\d+ [A-Z][a-z]+ \d{4} [\d:]+ WI(B|TA|T)", "TIME", line)
    line = re.sub(r"\d+ [A-Z][a-z]+ \d{4}", "DAY", line)
    line = re.sub(r"\d+", "N", line)
    return re.sub(r"\s+", " ", line).strip()


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A stack that `up` serves, as the README says to start it."""
    with TemporaryDirectory(prefix="jejak-test-") as parent:
        data = Path(parent) / "data"
        arguments = [sys.executable, "starter.py", "up", "--data", str(data), "--empty"]
        up = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + LIMIT_S
            while not (data / "worker.json").exists():
                assert up.poll() is None, "`up` has ended"
                assert time.monotonic() < deadline, "`up` didn't start in time"
                time.sleep(0.2)
            patient = Path(parent) / "ringkas.toml"  # so that nothing lapses however slowly the commands come
            patient.write_text(in_hours(edition("ringkas")))
            published = run(f"editions publish {patient} --as administrator --with administrator-2", data)
            assert published.returncode == 0, published.stderr
            yield data
        finally:
            up.terminate()
            up.wait(timeout=LIMIT_S)


def run(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    """A command's end, in the README's environment."""
    return subprocess.run(
        [sys.executable, "starter.py", *shlex.split(command)],
        cwd=ROOT,
        env={**os.environ, **EXPORTED, "JEJAK_HOME": str(home), "COLUMNS": "110"},
        capture_output=True,
        text=True,
        check=False,
    )


def until_it_ends_as_shown(command: Command, text: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Repeat while a workflow is still on its way to where the README's reader, who types more slowly, finds it."""
    deadline = time.monotonic() + LIMIT_S
    while True:
        ended = run(text, home)
        as_shown = ended.returncode == command.exit_code and not (command.reads and unanswered(command, ended, home))
        if as_shown or time.monotonic() > deadline:
            return ended
        time.sleep(0.5)


def unanswered(command: Command, ended: subprocess.CompletedProcess[str], home: Path) -> list[str]:
    """The lines that the README shows, and the command didn't say."""
    output = (ended.stdout + ended.stderr).replace(str(home), "./data")
    answered = {timeless(line) for line in in_rows(output.splitlines())}
    return [line for line in in_rows(command.lines) if line != "…" and timeless(line) not in answered]


def test_every_command_ends_as_shown_and_answers_what_is_shown(home: Path) -> None:
    innovation = ""
    for command in shown():
        text = command.text.replace("$ID", innovation).replace("$JEJAK_HOME", str(home))
        ended = until_it_ends_as_shown(command, text, home)
        output = (ended.stdout + ended.stderr).replace(str(home), "./data")
        assert ended.returncode == command.exit_code, f"{command.text}\n{output}"
        missing = unanswered(command, ended, home)
        assert not missing, f"{command.text}\ndidn't answer {missing}, but\n{output}"
        if not innovation:
            innovation = json.loads(run("list --json", home).stdout)[0]["id"]


def test_every_test_that_the_readme_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", README)
    assert named
    for file, test in named:
        text = (ROOT / file).read_text()
        assert not test or f"def {test}(" in text, f"{file} has no {test}"
