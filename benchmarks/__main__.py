"""`python -m benchmarks`: everything, or what is named; `--help` says which sizes can be given."""

import argparse
import asyncio
import logging
import platform

import psutil
import structlog

from benchmarks import verifying

ALL = ("append", "list", "pages", "api", "replay", "lifecycle", "stack", "start", "verify", "origin")


def main() -> None:
    """Runs the benchmarks that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("which", nargs="*", choices=[*ALL, []], help="default: all")
    parser.add_argument("--callers", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--events", type=int, help="default: a million, or what `origin` takes two minutes for")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    which = options.which or ALL
    events = options.events or 1_000_000
    print(f"{platform.platform()}, {psutil.cpu_count()} processors, Python {platform.python_version()}")
    # Imported one by one, because processes of the parallel verification import this module too.
    if "append" in which:
        from benchmarks import appending

        asyncio.run(appending.main(options.callers, options.seconds, options.rounds))
    if "list" in which:
        from benchmarks import listing

        asyncio.run(listing.main())
    if "pages" in which:
        from benchmarks import pages

        asyncio.run(pages.main())
    if "api" in which:
        from benchmarks import calls

        asyncio.run(calls.main())
    if "replay" in which:
        from benchmarks import replaying

        asyncio.run(replaying.main(events))
    if "lifecycle" in which:
        from benchmarks import lifecycle

        asyncio.run(lifecycle.main())
    if "stack" in which:
        from benchmarks import whole_stack

        asyncio.run(whole_stack.main(options.callers, options.seconds, options.rounds))
    if "start" in which:
        from benchmarks import starting

        starting.main(options.rounds)
    if "verify" in which:
        asyncio.run(verifying.main(events))
    if "origin" in which:
        from benchmarks import origins

        asyncio.run(origins.main(options.events or origins.EVENTS))


if __name__ == "__main__":
    main()
