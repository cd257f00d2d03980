"""The read models, rebuilt from the events."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from cli import output, texts
from cli.app import app, command
from cli.commands.servers import PANEL
from cli.endings import Exit
from cli.inner_texts import inner
from cli.options import Common, connected
from service.rebuilding import WORKER, Rebuilt
from service.rebuilding import rebuild as rebuilt_from_events

DONE = (
    "{rows} baris dari {streams} aliran dibandingkan dengan peristiwanya; {repaired} diperbaiki.",
    "{rows:row} of {streams:stream} compared with their events; {repaired} put right.",
)
UNREADABLE = ("Aliran {stream} tidak dapat dibaca: {why}", "The stream {stream} can't be read: {why}")


@command(app, "rebuild", PANEL)
async def rebuild(common: Common) -> int:
    """Bangun ulang daftar dari peristiwanya tanpa menghentikan siapa pun; kode keluar 4 bila ada aliran yang tidak
    terbaca. / Rebuild the lists from the events while everybody goes on; exit code 4 if a stream can't be read.
    """
    async with connected(common) as connections:
        pool = await connections.pool(WORKER)
        with progress() as shown:
            found = await rebuilt_from_events(pool, shown)
    if common.as_json:
        output.print_json(_json(found))
    else:
        _tell(found, common.language)
    return Exit.VERIFICATION_FAILED if found.unreadable else Exit.DONE


def _json(found: Rebuilt) -> dict[str, object]:
    return {
        "streams": found.streams,
        "rows": found.rows,
        "repaired": found.repaired,
        "differences": [asdict(each) for each in found.differences],
        "unreadable": [{"stream": stream, "why": why} for stream, why in found.unreadable],
    }


def _tell(found: Rebuilt, lang: str) -> None:
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


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Shows on a terminal how many are done, and of how many."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    quiet = not sys.stderr.isatty()
    with Progress(*columns, console=output.console(stderr=True), transient=True, disable=quiet) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
