"""What a decision maker asks."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli.asking import Innovation, ask, payload_in
from cli.options import Asking
from domain.vocabulary import Recommendation
from wiring.errors import BadRequest


async def decide(
    innovation: Innovation,
    choice: Annotated[Recommendation, Parameter(help="cli.argument.choice")],
    file: Annotated[Path | None, Parameter(help="cli.argument.decision")] = None,
    /,
    *,
    adopter: Annotated[list[str] | None, Parameter(help="cli.option.adopter", metavar="CODE")] = None,
    instrument: Annotated[str | None, Parameter(help="cli.option.instrument", metavar="TEXT")] = None,
    sector_owner: Annotated[str | None, Parameter(help="cli.option.sector_owner", metavar="TEXT")] = None,
    specification: Annotated[str | None, Parameter(help="cli.option.specification", metavar="TEXT")] = None,
    facilitator: Annotated[str | None, Parameter(help="cli.option.facilitator", metavar="TEXT")] = None,
    originator_migrates: Annotated[bool, Parameter(help="cli.option.originator_migrates")] = False,
    options: Asking = Asking(),
) -> int:
    """Propose a decision; scaling up waits for another official to determine it, all else takes effect at once."""
    given = {
        "adopters": adopter or None,
        "instrument": instrument,
        "sector_owner": sector_owner,
        "specification": specification,
        "facilitator": facilitator,
        "originator_migrates": originator_migrates or None,
    }
    payload = {name: value for name, value in given.items() if value is not None}
    if file:
        payload = payload_in(file, "decide", payload)
        if payload["choice"] != choice:
            raise BadRequest("two_choices", given=choice, found=payload["choice"])
    return await ask(options, innovation, "decide", payload | {"choice": choice})


async def endorse(
    innovation: Innovation,
    /,
    *,
    instrument: Annotated[str | None, Parameter(help="cli.option.instrument", metavar="TEXT")] = None,
    options: Asking = Asking(),
) -> int:
    """Determine somebody else's decision by signing here: it takes effect."""
    return await ask(options, innovation, "endorse", {} if instrument is None else {"instrument": instrument})


async def object_(innovation: Innovation, /, *, options: Asking = Asking()) -> int:
    """Object to a decision."""
    return await ask(options, innovation, "object")


async def require_correction(innovation: Innovation, /, *, options: Asking = Asking()) -> int:
    """Require a corrective action."""
    return await ask(options, innovation, "require_correction")


async def institutionalise(
    innovation: Innovation,
    /,
    *,
    instrument: Annotated[str, Parameter(help="cli.option.instrument", metavar="TEXT")],
    options: Asking = Asking(),
) -> int:
    """Institutionalise by a legal instrument."""
    return await ask(options, innovation, "institutionalise", {"instrument": instrument})


async def discontinue(innovation: Innovation, /, *, options: Asking = Asking()) -> int:
    """Discontinue an innovation, without blame."""
    return await ask(options, innovation, "discontinue")


async def revoke(innovation: Innovation, /, *, options: Asking = Asking()) -> int:
    """Revoke an award that rests on false data; takes two people."""
    return await ask(options, innovation, "revoke")
