"""What a proposer asks."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated
from uuid import uuid4

from cyclopts import Parameter

from cli import output
from cli.asking import File, Innovation, ask, ask_of, payload_in
from cli.endings import Exit
from cli.options import Asking, connected
from texts import text

Revision = Annotated[Path, Parameter(name="FILE", help="cli.argument.revision")]
CheckRegion = Annotated[str | None, Parameter(help="cli.option.check_region", metavar="CODE")]


async def propose(file: File, /, *, options: Asking = Asking()) -> int:
    """Propose an innovation, from a file such as examples/kartu-insentif-anak.yaml.

    Every mistake in it is named with its line, and nothing is sent.
    """
    from domain.streams import innovation_stream
    from proof.ids import innovation_id

    payload = payload_in(file, "propose")
    options = replace(options, command_id=options.command_id or uuid4())
    assert options.command_id is not None
    innovation = innovation_id(options.command_id)
    async with connected(options) as connections:
        stream = innovation_stream(innovation)
        code = await ask_of(options, connections, stream, "propose", payload, innovation=innovation)
    if code == Exit.DONE and not options.as_json:
        output.say(text("cli.proposed", options.language, innovation=innovation))
    return code


async def revise(innovation: Innovation, file: Revision, /, *, options: Asking = Asking()) -> int:
    """Revise a returned proposal: the file holds the fields that change, or a whole proposal like that of `propose`."""
    from cli.input.files import read_revision

    return await ask(options, innovation, "revise", read_revision(file))


async def withdraw(innovation: Innovation, /, *, options: Asking = Asking()) -> int:
    """Withdraw a proposal."""
    return await ask(options, innovation, "withdraw")


async def answer_clarification(
    innovation: Innovation,
    clarification: Annotated[int, Parameter(help="cli.argument.clarification")],
    answer: Annotated[str, Parameter(help="cli.argument.answer")],
    /,
    *,
    options: Asking = Asking(),
) -> int:
    """Answer a question that the secretariat asked."""
    payload = {"clarification": clarification, "answer": answer}
    return await ask(options, innovation, "answer_clarification", payload)


async def report_check(
    innovation: Innovation,
    file: File,
    /,
    *,
    region: CheckRegion = None,
    options: Asking = Asking(),
) -> int:
    """Report on a sustainability check, from a file such as examples/check.yaml."""
    over = None if region is None else {"region": region}
    return await ask(options, innovation, "report_check", payload_in(file, "report_check", over))


async def amend_check_report(
    innovation: Innovation,
    file: File,
    /,
    *,
    region: CheckRegion = None,
    options: Asking = Asking(),
) -> int:
    """Amend the report on a check, by a file such as examples/check.yaml with all answers as they should read."""
    over = None if region is None else {"region": region}
    return await ask(options, innovation, "amend_check_report", payload_in(file, "amend_check_report", over))


async def report_correction(
    innovation: Innovation,
    action: Annotated[str, Parameter(help="cli.argument.action")],
    /,
    *,
    options: Asking = Asking(),
) -> int:
    """Report a corrective action: what was done."""
    return await ask(options, innovation, "report_correction", {"action": action})
