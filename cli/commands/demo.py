"""The demonstration: one innovation's whole life in about a minute, and what an auditor would ask of it."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cli import output
from cli.commands.history import history
from cli.commands.servers import embedded_settings
from cli.commands.show import show
from cli.commands.verify import verify
from cli.endings import Exit
from cli.listing import Listing
from cli.options import Common
from texts import text

if TYPE_CHECKING:
    from service.reading import Reader

AUDITOR, PROPOSER = "auditor", "pengusul"
"""The sample people who watch: one who may see everything, and whose innovation it is."""


async def demo(*, options: Common = Common()) -> int:
    """One innovation's whole life in a minute."""
    from cli.demo.life import life
    from cli.demo.story import Story
    from processes.embedded import living
    from service.reading import Reader
    from wiring.connections import AUDITOR as AUDITORS_RIGHTS
    from wiring.connections import Connections
    from wiring.logs import set_up_logs

    lang = options.language
    set_up_logs("console", "error")
    with _home(options) as home:
        settings = embedded_settings(options).model_copy(update={"home": home})
        async with living(settings), Connections(settings) as connections:
            # With --json the one document is all of standard output, and the story goes where warnings go.
            with redirect_stdout(sys.stderr if options.as_json else sys.stdout):
                output.say(text("cli.demo.introduction", lang))
                reader = await Reader.on(connections, AUDITOR, AUDITORS_RIGHTS)
                story = Story(reader, options.language)
                await life(story)
            if options.as_json:
                return await _audited(reader, story.innovation)
            audit = Listing(lang=options.lang, data=home, acting_as=AUDITOR)
            output.heading(text("cli.demo.trail", lang))
            await history(story.innovation, options=audit)
            output.heading(text("cli.demo.state", lang))
            await show(story.innovation, options=audit)
            output.heading(text("cli.demo.proposer", lang))
            await show(story.innovation, options=replace(audit, acting_as=PROPOSER))
            output.heading(text("cli.demo.verified", lang))
            return await verify(options=audit)


async def _audited(reader: "Reader", innovation: str) -> int:
    """What an auditor would ask of it, as one JSON document."""
    from service import auditing
    from service.time_travel import Moment, replay
    from service.verifying import verified

    found = await verified(reader.connections, None)
    output.print_json(
        {
            "innovation": innovation,
            "history": [entry.as_json() for entry in await auditing.history(reader, innovation)],
            "state": await replay(reader, innovation, Moment()),
            "verified": found.as_json(),
        }
    )
    return Exit.DONE if found.report.ok else Exit.VERIFICATION_FAILED


@contextmanager
def _home(options: Common) -> Iterator[Path]:
    """The directory that was named and stays, or one that is gone afterwards."""
    settings = options.settings()
    if "home" in settings.model_fields_set:
        yield settings.home
        output.console(stderr=options.as_json).print(
            text("cli.demo.kept", options.language, data=settings.home), markup=False, soft_wrap=True
        )
        return
    with tempfile.TemporaryDirectory(prefix="jejak-demo-") as directory:
        yield Path(directory) / "data"
