"""A process ends with the code its work gave, whatever the libraries below do at exit."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.waiting import LIMIT_S

ROOT = Path(__file__).parents[2]

CLIENT = """
import sys
from temporalio.client import Client
from processes.process import run

async def main():
    client = await Client.connect({address!r})
    assert await client.service_client.check_health()
    print("done")
    return 7

run(main())
"""

MAIN = """
import asyncio, sys
from processes.process import run
async def main():
{body}
run(main())
"""


def run_python(source: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=LIMIT_S)


async def test_ten_of_ten_processes_with_a_client_end_with_their_own_code(temporal_address: str) -> None:
    for _ in range(10):
        ended = run_python(CLIENT.format(address=temporal_address))
        assert (ended.returncode, ended.stdout, ended.stderr) == (7, "done\n", "")


@pytest.mark.parametrize(("arguments", "code"), [(["-k", "nothing"], 5), (["--unknown"], 4), (["--help"], 0)])
def test_pytest_itself_ends_with_its_own_code(arguments: list[str], code: int) -> None:
    command = [sys.executable, "-m", "pytest", __file__, "-p", "no:cacheprovider", *arguments]
    assert subprocess.run(command, capture_output=True, timeout=LIMIT_S).returncode == code


@pytest.mark.parametrize(
    ("body", "code", "error"),
    [
        ("  return None", 0, ""),
        ("  raise SystemExit(3)", 3, ""),
        ("  raise SystemExit('no such file')", 1, "no such file"),
        ("  raise SystemExit", 0, ""),
        ("  1 / 0", 70, "ZeroDivisionError"),
    ],
)
def test_the_exit_code_says_how_it_ended(body: str, code: int, error: str) -> None:
    ended = run_python(MAIN.format(body=body))
    assert ended.returncode == code
    assert error in ended.stderr


def test_output_that_nobody_reads_any_more_ends_a_process_quietly() -> None:
    command = [sys.executable, "-c", MAIN.format(body="  print('a' * 100_000)")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(LIMIT_S) == 128 + signal.SIGPIPE


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("on_cancel", "code"), [("raise", None), ("return 0", 0)], ids=["by default", "when it is caught"]
)
def test_a_signal_lets_the_work_clean_up(number: signal.Signals, on_cancel: str, code: int | None) -> None:
    body = f"""
  try:
    print("up", flush=True)
    await asyncio.sleep(60)
  except asyncio.CancelledError:
    await asyncio.sleep(0.01)
    print("cleaned up")
    {on_cancel}
"""
    with subprocess.Popen([sys.executable, "-c", MAIN.format(body=body)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(number)
        assert process.stdout.read() == "cleaned up\n"
        assert process.wait(LIMIT_S) == (128 + number if code is None else code)


IMPORTING = """
import sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            print("importing", flush=True)
            sys.stdin.read()

sys.meta_path.insert(0, Finder())
"""


@pytest.mark.parametrize(
    ("script", "module"), [("starter.py", "cli.main"), ("starter.py", "asyncio"), ("worker.py", "temporalio")]
)
def test_an_interrupt_while_modules_are_imported_ends_a_process_quietly(
    tmp_path: Path, script: str, module: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(IMPORTING.format(module=module))
    with subprocess.Popen(
        [sys.executable, ROOT / script],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # also if tests run in background
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "importing\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == ""
        assert process.wait(LIMIT_S) == 128 + signal.SIGINT


def full_pipe() -> tuple[int, int]:
    """Both ends of a pipe that nothing more goes into."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    with suppress(BlockingIOError):
        while True:
            os.write(write, b"a")
    os.set_blocking(write, True)
    return read, write


def test_an_interrupt_while_nobody_reads_the_last_words_ends_a_process_quietly() -> None:
    body = "  sys.stdout.write('b')\n  print('up', file=sys.stderr)"
    read, write = full_pipe()
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        [sys.executable, "-c", MAIN.format(body=body)], env=buffered, stdout=write, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"up\n"
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            time.sleep(0.02)
        assert process.stderr.read() == b""
        assert process.returncode == 128 + signal.SIGINT
    os.close(read)
    os.close(write)


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (1, 2), (0, 1, 2)], ids=str)
@pytest.mark.parametrize(("arguments", "code"), [(["--version"], 0), (["admit"], 2)], ids=["done", "misused"])
def test_a_command_whose_standard_streams_are_closed_ends_as_ever(
    closed: tuple[int, ...], arguments: list[str], code: int
) -> None:
    redirected = " ".join(f"{number}>&-" for number in closed)
    ended = subprocess.run(
        ["sh", "-c", f'"$@" {redirected}', "sh", sys.executable, ROOT / "starter.py", *arguments, "--lang", "en"],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )
    assert ended.returncode == code
    assert "Traceback" not in ended.stderr
    assert ended.stdout.startswith("jejak") == (code == 0 and 1 not in closed)
    assert ended.stderr.startswith("The argument") == (code == 2 and 2 not in closed)
