"""Proving a receipt by the log."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli import output
from cli.options import Common, connected


async def prove(
    receipt: Annotated[str, Parameter(help="cli.argument.receipt", allow_leading_hyphen=True)],
    /,
    *,
    since: Annotated[Path | None, Parameter(help="cli.option.proved_since", metavar="CHECKPOINT")] = None,
    key: Annotated[list[str] | None, Parameter(help="cli.option.proved_key", metavar="KEY")] = None,
    options: Common = Common(),
) -> None:
    """Prove that what a receipt says is in the signed log, as JSON."""
    from cli.input.files import read_checkpoint, read_text
    from service.proving import prove, read_receipt

    asked = read_receipt(sys.stdin.read() if receipt == "-" else read_text(Path(receipt)))
    note = None if since is None else read_checkpoint(since)
    async with connected(options) as connections:
        output.print_json(await prove(connections, asked, since=note, keys=key or []))
