"""What auditors ask: the whole history, the state at any version or instant, and whether the record is intact."""

from collections.abc import Mapping
from typing import Annotated, Any

from typer import Argument, Option

from cli import output, texts
from cli.app import app, command
from cli.asking import InnovationArgument
from cli.boundary import Exit
from cli.instants import instant, version_or_instant
from cli.options import Reading, connected
from domain.decider import SYSTEM
from domain.event_texts import told as event_told
from service import auditing
from service.connections import AUDITOR
from service.errors import BadRequest
from service.places import place_names
from service.reading import Reader

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
        places = await place_names(reader.rulebook)
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
                event_told(entry.event, lang, places),
                entry.event.reason,
                entry.stored.chain.hex()[:CHAIN_SHOWN],
            )
            for entry in entries
        ],
    )


@command(app, "replay", AUDITORS)
async def replay(
    options: Reading,
    innovation: InnovationArgument,
    version: Annotated[
        int | None, Option("--version", min=1, help="Versi aliran inovasi / version of the innovation's stream")
    ] = None,
    at: Annotated[
        str | None,
        Option("--at", metavar="TIME", help="Menurut yang telah terjadi saat itu / what had occurred by then"),
    ] = None,
    diff: Annotated[
        tuple[str, str] | None,
        Option("--diff", metavar="A B", help="Perbedaan dua versi atau waktu / what differs between versions or times"),
    ] = None,
) -> None:
    """Bangun ulang keadaan inovasi dari peristiwanya saja; keluarannya JSON. / Rebuild the state of an innovation from
    its events alone, as JSON.
    """
    if sum(each is not None for each in (version, at, diff)) > 1:
        raise BadRequest("one_of", given="--version, --at, --diff")
    moments = [version_or_instant(each) for each in diff] if diff else [instant(at) if at is not None else version]
    async with connected(options) as connections:
        whole = await (await Reader.on(connections, AUDITOR)).innovation_id(innovation)
        states = [await auditing.replay(connections, whole, each) for each in moments]
    if diff is None:
        output.print_json(states[0])
        return
    changes = list(auditing.differences(states[0], states[1]))
    if options.as_json:
        output.print_json(changes)
    elif changes:
        output.table(
            texts.columns(("field", "before", "after"), options.language),
            [(each["path"], _value(each["before"]), _value(each["after"])) for each in changes],
        )
    else:
        output.say(texts.told("same", options.language))


@command(app, "verify", AUDITORS)
async def verify(
    options: Reading,
    innovation: Annotated[
        str | None, Argument(metavar="[INNOVATION]", help="Baku: seluruh catatan / default: the whole ledger")
    ] = None,
) -> int:
    """Hitung ulang setiap sidik dan baca setiap peristiwa; kode keluar 4 bila tidak utuh. / Recompute every hash and
    read every event; exit code 4 unless all is intact.
    """
    async with connected(options) as connections:
        whole = await (await Reader.on(connections, AUDITOR)).innovation_id(innovation) if innovation else None
        report = await auditing.verified(connections, whole)
    if options.as_json:
        output.print_json(report)
    else:
        _tell(report, options.language)
    return Exit.DONE if report["ok"] else Exit.VERIFICATION_FAILED


def _tell(report: dict[str, Any], lang: str) -> None:
    problems = report["problems"]
    counted = {"events": report["events"], "streams": report["streams"], "problems": len(problems)}
    output.say(texts.told("verified" if report["ok"] else "not_verified", lang, **counted))
    if problems:
        names = ("stream", "version", "layer", "expected", "found")
        output.table(texts.columns(names, lang), [[each[name] for name in names] for each in problems])


def _stream(stream: str, innovation: str, places: Mapping[str, str]) -> str:
    """A stream's name without what all rows of the table have in common."""
    kind, _, rest = stream.partition("/")
    adopter = rest.removeprefix(innovation).strip("/")
    return f"{kind} {places.get(adopter, adopter)}".strip()


def _value(value: object) -> str:
    return "–" if value is None else str(value)
