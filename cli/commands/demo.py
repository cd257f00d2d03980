"""The demonstration: one innovation's whole life in about a minute, and what an auditor would ask of it."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import cli.commands.history
import cli.commands.lists
import cli.commands.verify
from cli import output
from cli.app import app, command
from cli.commands.servers import PANEL, embedded_settings
from cli.demo.life import life
from cli.demo.story import Story
from cli.endings import Exit
from cli.options import Common, Reading
from processes.embedded import living
from service import auditing
from service.places import place_names
from service.reading import Reader
from service.time_travel import Moment, replay
from service.verifying import verified
from wiring.connections import Connections

INTRODUCTION = (
    "Kartu anak Kota Surakarta, dari usulan sampai pelembagaan; periodenya dalam detik (edisi “ringkas”).",
    "Surakarta's child card, from proposal to institutionalisation; its periods are seconds (edition “ringkas”).",
)
TRAIL = ("Jejaknya", "Its trail")
STATE = ("Keadaannya, dibangun ulang dari peristiwa saja", "Its state, rebuilt from the events alone")
VERIFIED = ("Keutuhan seluruh catatan", "Whether the whole record is intact")
KEPT = (
    "Datanya tetap di {data}; lihat lagi dengan: python starter.py up --data {data}",
    "The data stays in {data}; see it again with: python starter.py up --data {data}",
)


@command(app, "demo", PANEL)
async def demo(common: Common) -> int:
    """Perjalanan lengkap satu inovasi dalam semenit. / One innovation's whole life in a minute."""
    english = common.language == "en"
    with _home(common) as home:
        settings = embedded_settings(common).model_copy(update={"home": home})
        async with living(settings), Connections(settings) as connections:
            # With --json the one document is all of standard output, and the story goes where warnings go.
            with redirect_stdout(sys.stderr if common.as_json else sys.stdout):
                output.say(INTRODUCTION[english])
                reader = await Reader.on(connections)
                story = Story(connections, reader, await place_names(reader.states), common.language)
                await life(story, common)
            if common.as_json:
                return await _audited(connections, story.innovation)
            audit = Reading(lang=common.lang, data=home)
            output.heading(TRAIL[english])
            await cli.commands.history.history(audit, story.innovation)
            output.heading(STATE[english])
            await cli.commands.lists.show(audit, story.innovation)
            output.heading(VERIFIED[english])
            return await cli.commands.verify.verify(audit) or 0


async def _audited(connections: Connections, innovation: str) -> int:
    """What an auditor would ask of it, as one JSON document."""
    report = await verified(connections, None)
    output.print_json(
        {
            "innovation": innovation,
            "history": [entry.as_json() for entry in await auditing.history(connections, innovation)],
            "state": await replay(connections, innovation, Moment()),
            "verified": report,
        }
    )
    return Exit.DONE if report["ok"] else Exit.VERIFICATION_FAILED


@contextmanager
def _home(common: Common) -> Iterator[Path]:
    """The directory that was named and stays, or one that is gone afterwards."""
    settings = common.settings()
    if "home" in settings.model_fields_set:
        yield settings.home
        output.console(stderr=common.as_json).print(
            KEPT[common.language == "en"].format(data=settings.home), markup=False, soft_wrap=True
        )
        return
    with tempfile.TemporaryDirectory(prefix="jejak-demo-") as directory:
        yield Path(directory) / "data"
