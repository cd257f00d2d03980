"""The process that makes the log."""

import asyncio
import contextlib
from typing import Annotated

from cyclopts import Parameter

from cli import output
from cli.options import Common
from texts import text


async def seal(*, once: Annotated[bool, Parameter(help="cli.option.once")] = False, options: Common = Common()) -> None:
    """Seal events into the log and sign checkpoints, until Ctrl-C."""
    import structlog

    from processes.health import served
    from processes.sealing import SealerHealth, sealer, sealing
    from wiring.logs import set_up_logs

    settings = options.settings_of_servers()
    if once:
        async with sealer(settings) as made:
            await made.once()
        done = {"tree_size": made.status.tree_size, "signed": made.status.signed}
        if options.as_json:
            output.print_json(done)
        else:
            output.say(text("cli.sealed", options.language, **done))
        return
    set_up_logs(settings.log_format, settings.log_level)
    async with (
        sealing(settings) as made,
        served(SealerHealth(made).app, settings.health_host, settings.health_port) as address,
    ):
        structlog.get_logger().info("health is served", address=address)
        with contextlib.suppress(asyncio.CancelledError):  # asked to stop
            await asyncio.Event().wait()
