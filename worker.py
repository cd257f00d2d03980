"""Runs a worker: `python worker.py`. Settings come from the environment; see wiring/settings.py."""

from processes.beginning import begin


def start() -> None:
    """Works until the process is stopped, and ends it."""
    from processes.process import run
    from processes.working import work

    run(work())


if __name__ == "__main__":
    begin()  # before anything else is imported
    start()
