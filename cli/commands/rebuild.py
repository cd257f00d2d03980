"""The read models, rebuilt from the events."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from cli import output, texts
from cli.endings import Exit
from cli.options import Common, connected
from texts import Lang

if TYPE_CHECKING:
    from service.rebuilding import Rebuilt

DONE = (
    "{rows} baris dari {streams} aliran dibandingkan dengan peristiwanya; {repaired} diperbaiki.",
    "{rows:row} of {streams:stream} compared with their events; {repaired} put right.",
)
UNREADABLE = ("Aliran {stream} tidak dapat dibaca: {why}", "The stream {stream} can't be read: {why}")


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
        _tell(found, options.language)
    return Exit.VERIFICATION_FAILED if found.unreadable else Exit.DONE


def _json(found: "Rebuilt") -> dict[str, object]:
    return {
        "streams": found.streams,
        "rows": found.rows,
        "repaired": found.repaired,
        "differences": [asdict(each) for each in found.differences],
        "unreadable": [{"stream": stream, "why": why} for stream, why in found.unreadable],
    }


def _tell(found: "Rebuilt", lang: Lang) -> None:
    from cli.inner_texts import inner

    english = lang == "en"
    if found.differences:
        output.table(
            texts.columns(("stream", "version", "what", "found", "expected"), lang),
            [
                (each.stream, each.version, f"{each.kind} {each.key}".strip(), _body(each.found), _body(each.expected))
                for each in found.differences
            ],
        )
    for stream, why in found.unreadable:
        output.say(UNREADABLE[english].format(stream=stream, why=inner(why, lang)))
    output.say(texts.said(DONE, lang, rows=found.rows, streams=found.streams, repaired=found.repaired))


def _body(body: dict[str, object] | None) -> str | None:
    return None if body is None else json.dumps(body, ensure_ascii=False, sort_keys=True)
