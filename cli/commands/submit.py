"""Any command at all about an innovation or its adoption, by its name."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli.asking import Innovation, Region, ask, ask_adoption, payload_in
from cli.options import Asking


async def submit(
    innovation: Innovation,
    command: Annotated[str, Parameter(help="cli.argument.command")],
    /,
    *,
    fields: Annotated[list[str] | None, Parameter(name="--set", help="cli.option.set", metavar="FIELD=VALUE")] = None,
    file: Annotated[Path | None, Parameter(help="cli.argument.file", metavar="FILE")] = None,
    region: Region = None,
    options: Asking = Asking(),
) -> int:
    """Send any command about an innovation or its adoption."""
    from cli.input.pairs import nested
    from domain.commands import PAYLOADS

    type_name = command.replace("-", "_")
    form = PAYLOADS.get(type_name)
    payload = nested(fields or [], form)
    if file and form:
        payload = payload_in(file, type_name, payload)
    if form is not None and form.scope == "adoption":
        return await ask_adoption(options, innovation, region, type_name, payload)
    if region is not None:
        payload.setdefault("region", region)
    return await ask(options, innovation, type_name, payload)
