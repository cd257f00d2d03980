"""The read models, rebuilt from the events."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from cli import output
from cli.endings import Exit
from cli.options import Common, connected
from texts import Lang, text

if TYPE_CHECKING:
    from service.rebuilding import Rebuilt


async def rebuild(*, options: Common = Common()) -> int:
    """Rebuild the lists from the events while everybody goes on; exit code 4 if a stream can't be read."""
    from cli.progress import counted
    from service.rebuilding import WORKER
    from service.rebuilding import rebuild as rebuilt_from_events

    async with connected(options) as connections:
        pool = await connections.pool(WORKER)
        with counted(options) as shown:
            found = await rebuilt_from_events(pool, shown)
    if options.as_json:
        output.print_json(_json(found))
    else:
        _say(found, options.language)
    return Exit.VERIFICATION_FAILED if found.unreadable else Exit.DONE


def _json(found: "Rebuilt") -> dict[str, object]:
    return {
        "streams": found.streams,
        "rows": found.rows,
        "repaired": found.repaired,
        "differences": [asdict(each) for each in found.differences],
        "unreadable": [{"stream": stream, "why": str(why)} for stream, why in found.unreadable],
    }


def _say(found: "Rebuilt", lang: Lang) -> None:
    from texts.errors import cause_of

    if found.differences:
        output.table(
            output.columns(("stream", "version", "what", "found", "expected"), lang),
            [
                (each.stream, each.version, f"{each.kind} {each.key}".strip(), _body(each.found), _body(each.expected))
                for each in found.differences
            ],
        )
    for stream, why in found.unreadable:
        output.say(text("cli.unreadable_stream", lang, stream=stream, why=cause_of(why, lang)))
    output.say(text("cli.rebuilt", lang, rows=found.rows, streams=found.streams, repaired=found.repaired))


def _body(body: dict[str, object] | None) -> str | None:
    return None if body is None else json.dumps(body, ensure_ascii=False, sort_keys=True)
