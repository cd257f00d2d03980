"""Asking for a change: what every command that does so shares, from the options to what is told of the outcome."""

from datetime import timedelta
from typing import Annotated, Any

from typer import Argument, Option

from activities.contract import Outcome, Receipt
from cli import output, texts
from cli.boundary import refused
from cli.endings import Exit, say
from cli.options import Asking, connected
from domain.commands.adoption import Adopt
from domain.streams import adoption_stream, innovation_stream
from service import commanding
from service.commanding import Submitted, Wish
from service.reading import Reader, whole_id
from wiring.connections import Connections
from wiring.errors import BadRequest

InnovationArgument = Annotated[str, Argument(metavar="INNOVATION", help="Nomor inovasi atau awalannya / id or prefix")]

RegionOption = Annotated[
    str | None,
    Option("--region", metavar="CODE", help="Kode daerah; baku: daerah Anda / region's code; default: yours"),
]

OPERATORS = "Sekretariat / Operators"
EVALUATORS = "Penilai / Evaluators"
DECISION_MAKERS = "Pengambil keputusan / Decision makers"
PROPOSERS = "Pengusul / Proposers"
REGIONS = "Daerah / Regions"


def wish(options: Asking, *, person: str | None = None) -> Wish:
    """What the options say about who asks, and how."""
    return Wish(
        person=person or options.acting_as,
        reason=options.reason,
        command_id=options.command_id,
        on_version=options.on_version,
        by_signal=options.by_signal,
        timeout=timedelta(seconds=options.timeout),
    )


async def innovation_id(connections: Connections, given: str) -> str:
    """The id of an innovation; the ledger is asked only when less than all of it is given."""
    return whole_id(given) or await (await Reader.on(connections)).innovation_id(given)


async def ask(options: Asking, innovation: str, type_name: str, payload: dict[str, Any]) -> int:
    """Ask for a change of an innovation, and tell what came of it."""
    async with connected(options) as connections:
        stream = innovation_stream(await innovation_id(connections, innovation))
        return told(options, type_name, await commanding.ask(connections, stream, type_name, payload, wish(options)))


async def ask_adoption(
    options: Asking, innovation: str, region: str | None, type_name: str, payload: dict[str, Any]
) -> int:
    """Ask for a change of a region's adoption, by default that of whoever asks; tell what came of it."""
    async with connected(options) as connections:
        whole = await innovation_id(connections, innovation)
        code = region if region is not None else await officer_region(connections, options)
        reader = await Reader.on(connections)
        if type_name == Adopt.name:
            stream = adoption_stream(whole, (await reader.region(code)).id)
            payload = {"region": code} | payload
        else:
            stream = await reader.adoption(whole, code)
        return told(options, type_name, await commanding.ask(connections, stream, type_name, payload, wish(options)))


async def officer_region(connections: Connections, options: Asking) -> str:
    """The code of the region of which whoever asks is the officer. Raises as `Reader.officer_region`."""
    if options.acting_as is None:
        raise BadRequest("person_needed")
    return await (await Reader.on(connections)).officer_region(options.acting_as)


def told(options: Asking, type_name: str, outcome: Outcome | Submitted, **more: Any) -> int:
    """Tell what came of a command; returns the exit code. `more` belongs to the receipt."""
    lang = options.language
    if isinstance(outcome, Submitted):
        return _submitted(options, outcome, more)
    if not isinstance(outcome, Receipt):
        return say(
            refused(outcome.refusal, lang, command_id=str(outcome.command_id) if outcome.command_id else None),
            as_json=options.as_json,
            lang=lang,
        )
    receipt = outcome.model_dump(mode="json", exclude={"kind"}) | more
    if options.as_json:
        output.print_json(receipt)
    else:
        output.say(
            texts.told(
                "done",
                lang,
                command=texts.titled("command", type_name, lang),
                stream=outcome.stream,
                version=outcome.version,
                chain=outcome.chain,
                command_id=outcome.command_id,
            )
        )
    return Exit.DONE


def _submitted(options: Asking, given: Submitted, more: dict[str, Any]) -> int:
    if options.as_json:
        output.print_json({"left": True, "command_id": str(given.command_id), "stream": given.stream, **more})
    else:
        output.say(texts.told("left", options.language, stream=given.stream, command_id=given.command_id))
    return Exit.DONE
