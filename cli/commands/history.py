"""What auditors ask first: the whole history."""

from collections.abc import Mapping

from cli import output, texts
from cli.app import app, command
from cli.asking import InnovationArgument
from cli.options import Reading, connected
from domain.commands import SYSTEM
from service import auditing
from service.places import place_names
from service.reading import Reader
from texts.events import sentence
from wiring.connections import AUDITOR

AUDITORS = "Auditor / Auditors"
CHAIN_SHOWN = 12


@command(app, "history", AUDITORS)
async def history(options: Reading, innovation: InnovationArgument) -> None:
    """Setiap peristiwa dan penolakan: kapan, siapa, apa, mengapa, sidiknya. / Every event and refusal: when, who,
    what, why, and its hash.
    """
    async with connected(options) as connections:
        reader = await Reader.on(connections, AUDITOR)
        whole = await reader.innovation_id(innovation)
        entries = await auditing.history(connections, whole)
        places = await place_names(reader.states)
    if options.as_json:
        output.print_json([entry.as_json() for entry in entries])
        return
    lang = options.language
    output.table(
        texts.columns(("when", "stream", "version", "actor", "what", "reason", "chain"), lang),
        [
            (
                output.when(entry.stored.occurred_at),
                _stream(entry.stored.stream_id, whole, places),
                entry.stored.version,
                texts.told("system", lang) if entry.actor == SYSTEM else entry.actor,
                sentence(entry.event, lang, places),
                entry.event.reason,
                entry.stored.chain.hex()[:CHAIN_SHOWN],
            )
            for entry in entries
        ],
    )


def _stream(stream: str, innovation: str, places: Mapping[str, str]) -> str:
    """A stream's name without what all rows of the table have in common."""
    kind, _, rest = stream.partition("/")
    adopter = rest.removeprefix(innovation).strip("/")
    return f"{kind} {places.get(adopter, adopter)}".strip()
