"""What makes the log, and what a receipt comes to in it."""

import asyncio
import contextlib
import sys
from pathlib import Path
from typing import Annotated

import structlog
from typer import Argument, Option

from cli import output, texts
from cli.app import app, command
from cli.commands.history import AUDITORS
from cli.commands.servers import PANEL
from cli.input.files import read_text
from cli.options import Common, Reading, connected
from processes.health import listening
from processes.sealing import SealerHealth, sealer, sealing
from service.proving import prove as proved
from service.proving import read_receipt
from wiring.logs import set_up_logs

log = structlog.get_logger()


@command(app, "seal", PANEL)
async def seal(
    common: Common,
    once: Annotated[bool, Option("--once", help="Sekali saja, lalu berhenti / once, and stop")] = False,
) -> None:
    """Segel peristiwa ke dalam log dan tanda tangani titik periksa sampai Ctrl-C. / Seal events into the log and sign
    checkpoints until Ctrl-C.
    """
    settings = common.settings()
    if once:
        async with sealer(settings) as made:
            await made.once()
        done = {"tree_size": made.status.tree_size, "signed": made.status.signed}
        if common.as_json:
            output.print_json(done)
        else:
            output.say(texts.told("sealed", common.language, **done))
        return
    set_up_logs(settings.log_format, settings.log_level)
    async with (
        sealing(settings) as made,
        listening(SealerHealth(made).app, settings.health_host, settings.health_port) as address,
    ):
        log.info("health is served", address=address)
        with contextlib.suppress(asyncio.CancelledError):  # told to stop
            await asyncio.Event().wait()


@command(app, "prove", AUDITORS)
async def prove(
    options: Reading,
    receipt: Annotated[
        str, Argument(metavar="RECEIPT", help="Tanda terima JSON, atau - / a receipt as JSON, or - for standard input")
    ],
) -> None:
    """Bukti bahwa yang dicatat tanda terima ada di log yang ditandatangani; keluarannya JSON. / Prove that what a
    receipt says is in the signed log, as JSON.
    """
    asked = read_receipt(sys.stdin.read() if receipt == "-" else read_text(Path(receipt)))
    async with connected(options) as connections:
        output.print_json(await proved(connections, asked))
