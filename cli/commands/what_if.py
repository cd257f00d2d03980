"""What would have become of an innovation under another edition, beside what did."""

from typing import Annotated

from cyclopts import Parameter

from cli import output
from cli.asking import Innovation
from cli.options import Reading, reading


async def what_if(
    innovation: Innovation,
    /,
    *,
    edition: Annotated[str, Parameter(help="cli.option.supposed", metavar="NAME")],
    options: Reading = Reading(),
) -> None:
    """Decide every recorded command again under another edition, side by side."""
    from cli import comparison
    from service.names import names_of
    from service.what_if import what_if
    from texts.what_if import people_in

    async with reading(options, auditor=True) as reader:
        whole = await reader.innovation_id(innovation)
        found = await what_if(reader, whole, edition)
        names = await names_of(reader.states, await reader.names(people_in(found.pairs)))
    if options.as_json:
        output.print_json(found.as_json(whole))
    else:
        comparison.show(found, options.language, names)
