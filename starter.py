"""Where operators, evaluators, decision makers, regions and auditors start: `python starter.py --help`."""

from processes.beginning import begin


def start() -> None:
    """Runs the command that the arguments say, and ends the process."""
    import logging
    import sys
    from io import TextIOWrapper

    from cli.main import main
    from processes.process import run

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Whatever the locale, names and JSON are UTF-8; and who reads through a pipe sees each line at once.
            stream.reconfigure(encoding="utf-8", line_buffering=True)
    logging.basicConfig(level=logging.ERROR)  # of libraries; a command that is a process sets up its own
    run(main(sys.argv[1:]))


if __name__ == "__main__":
    begin()  # before anything else is imported
    start()
