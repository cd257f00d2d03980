"""The state of an innovation at any moment, and what changed between two."""

import json
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cli import output
from cli.asking import Innovation
from cli.options import Reading, reading
from texts import text
from wiring.errors import BadRequest


async def replay(
    innovation: Innovation,
    /,
    *,
    version: Annotated[
        int | None, Parameter(help="cli.option.version_of", metavar="NUMBER", validator=Number(gte=1))
    ] = None,
    at: Annotated[str | None, Parameter(help="cli.option.at", metavar="TIME")] = None,
    known_at: Annotated[str | None, Parameter(help="cli.option.known_at", metavar="TIME")] = None,
    diff: Annotated[tuple[str, str] | None, Parameter(help="cli.option.diff", metavar="A B")] = None,
    diff_known: Annotated[tuple[str, str] | None, Parameter(help="cli.option.diff_known", metavar="A B")] = None,
    options: Reading = Reading(),
) -> None:
    """Rebuild the state of an innovation and its adoptions from their events alone, as JSON."""
    from cli.input.instants import looked_back_from, version_or_moment
    from service.time_travel import Moment, differences
    from service.time_travel import replay as replayed

    if sum((version is not None, at is not None or known_at is not None, diff is not None, diff_known is not None)) > 1:
        raise BadRequest("one_of", given=["--version", "--at/--known-at", "--diff", "--diff-known"])
    if diff:
        either = [version_or_moment(each) for each in diff]
        moments = [Moment(version=each) if isinstance(each, int) else Moment(occurred_by=each) for each in either]
    elif diff_known:
        moments = [Moment(known_by=looked_back_from(each)) for each in diff_known]
    else:
        occurred_by, known_by = (None if each is None else looked_back_from(each) for each in (at, known_at))
        moments = [Moment(occurred_by, known_by, version)]
    async with reading(options, auditor=True) as reader:
        whole = await reader.innovation_id(innovation)
        states = [await replayed(reader, whole, each) for each in moments]
    if len(states) == 1:
        output.print_json(states[0])
        return
    not_open = sorted({path for each in states for path in each.pop("not_open")})
    changes = list(differences(states[0], states[1]))
    if options.as_json:
        output.print_json([*changes, *({"path": p, "before": None, "after": None, "not_open": True} for p in not_open)])
        return
    if not_open:
        output.say(text("cli.not_compared", options.language, paths=not_open))
    if changes:
        output.table(
            output.columns(("field", "before", "after"), options.language),
            [(each["path"], _value(each["before"]), _value(each["after"])) for each in changes],
        )
    else:
        output.say(text("cli.same", options.language))


def _value(value: object) -> str:
    if value is None or isinstance(value, str):
        return output.GAP if value is None else value
    return json.dumps(value, ensure_ascii=False)
