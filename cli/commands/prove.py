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
    options: Common = Common(),
) -> None:
    """Prove that what a receipt says is in the signed log, as JSON."""
    from cli.input.files import read_text
    from service.proving import prove, read_receipt

    asked = read_receipt(sys.stdin.read() if receipt == "-" else read_text(Path(receipt)))
    async with connected(options) as connections:
        output.print_json(await prove(connections, asked))
