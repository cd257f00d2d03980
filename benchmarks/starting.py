"""How long the command line takes to start: `jejak --help`, beside importing what a command line is made of."""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

IMPORTS = (sys.executable, "-c", "import typer, rich")
HELP = (sys.executable, str(Path(__file__).parents[1] / "starter.py"), "--help")


def cpu_ms(command: tuple[str, ...]) -> float:
    """The CPU time of a process from its start to its end, as the kernel counts it."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return 1000 * (used.ru_utime + used.ru_stime)


def main(rounds: int) -> None:
    """Prints the medians of some rounds, in each of which both take their turn."""
    print(f"Start: CPU time of a process, {rounds} rounds")
    for command in (IMPORTS, HELP):
        cpu_ms(command)  # from then on its files are compiled, and in memory
    pairs = [(cpu_ms(IMPORTS), cpu_ms(HELP)) for _ in range(rounds)]
    print(f"  import typer, rich        {median(imports for imports, _ in pairs):9.0f} ms")
    print(f"  jejak --help              {median(shown for _, shown in pairs):9.0f} ms")
    print(f"  ratio                     {median(two / one for one, two in pairs):9.2f}    (goal: at most 3)")
