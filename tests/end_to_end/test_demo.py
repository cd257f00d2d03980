"""The golden case: the demonstration runs to its end, and what it leaves can be served, read and proved."""

import asyncio
import json
import os
import re
import resource
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import psutil
import pytest
from temporalio.client import Client

from tests.waiting import LIMIT_S, until
from tests.workflows.counting import PER_COMMAND, PER_REARMING_COMMAND, PER_RUN, count

ROOT = Path(__file__).parents[2]
WITHIN_CPU_S = 30.0
"""For the demonstration and the servers that it starts. By the clock it takes the periods of its edition, about a
minute, and on a busy machine whatever that takes."""


@dataclass(frozen=True)
class Demo:
    """A demonstration that is over."""

    data: Path
    code: int
    output: str
    errors: str
    cpu_seconds: float


async def start(*arguments: str) -> Process:
    """`starter.py` with these arguments, as the auditor, in English; no settings of the environment's, nor Python's."""
    foreign = ("JEJAK_", "TEMPORAL_", "PYTHON")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "starter.py", *arguments, "--lang", "en"),
        cwd=ROOT,
        env=environment | {"JEJAK_PERSON": "auditor"},
        stdout=PIPE,
        stderr=PIPE,
        limit=2**24,
    )


async def asked(*arguments: str) -> Any:
    """The JSON that a command answers with, which must be done."""
    process = await start(*arguments, "--json")
    output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return json.loads(output)


def left_running(data: Path) -> list[str]:
    """Processes that still have to do with a data directory."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if any(str(data) in word for word in words):
            found.append(" ".join(words))
    return found


@pytest.fixture(scope="module")
async def demo() -> AsyncIterator[Demo]:
    """One demonstration for all tests here, with its data left behind."""
    with TemporaryDirectory(prefix="jejak-test-") as parent:
        data = Path(parent) / "data"
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        process = await start("demo", "--data", str(data))
        output, errors = await process.communicate()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        assert process.returncode is not None
        yield Demo(data, process.returncode, output.decode(), errors.decode(), seconds)


@dataclass(frozen=True)
class Up:
    """A stack that runs on the demonstration's data."""

    data: str
    addresses: dict[str, str]
    process: Process


@pytest.fixture(scope="module")
async def up(demo: Demo) -> AsyncIterator[Up]:
    """The demonstration's data, served again."""
    process = await start("up", "--data", str(demo.data), "--json")
    assert process.stdout is not None
    try:
        async with asyncio.timeout(LIMIT_S):
            document = await process.stdout.readuntil(b"}\n")
        yield Up(str(demo.data), json.loads(document), process)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(LIMIT_S):
                await process.communicate()


@pytest.fixture(scope="module")
async def innovation(up: Up) -> str:
    """The id of the only innovation there is."""
    (found,) = await asked("list", "--data", up.data)
    return str(found["id"])


async def test_the_demo_shows_a_whole_life_in_time(demo: Demo) -> None:
    assert (demo.code, demo.errors) == (0, "")
    assert demo.cpu_seconds < WITHIN_CPU_S
    for chapter in ("Proposal", "Pilot", "Evaluation", "Decision", "Scaling", "Sustaining", "Its trail"):
        assert re.search(rf"^{chapter}$", demo.output, re.MULTILINE), chapter
    for sentence in (
        r"Check \d+ got no answer",  # a slow machine misses others besides
        "Corrective action required",
        "Institutionalised by Permendagri Nomor 2 Tahun 2016",
        r"\(not open to you\)",
        "Intact:",
    ):
        assert re.search(sentence, demo.output), sentence
    assert left_running(demo.data) == []


async def test_the_same_data_is_served_afterwards(up: Up) -> None:
    addresses = await asked("status", "--data", up.data)
    assert addresses == up.addresses
    assert set(addresses) == {"database_url", "temporal_address", "temporal_ui", "health", "console", "samples"}
    assert addresses["samples"] is None  # it began without
    async with httpx.AsyncClient(timeout=LIMIT_S) as http:

        async def healthy() -> bool:  # what answers late on a busy machine counts as away for so long
            return (await http.get(f"{addresses['health']}/health")).status_code == 200

        await until(healthy, "all servers answer")
        assert (await http.get(addresses["temporal_ui"])).status_code == 200


async def test_its_history_has_everything_that_the_golden_case_is_about(up: Up, innovation: str) -> None:
    history = await asked("history", innovation, "--data", up.data)
    types = Counter(event["type"] for event in history)
    assert types["CheckOpened"] >= 5
    assert types["CheckUnanswered"] >= 1
    assert types["CorrectionRequired"] == types["CorrectionReported"] == 1
    assert types["AdoptionCompleted"] == 3
    assert types["CommandRefused"] == 3
    assert {"MeasurementMissed", "ConflictDeclared", "EvaluatorReplaced", "AdoptionDeclined"} <= set(types)
    verdicts = [event["data"]["verdict"] for event in history if event["type"] == "CheckAssessed"]
    assert verdicts == ["lapsed", "sustained_with_notes", "sustained", "sustained"]
    decided = {"DecisionTaken": "deputi", "DecreeRecorded": "sekretariat", "DecreeConfirmed": "sekretariat-2"}
    assert {event["type"]: event["actor"] for event in history if event["type"] in decided} == decided
    [confirmed] = [event["data"] for event in history if event["type"] == "DecreeConfirmed"]
    assert confirmed["signatory"] == "menteri"
    assert {event["actor"] for event in history} >= {"pengusul", "sekretariat", "petugas-bandung", "system"}
    for event in history:
        assert event["chain"]
        assert datetime.fromisoformat(event["recorded_at"]) >= datetime.fromisoformat(event["occurred_at"])


async def test_its_state_is_replayed_at_any_version(up: Up, innovation: str) -> None:
    now = await asked("replay", innovation, "--data", up.data)
    assert now["innovation"]["stage"] == "institutionalised"
    first = await asked("replay", innovation, "--version", "1", "--data", up.data)
    assert first["innovation"]["stage"] == "proposal"
    changes = await asked("replay", innovation, "--diff", "1", "4", "--data", up.data)
    assert {"before": "proposal", "after": "pilot", "path": "innovation.stage"} in changes


async def test_the_whole_record_is_intact(up: Up) -> None:
    report = await asked("verify", "--data", up.data)
    assert report["ok"] is True
    assert report["problems"] == []
    assert report["events"] > 80


async def test_nothing_is_done_twice_when_the_stack_starts_again(up: Up) -> None:
    people = await asked("people", "list", "--data", up.data)
    assert all(len(person["grants"]) == 1 for person in people)
    editions = await asked("editions", "list", "--data", up.data)
    assert all(edition["versions"] == 1 for edition in editions)


async def test_temporal_keeps_little_of_it(up: Up, innovation: str, capsys: pytest.CaptureFixture[str]) -> None:
    client = await Client.connect(up.addresses["temporal_address"])
    query = f"WorkflowId = 'innovation/{innovation}' OR WorkflowId STARTS_WITH 'adoption/{innovation}/'"
    histories = []
    async for run in client.list_workflows(query):
        history = await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()
        histories.append(history.events)
    counted = count(histories)
    with capsys.disabled():
        print(
            f"\ngolden case: {counted.total} Temporal events in {len(histories)} runs,"
            f" {mean(counted.staying):.1f} per command in its stage (at most {max(counted.staying)}),"
            f" {mean(counted.rearming):.1f} if it moves the wake-up (at most {max(counted.rearming)}),"
            f" {mean(counted.runs):.1f} per run opened and closed (at most {max(counted.runs)})"
        )
    assert max(counted.staying) <= PER_COMMAND
    assert max(counted.rearming) <= PER_REARMING_COMMAND
    assert max(counted.runs) <= PER_RUN


async def test_a_signal_to_stop_stops_everything(up: Up) -> None:
    up.process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(LIMIT_S):
        _, errors = await up.process.communicate()
    assert (up.process.returncode, errors) == (0, b"")
    assert left_running(Path(up.data)) == []
    process = await start("status", "--data", up.data, "--json")
    output, _ = await process.communicate()
    assert (process.returncode, json.loads(output)["code"]) == (3, "unavailable")
