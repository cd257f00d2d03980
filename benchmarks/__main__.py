"""`python -m benchmarks`: everything, or what is named; `--help` says which sizes can be given."""

import argparse
import asyncio
import logging
import platform

import psutil
import structlog

from benchmarks import appending, verifying


def main() -> None:
    """Runs the benchmarks that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("which", nargs="*", choices=["append", "verify", []], help="default: all")
    parser.add_argument("--callers", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--events", type=int, default=1_000_000)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    which = options.which or ["append", "verify"]
    print(f"{platform.platform()}, {psutil.cpu_count()} processors, Python {platform.python_version()}")
    if "append" in which:
        asyncio.run(appending.main(options.callers, options.seconds, options.rounds))
    if "verify" in which:
        asyncio.run(verifying.main(options.events))


if __name__ == "__main__":
    main()
