"""How every process of ours begins and ends."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import traceback
from collections.abc import Coroutine
from typing import Any, NoReturn

from processes.beginning import interrupted

INTERNAL_ERROR = 70
"""Exit code of our own errors (EX_SOFTWARE of sysexits.h)."""


def run(main: Coroutine[Any, Any, int | None]) -> NoReturn:
    """Runs `main` and ends the process with the code it returns (None is 0).

    SIGINT and SIGTERM cancel `main`, which may catch that, clean up and return a code of its own; otherwise
    the code is 128 and the signal's number, as for a closed standard output (SIGPIPE). A
    SystemExit keeps its code; any other exception is printed and gives 70.
    """
    received: list[signal.Signals] = []

    async def until_signalled() -> int | None:
        task = asyncio.ensure_future(main)

        def cancel(number: signal.Signals) -> None:
            received.append(number)
            task.cancel()

        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, cancel, number)
        try:
            return await task
        finally:
            # The loop closes the pipe that its handlers write to before it removes them; and a handler that it removes
            # is Python's own again, which would raise wherever we are.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)
            signal.signal(signal.SIGINT, interrupted)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    try:
        code = asyncio.run(until_signalled()) or 0
    except asyncio.CancelledError:
        code = 128 + received[0] if received else INTERNAL_ERROR
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BrokenPipeError:
        code = 128 + signal.SIGPIPE
    except KeyboardInterrupt:  # before the loop handles the signal, or after
        code = 128 + signal.SIGINT
    except BaseException:
        with contextlib.suppress(OSError):  # nobody reads it
            traceback.print_exc()
        code = INTERNAL_ERROR
    end_process(code)


def end_process(code: int) -> NoReturn:
    """Ends the process at once with `code`, everything printed and logged so far written out.

    Not by the interpreter's own exit: the runtime below Temporal's client sometimes aborts during it, which
    would turn a success into exit code 134 or 139 (temporalio/sdk-python#300). `atexit` functions do not run.
    """
    signal.signal(signal.SIGINT, interrupted)  # whoever reads may hold up the last lines for ever
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # the reader is gone, or it is closed
            stream.flush()
    os._exit(code)
