"""The state of an innovation at any moment, and what changed between two."""

import json
from typing import Annotated

from typer import Option

from cli import output, texts
from cli.app import app, command
from cli.asking import InnovationArgument
from cli.commands.history import AUDITORS
from cli.input.instants import if_given, instant, version_or_instant
from cli.options import Reading, connected
from service.reading import Reader
from service.time_travel import Moment, differences
from service.time_travel import replay as replayed
from wiring.connections import AUDITOR
from wiring.errors import BadRequest

AT = "Menurut yang telah terjadi saat itu / what had occurred by then"
KNOWN_AT = "Menurut yang telah tercatat saat itu / what had been recorded by then"
VERSION = "Versi aliran inovasi / version of the innovation's stream"
DIFF = "Perbedaan dua versi atau waktu kejadian / what differs between two versions or times of occurrence"
DIFF_KNOWN = "Perbedaan yang diketahui pada dua waktu / what differs between what was known at two times"


@command(app, "replay", AUDITORS)
async def replay(
    options: Reading,
    innovation: InnovationArgument,
    version: Annotated[int | None, Option("--version", min=1, help=VERSION)] = None,
    at: Annotated[str | None, Option("--at", metavar="TIME", help=AT)] = None,
    known_at: Annotated[str | None, Option("--known-at", metavar="TIME", help=KNOWN_AT)] = None,
    diff: Annotated[tuple[str, str] | None, Option("--diff", metavar="A B", help=DIFF)] = None,
    diff_known: Annotated[tuple[str, str] | None, Option("--diff-known", metavar="A B", help=DIFF_KNOWN)] = None,
) -> None:
    """Bangun ulang keadaan inovasi dan replikasinya dari peristiwanya saja; keluarannya JSON. / Rebuild the state of an
    innovation and its adoptions from their events alone, as JSON.
    """
    if sum((version is not None, at is not None or known_at is not None, diff is not None, diff_known is not None)) > 1:
        raise BadRequest("one_of", given="--version, --at/--known-at, --diff, --diff-known")
    if diff:
        moments = [_by_version_or_occurrence(each) for each in diff]
    elif diff_known:
        moments = [Moment(known_by=instant(each)) for each in diff_known]
    else:
        moments = [Moment(if_given(at), if_given(known_at), version)]
    async with connected(options) as connections:
        whole = await (await Reader.on(connections, AUDITOR)).innovation_id(innovation)
        states = [await replayed(connections, whole, each) for each in moments]
    if len(states) == 1:
        output.print_json(states[0])
        return
    changes = list(differences(states[0], states[1]))
    if options.as_json:
        output.print_json(changes)
    elif changes:
        output.table(
            texts.columns(("field", "before", "after"), options.language),
            [(each["path"], _value(each["before"]), _value(each["after"])) for each in changes],
        )
    else:
        output.say(texts.told("same", options.language))


def _by_version_or_occurrence(given: str) -> Moment:
    moment = version_or_instant(given)
    return Moment(version=moment) if isinstance(moment, int) else Moment(occurred_by=moment)


def _value(value: object) -> str:
    if value is None or isinstance(value, str):
        return output.GAP if value is None else value
    return json.dumps(value, ensure_ascii=False)
