"""Asking for a change: what every command that does so shares, from its arguments to what is said of the outcome."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli import output
from cli.endings import Ending, Exit, say
from cli.options import Asking, Common, connected, whoever
from cli.prompting import agrees, typed_unseen
from domain.names import NAMELESS
from texts import Lang, text, title
from wiring.errors import BadRequest, NotPossible

if TYPE_CHECKING:
    from domain.doubts import Doubt
    from proof.acts import Act
    from service.commanding import Outcome, Request, Submitted
    from service.reading import Reader
    from wiring.connections import Connections

Innovation = Annotated[str, Parameter(help="cli.argument.innovation")]
File = Annotated[Path, Parameter(help="cli.argument.file")]
Region = Annotated[str | None, Parameter(help="cli.option.region", metavar="CODE")]
Note = Annotated[str | None, Parameter(help="cli.option.note", metavar="TEXT", allow_leading_hyphen=True)]

Payload = dict[str, Any]


async def ask(options: Asking, innovation: str, type_name: str, payload: Payload | None = None) -> int:
    """Ask for a change of an innovation, and say what came of it."""
    from domain.streams import innovation_stream

    async with connected(options) as connections:
        stream = innovation_stream(await innovation_id(connections, options, innovation))
        return await ask_of(options, connections, stream, type_name, payload or {})


async def ask_adoption(
    options: Asking, innovation: str, region: str | None, type_name: str, payload: Payload | None = None
) -> int:
    """Ask for a change of a region's adoption, by default that of whoever asks, and say what came of it."""
    from domain.streams import adoption_stream
    from service.agencies import region_code
    from service.reading import Reader

    payload = payload or {}
    async with connected(options) as connections:
        reader = await Reader.asking(connections, options.person)
        whole = await reader.innovation_id(innovation)
        code = await region_code(reader, region) if region is not None else await reader.officer_region()
        if type_name == "adopt":
            stream = adoption_stream(whole, (await reader.region(code)).id)
            payload = {"region": code} | payload
        else:
            stream = await reader.adoption(whole, code)
        return await ask_of(options, connections, stream, type_name, payload)


async def ask_of(
    options: Asking, connections: "Connections", stream: str, type_name: str, payload: Payload, **more: str
) -> int:
    """Ask for a change of a stream, or sign that to a file; say what came of it. `more` is said of it in JSON.

    Agencies and regions may be named as people call them. What looks like a repeat is asked about first.
    """
    from service.agencies import with_codes
    from service.reading import Reader

    reader = await Reader.asking(connections, options.person)
    payload = await with_codes(reader, payload)
    if (ending := await _doubted(options, reader, stream, type_name, payload)) is not None:
        return say(ending, as_json=options.as_json)
    if options.sign_to is not None:
        return await _sign_to(options, options.sign_to, connections, stream, type_name, payload, more)
    from service.commanding import ask

    sending = Sending(options)
    outcome = await ask(connections, stream, type_name, payload, request(options, sending))
    return await said(options, type_name, outcome, sending, **more)


async def _doubted(options: Asking, reader: "Reader", stream: str, type_name: str, payload: Payload) -> Ending | None:
    """How a command ends that looks like a repeat. Raises as `doubted`."""
    from service.doubts import DOUBTED, doubt

    if options.force or type_name not in {each.name for each in DOUBTED}:
        return None
    found = await doubt(reader, stream, type_name, payload, options.command_id)
    return await doubted(options, reader, found, force=options.force)


async def doubted(options: Common, reader: "Reader", found: "Doubt | None", *, force: bool) -> Ending | None:
    """How a command ends that isn't sent, because of a doubt and nobody says that it is meant.

    Raises:
        NotPossible: whoever is at the terminal says that it isn't.
    """
    from service.names import names_of

    if found is None or force:
        return None
    lang, names = options.language, NAMELESS if options.as_json else await names_of(reader.states)
    why = text(f"doubt.{found.code}", lang, names, **found.facts)
    if options.as_json or not sys.stdin.isatty():
        return Ending(Exit.REFUSED, found.code, why, text("cli.doubted.hint", lang))
    output.note(why)
    if not agrees(text("cli.send_anyway", lang)):
        raise NotPossible("not_sent")
    return None


async def _sign_to(
    options: Asking,
    path: Path,
    connections: "Connections",
    stream: str,
    type_name: str,
    payload: Payload,
    more: dict[str, str],
) -> int:
    """Write the act with its author's signature to a file, for somebody else to confirm."""
    from cli.whole_file import WholeFile
    from service.commanding import names_of
    from service.confirming import sign_unsent
    from service.reading import Reader

    for other, given in (("--with", options.confirmed_by), ("--signal", options.by_signal)):
        if given:
            raise BadRequest("one_of", given=["--sign-to", other])
    sending = Sending(options)
    asked = replace(request(options, sending), person=await whoever(options, connections))
    with WholeFile(path, force=options.force) as file:
        unsent = await sign_unsent(connections, stream, type_name, payload, asked)
        file.write(unsent.content())
    reader = await Reader.asking(connections, options.person)
    sending(unsent.act, [unsent.act.actor], await names_of(reader, [unsent.act.actor]))
    command_id = str(unsent.act.id)
    if options.as_json:
        output.print_json({"file": str(path), "command_id": command_id, "stream": stream, **more, **sending.document})
    else:
        output.say(text("cli.signed_to", options.language, file=path, command_id=command_id))
    return Exit.DONE


@dataclass(slots=True)
class Sending:
    """Says in whose name something is sent, and what their own keys signed: people read it at once, programs with the
    outcome.
    """

    options: Common
    document: dict[str, Any] = field(default_factory=dict)

    def __call__(self, act: "Act", signed_by: Sequence[str], names: Mapping[str, str]) -> None:
        """Say who asks what, and whose signatures are under it; `names` are people's by their ids."""
        lang = self.options.language
        self.document = {"actor": act.actor}
        facts: dict[str, Any] = {"command": title("command", act.type, lang), "stream": act.stream}
        if signed_by:
            assert act.seen is not None
            assert act.expires is not None
            version, chain = act.seen
            about = {"type": act.type, "stream": act.stream, "version": version, "chain": chain}
            self.document["signed"] = {**about, "people": [*signed_by], "expires": act.expires.isoformat()}
            chain, people = chain[: output.CHAIN_SHOWN], [names[each] for each in signed_by]
            facts |= {"people": people, "version": version, "chain": chain, "expires": act.expires}
        if not self.options.as_json:
            output.note(text("cli.signed" if signed_by else "cli.sent", lang, actor=names[act.actor], **facts))


def taken_over(options: Common, key: str) -> int:
    """Say that a key that was made earlier is in use by now, and took the place of the one before it here."""
    if options.as_json:
        output.print_json({"taken_over": key})
    else:
        output.say(text("cli.taken_over", options.language, key=key))
    return Exit.DONE


def payload_in(
    file: Path, type_name: str, over: Payload | None = None, merge: Callable[[Payload, Payload], Payload] = or_
) -> Payload:
    """What a file says of a command, with what the command line says over it. Raises BadRequest as `read_payload`."""
    from cli.input.files import read_payload
    from domain.commands import PAYLOADS

    return read_payload(file, PAYLOADS[type_name], over, merge)


def request(options: Asking, sending: "Sending") -> "Request":
    """What the options say about who asks, and how."""
    from service.commanding import Request

    return Request(
        person=options.person,
        reason=options.reason,
        command_id=options.command_id,
        on_version=options.on_version,
        grant=options.post,
        by_signal=options.by_signal,
        timeout=timedelta(seconds=options.timeout),
        confirmed_by=options.confirmed_by,
        passphrase=lambda whose: ask_passphrase(options.language, whose),
        tell=sending,
    )


def ask_passphrase(lang: Lang, person: str, *, waiting: bool = False) -> str | None:
    """The passphrase of a person's key, or of the one that waits to take its place, typed unseen; None where nobody is
    at a terminal.
    """
    if not sys.stdin.isatty():
        return None
    return typed_unseen(text("cli.ask_waiting_passphrase" if waiting else "cli.ask_passphrase", lang, person=person))


async def innovation_id(connections: "Connections", options: Asking, given: str) -> str:
    """The id of an innovation; the ledger is asked only when less than all of it is given."""
    from proof.ids import whole_id

    if whole := whole_id(given):
        return whole
    from service.reading import Reader

    return await (await Reader.asking(connections, options.person)).innovation_id(given)


async def said(options: Common, type_name: str, outcome: "Outcome | Submitted", sending: Sending, **more: str) -> int:
    """Say what came of a command; returns the exit code. `more` belongs to the receipt."""
    from service.commanding import Receipt, Submitted

    lang = options.language
    match outcome:
        case Submitted():
            answer = {"left": True, "command_id": str(outcome.command_id), "stream": outcome.stream}
            sentence = text("cli.left", lang, stream=outcome.stream, command_id=outcome.command_id)
        case Receipt():
            answer = outcome.model_dump(mode="json", exclude={"kind"})
            facts = outcome.model_dump(include={"stream", "version", "chain", "command_id"})
            sentence = text("cli.done", lang, command=title("command", type_name, lang), **facts)
        case _:
            from cli.boundary import refused

            command_id = str(outcome.command_id) if outcome.command_id else None
            ending = await refused(outcome.refusal, options, command_id=command_id)
            return say(replace(ending, more=ending.more | sending.document), as_json=options.as_json)
    if options.as_json:
        output.print_json(answer | more | sending.document)
    else:
        output.say(sentence)
    return Exit.DONE
